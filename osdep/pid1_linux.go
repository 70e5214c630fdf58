package osdep

import (
	"os"

	"golang.org/x/sys/unix"
)

// takeDuties finds out what nitro is and, as PID 1, does what comes before
// anything else: it makes up for the mounts that a kernel or a container did
// not make, and has Ctrl-Alt-Del delivered as SIGINT. In a PID namespace the
// kernel refuses the latter (reboot(2)): that is how a container is known.
func takeDuties() Role {
	if os.Getpid() != 1 {
		return Ordinary
	}
	unix.Umask(0o022)
	machine := Power(keysSignal) == nil
	mountMissing(machine)
	if !machine {
		return ContainerPID1
	}
	openConsole()
	return MachinePID1
}

// mountMissing mounts devtmpfs on /dev if there is no /dev/null, and tmpfs on
// /run if nothing is mounted there. It can do without either. In a container
// /run must be empty, too: what an engine has mounted below it (secrets,
// sockets) would be covered.
func mountMissing(machine bool) {
	var st unix.Stat_t
	if unix.Stat("/dev/null", &st) == unix.ENOENT {
		unix.Mount("devtmpfs", "/dev", "devtmpfs", unix.MS_NOSUID, "mode=0755")
	}
	if isDirectoryName("/run") && !isMountPoint("/run") && (machine || isEmpty("/run")) {
		unix.Mount("tmpfs", "/run", "tmpfs", unix.MS_NOSUID|unix.MS_NODEV, "mode=0755")
	}
}

// isMountPoint asks statx(2), which knows since Linux 5.8; before that, a
// directory on the root's own device is taken for none.
func isMountPoint(dir string) bool {
	var x unix.Statx_t
	if unix.Statx(unix.AT_FDCWD, dir, 0, 0, &x) == nil && x.Attributes_mask&unix.STATX_ATTR_MOUNT_ROOT != 0 {
		return x.Attributes&unix.STATX_ATTR_MOUNT_ROOT != 0
	}
	var st, root unix.Stat_t
	return unix.Stat(dir, &st) == nil && unix.Stat("/", &root) == nil && st.Dev != root.Dev
}

func isEmpty(dir string) bool {
	fd, err := unix.Open(dir, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return false
	}
	defer unix.Close(fd)
	empty := true
	err = eachEntry(fd, make([]byte, 4096), func([]byte) { empty = false })
	return err == nil && empty
}
