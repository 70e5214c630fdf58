//go:build unix && !aix

package osdep

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// standardPath is what children get when nitro was started without a PATH.
const standardPath = "/usr/bin:/bin:/usr/sbin:/sbin"

// start is what nitro was started with. Prepare fills it in; Open, Spawn and
// Reexec read it.
var start struct {
	env     []string // without NITRO_SERVICE
	args    []string
	program string // absolute path of args[0]; "" if it was not found
	dir     string // working directory; "" if it has no name
	role    Role

	inherited []int         // descriptors from 3 up, for the main program
	signals   chan channels // once they are caught
}

// Prepare makes the process fit to supervise, whatever it was started with.
// It is the first call of main and locks the calling goroutine, which becomes
// the loop, to its thread: a signal mask belongs to a thread, and children get
// that of the thread that starts them.
//
// A closed descriptor among 0 to 2 becomes /dev/null, each alone, or what does
// the same where there is none. No other descriptor will reach a child but the
// main program. No signal is blocked in this thread. On Linux nitro becomes a
// subreaper: orphans below it become its children. The variable NITRO_SERVICE
// is removed, for it was meant for nitro itself. As PID 1 on Linux the mounts
// that are missing come before all of this, and as that of a machine the
// console.
func Prepare() Role {
	runtime.LockOSThread()
	if len(os.Args) > 1 && os.Args[0] == toForeground {
		takeForeground(os.Args[1:])
	}
	start.signals = make(chan channels)
	go catchAll(start.signals)
	start.role = takeDuties()
	RepairStandard()
	drainStandard()
	start.inherited = closeOnExec()
	setThreadMask()
	adoptOrphans()
	os.Unsetenv("NITRO_SERVICE")
	start.env = os.Environ()
	start.args = os.Args
	start.dir, _ = WorkingDir()
	start.program = findProgram(os.Args[0], start.dir)
	return start.role
}

// markFrom marks the descriptors from first to limit-1 as close-on-exec and
// appends those that were open and not marked. What the runtime has opened
// before main is marked already.
func markFrom(first, limit int, inherited []int) []int {
	for fd := first; fd < limit; fd++ {
		flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0)
		if err == nil && flags&unix.FD_CLOEXEC == 0 {
			unix.FcntlInt(uintptr(fd), unix.F_SETFD, unix.FD_CLOEXEC)
			inherited = append(inherited, fd)
		}
	}
	return inherited
}

// descriptorLimit is one more than the highest descriptor there can be, but
// not beyond most: the system's limit may be a number that takes minutes to
// count to.
func descriptorLimit(most int) int {
	var limit unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_NOFILE, &limit) != nil || uint64(limit.Max) > uint64(most) {
		return most
	}
	return int(limit.Max)
}

// findProgram resolves args[0] as a shell would have, at a moment when the
// working directory and PATH still are those of the start.
func findProgram(name, dir string) string {
	if strings.Contains(name, "/") {
		return within(dir, name)
	}
	for _, place := range filepath.SplitList(os.Getenv("PATH")) {
		file := within(dir, filepath.Join(place, name))
		if unix.Access(file, unix.X_OK) == nil && !isDirectoryName(file) {
			return file
		}
	}
	return ""
}

func within(dir, path string) string {
	if filepath.IsAbs(path) || dir == "" {
		return path
	}
	return filepath.Join(dir, path)
}

func isDirectoryName(path string) bool {
	var st unix.Stat_t
	return unix.Stat(path, &st) == nil && uint32(st.Mode)&unix.S_IFMT == unix.S_IFDIR
}

// Reexec executes nitro again as it was started: its program (found when it
// started, which may be a newer file by the same name now), arguments,
// directory and environment, but for NITRO_SERVICE. It returns only if that
// fails; then the working directory is that of the start.
func Reexec() error {
	if start.program == "" {
		return Error("can't execute nitro again: its program was not found")
	}
	if start.dir != "" {
		if err := unix.Chdir(start.dir); err != nil {
			return Error("can't execute nitro again: " + start.dir + ": " + err.Error())
		}
	}
	undrainStandard()
	err := syscall.Exec(start.program, start.args, start.env)
	drainStandard()
	return Error("can't execute nitro again: " + start.program + ": " + err.Error())
}

// childEnvironment is nitro's own, with a PATH if there was none: an empty one
// counts. The last place is left for NITRO_SERVICE.
func childEnvironment(own []string) []string {
	env := make([]string, 0, len(own)+2)
	env = append(env, own...)
	for _, v := range own {
		if strings.HasPrefix(v, "PATH=") {
			return append(env, "")
		}
	}
	return append(env, "PATH="+standardPath, "")
}
