package osdep

import (
	"sync/atomic"

	"golang.org/x/sys/unix"
)

const watchdogFile = "/dev/watchdog"

// watchdog is the hardware watchdog: watchdog-api.rst of the Linux kernel. Its
// descriptor is closed by the thread that ends the machine while the loop may
// still feed it.
type watchdog struct{ fd atomic.Int32 } // 0: none is armed

func (w *watchdog) arm(seconds int) (granted int, err error) {
	fd := int(w.fd.Load())
	if fd == 0 {
		fd, err = unix.Open(watchdogFile, unix.O_WRONLY|unix.O_CLOEXEC, 0)
		if err == unix.ENOENT || err == unix.ENXIO || err == unix.ENODEV {
			return 0, ErrAbsent
		}
		if err != nil {
			return 0, Error(watchdogFile + ": " + err.Error())
		}
		w.fd.Store(int32(fd)) // open means armed, whatever comes now
	}
	err = unix.IoctlSetPointerInt(fd, unix.WDIOC_SETTIMEOUT, seconds)
	if granted, e := unix.IoctlGetInt(fd, unix.WDIOC_GETTIMEOUT); e == nil && granted > 0 {
		return granted, nil // it may be another than the one asked for
	}
	if err != nil {
		err = Error(watchdogFile + ": can't set timeout: " + err.Error())
	}
	return seconds, err
}

func (w *watchdog) feed() {
	if fd := w.fd.Load(); fd != 0 {
		unix.IoctlWatchdogKeepalive(int(fd))
	}
}

// disarm writes the character that makes closing stop the watchdog.
func (w *watchdog) disarm() {
	if fd := int(w.fd.Swap(0)); fd != 0 {
		unix.Write(fd, []byte{'V'})
		unix.Close(fd)
	}
}
