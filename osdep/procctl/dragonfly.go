package procctl

// Commands of DragonFly, <sys/procctl.h>. Data is nil for DragonFlyAcquire.
// There is none that signals, or that tells of more than one process.
const (
	DragonFlyAcquire = 1 // PROC_REAP_ACQUIRE
	DragonFlyStatus  = 3 // PROC_REAP_STATUS: data is a DragonFlyReaper
)

// DragonFlyReaper is struct reaper_status, on the one processor that
// DragonFly runs on.
type DragonFlyReaper struct {
	Flags uint32
	Refs  uint32
	_     [15]int64
	Head  int32 // the pid of the first child, dead ones included; -1 for none
	_     [15]int32
}
