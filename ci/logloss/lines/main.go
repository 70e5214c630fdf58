// Command lines is the writers and loggers of the tests in ci/logloss: lines
// write, lines keep, lines relay. See there for what they promise. Each is
// ready (a byte to descriptor 3) when it is about to read or write. What must
// not happen to them they report in a file fault.SERVICE.PID.
package main

import (
	"os"
	"path/filepath"
	"strconv"

	"golang.org/x/sys/unix"

	"nitro/ci/logloss/line"
)

// part is a program's place: the directory where everything is left, and its
// service.
type part struct{ dir, service string }

func main() {
	p := part{os.Getenv("LOGLOSS_DIR"), os.Getenv("NITRO_SERVICE")}
	if len(os.Args) != 2 {
		p.fault("usage: lines write|keep|relay")
	}
	switch os.Args[1] {
	case "write":
		p.write()
	case "keep":
		p.keep()
	case "relay":
		p.relay()
	default:
		p.fault("no such part: " + os.Args[1])
	}
}

// fault ends the program.
func (p part) fault(what string) {
	name := "fault." + p.service + "." + strconv.Itoa(os.Getpid())
	os.WriteFile(filepath.Join(p.dir, name), []byte(p.service+": "+what), 0o644)
	os.Exit(100)
}

func (p part) must(err error) {
	if err != nil {
		p.fault(err.Error())
	}
}

// ready tells nitro, if it wants to know.
func (p part) ready() {
	unix.Write(3, []byte("\n"))
	unix.Close(3)
}

// mapFile maps a file of that size. One that ended early, because its maker
// was killed, gets its size here.
func (p part) mapFile(f *os.File, size int) []byte {
	p.must(f.Truncate(int64(size)))
	b, err := unix.Mmap(int(f.Fd()), 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	p.must(err)
	f.Close()
	return b
}

// endOfInput ends a logger.
func (p part) endOfInput() {
	if _, err := os.Stat(line.Ending(p.dir)); err != nil {
		p.fault("the input has ended, but nitro has not")
	}
	os.Exit(0)
}
