package osdep

import (
	"runtime"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// LoginRecord is one record of wtmp and utmp.
type LoginRecord uint8

// Records that nitroctl writes.
const (
	RecordBoot     LoginRecord = 1 + iota // to wtmp and utmp
	RecordShutdown                        // to wtmp
)

const (
	wtmpFile = "/var/log/wtmp"
	utmpFile = "/run/utmp"
)

// Types of record, from utmp(5).
const (
	utmpRunLevel = 1
	utmpBootTime = 2
)

// utmpRecord is struct utmp of the GNU C library. T is the type of the session
// and the time: 32 bits where the library lets programs of 32 bits share the
// file (__WORDSIZE_TIME64_COMPAT32), which makes 384 bytes; else 64 bits and
// 400 bytes.
type utmpRecord[T int32 | int64] struct {
	Type     int16
	_        int16
	Pid      int32
	Line     [32]byte
	ID       [4]byte
	User     [32]byte
	Host     [256]byte
	Exit     [2]int16
	Session  T
	Seconds  T
	Micro    T
	Address  [4]int32
	Reserved [20]byte
}

// wideUtmp tells whether the processor's records have 64-bit times. riscv64's
// have not, whatever its age suggests.
const wideUtmp = runtime.GOARCH == "arm64" || runtime.GOARCH == "loong64" || runtime.GOARCH == "s390x"

// WriteLoginRecord appends the record to wtmp, and that of a boot to utmp as
// well. A file that does not exist is not made: the administrator wants none.
func WriteLoginRecord(kind LoginRecord) error {
	var name unix.Utsname
	_ = unix.Uname(&name)
	record := loginRecord(kind, unix.ByteSliceToString(name.Release[:]), time.Now())
	err := appendTo(wtmpFile, record)
	if kind == RecordBoot {
		if utmpErr := appendTo(utmpFile, record); err == nil {
			err = utmpErr
		}
	}
	return err
}

func loginRecord(kind LoginRecord, release string, at time.Time) []byte {
	if wideUtmp {
		return utmpBytes[int64](kind, release, at)
	}
	return utmpBytes[int32](kind, release, at)
}

func utmpBytes[T int32 | int64](kind LoginRecord, release string, at time.Time) []byte {
	r := utmpRecord[T]{
		Type:    utmpRunLevel,
		Seconds: T(at.Unix()),
		Micro:   T(fraction(runtime.GOARCH, at)),
	}
	line, user := "~~", "shutdown"
	if kind == RecordBoot {
		r.Type, line, user = utmpBootTime, "~", "reboot"
	}
	copy(r.Line[:], line)
	copy(r.ID[:], "~~")
	copy(r.User[:], user)
	copy(r.Host[:], release)
	return append([]byte(nil), unsafe.Slice((*byte)(unsafe.Pointer(&r)), unsafe.Sizeof(r))...)
}

// fraction is what goes into the microseconds, which only dumps of the file
// show. Debian's who for 32 bits is built for times of 64 bits and so misses
// its C library's layout: on 386 it takes this field for the upper half of the
// seconds, where 64 bits are aligned to 8 bytes for the lower half. mips, where
// halves are the other way round, cannot be helped.
func fraction(goarch string, at time.Time) int64 {
	switch goarch {
	case "386":
		return 0
	case "arm", "mipsle":
		return at.Unix()
	}
	return int64(at.Nanosecond() / 1000)
}

// appendTo writes the record at the file's end, in one piece.
func appendTo(path string, record []byte) error {
	fd, err := unix.Open(path, unix.O_WRONLY|unix.O_APPEND|unix.O_CLOEXEC, 0)
	if err == unix.ENOENT {
		return nil
	}
	if err != nil {
		return Error("can't open " + path + ": " + err.Error())
	}
	defer unix.Close(fd)
	if _, err = unix.Write(fd, record); err != nil {
		return Error("can't write " + path + ": " + err.Error())
	}
	return nil
}
