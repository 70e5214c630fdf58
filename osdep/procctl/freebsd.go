package procctl

// Commands of FreeBSD, <sys/procctl.h>. Data is nil for Acquire.
const (
	Acquire = 2 // PROC_REAP_ACQUIRE: be the reaper of all descendants to come
	GetPids = 5 // PROC_REAP_GETPIDS: data is a Pids
	Kill    = 6 // PROC_REAP_KILL: data is a KillRequest
)

// PidInfo is one descendant, struct procctl_reaper_pidinfo.
type PidInfo struct {
	Pid     int32
	Subtree int32 // the child of the reaper from which it descends
	Flags   uint32
	_       [15]uint32
}

// Flags of PidInfo.
const (
	valid  = 0x1 // REAPER_PIDINFO_VALID: the kernel has filled the entry
	zombie = 0x8 // REAPER_PIDINFO_ZOMBIE
)

// IsAlive is false for entries that the kernel had no use for, and for
// processes that are dead and only wait to be reaped.
func (p *PidInfo) IsAlive() bool { return p.Flags&(valid|zombie) == valid }

// Pids is struct procctl_reaper_pids.
type Pids struct {
	Count uint32 // of the places at Pids
	_     [15]uint32
	Pids  *PidInfo
}

// KillRequest is struct procctl_reaper_kill. As it is here it signals all
// descendants. Killed is there even when the call fails, which it does with
// ESRCH when there was none.
type KillRequest struct {
	Signal  int32
	Flags   uint32
	Subtree int32
	Killed  uint32 // out: how many were signalled
	Failed  int32  // out: the first that was not
	_       [15]uint32
}
