package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// patience bounds every wait for a supervisor.
const patience = 30 * time.Second

// marker is the environment variable that everything below an instance has.
const marker = "NITRO_BENCH"

// instance is one supervisor at work on n services.
type instance struct {
	peer
	n        int
	home     string // the marker's value; holds the rest
	services string // the service directory
	socket   string // where nitro listens
	pid      int
	first    []int     // the services that up started
	since    time.Time // when it had
	reports  int       // the pipe that services write their pids to, and its end when all are gone
}

// prepareInstance makes a service directory, or finds it made by an earlier
// round: then other supervisors need not make their own files in it again.
func (b *bench) prepareInstance(p peer, n int) (*instance, error) {
	home := filepath.Join(b.dir, strings.NewReplacer(" ", "-", "/", "-").Replace(p.name), fmt.Sprint(n))
	in := &instance{peer: p, n: n, home: home, services: filepath.Join(home, "services"), socket: filepath.Join(home, "sock")}
	if _, err := os.Stat(home); err == nil {
		return in, nil
	}
	for i := range n {
		dir := filepath.Join(in.services, serviceName(i))
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, err
		}
		if err := os.Link(b.made.service, filepath.Join(dir, "run")); err != nil {
			return nil, err
		}
	}
	return in, nil
}

func serviceName(i int) string { return fmt.Sprintf("s%04d", i) }

func (in *instance) serviceDirs() []string {
	dirs := make([]string, in.n)
	for i := range dirs {
		dirs[i] = filepath.Join(in.services, serviceName(i))
	}
	return dirs
}

func (in *instance) messages() string { return filepath.Join(in.home, "messages") }

// starting is held while a process is started, and from the moment on when the
// run is broken off.
var starting sync.Mutex

// up starts the supervisor and waits for the first instruction of its last
// service.
func (in *instance) up() (time.Duration, error) {
	argv := in.start(in)
	path, err := exec.LookPath(argv[0])
	if err != nil {
		return 0, err
	}
	var ends [2]int
	if err := unix.Pipe(ends[:]); err != nil {
		return 0, err
	}
	unix.CloseOnExec(ends[0])
	unix.CloseOnExec(ends[1])
	null, err := os.Open(os.DevNull)
	if err != nil {
		return 0, err
	}
	defer null.Close()
	messages, err := os.Create(in.messages())
	if err != nil {
		return 0, err
	}
	defer messages.Close()
	attr := &syscall.ProcAttr{
		Env:   in.environment(),
		Files: []uintptr{null.Fd(), uintptr(ends[1]), messages.Fd()},
		Sys:   &syscall.SysProcAttr{Setsid: true},
	}
	starting.Lock()
	begin := time.Now()
	in.pid, err = syscall.ForkExec(path, argv, attr)
	starting.Unlock()
	unix.Close(ends[1])
	in.reports = ends[0]
	if err != nil {
		unix.Close(in.reports)
		return 0, err
	}
	in.first, err = in.await(in.n)
	in.since = time.Now()
	return in.since.Sub(begin), in.explain(err)
}

func (in *instance) environment() []string {
	env := append(os.Environ(), marker+"="+in.home)
	if in.alone {
		return env
	}
	return append(env, "NITRO_SOCK="+in.socket)
}

// await returns the pids of the next n services to start.
func (in *instance) await(n int) ([]int, error) {
	const size = 4 // of a report, which a pipe never cuts in two
	pids := make([]int, 0, n)
	buffer := make([]byte, 4096*size)
	for deadline := time.Now().Add(patience); len(pids) < n; {
		if err := readable(in.reports, deadline); err != nil {
			return pids, fmt.Errorf("%d of %d services started: %w", len(pids), n, err)
		}
		got, err := unix.Read(in.reports, buffer)
		if got <= 0 {
			return pids, fmt.Errorf("it ended when %d of %d services had started (%v)", len(pids), n, err)
		}
		for report := range slices.Chunk(buffer[:got], size) {
			pids = append(pids, int(binary.NativeEndian.Uint32(report)))
		}
	}
	return pids, nil
}

// down ends the supervisor and waits until everything below it is gone.
func (in *instance) down() (time.Duration, error) {
	defer unix.Close(in.reports)
	begin := time.Now()
	if err := in.end(in); err != nil {
		return 0, err
	}
	var rest [4096]byte
	for deadline := begin.Add(patience); ; {
		if err := readable(in.reports, deadline); err != nil {
			return 0, in.explain(fmt.Errorf("it did not go down: %w", err))
		}
		if n, err := unix.Read(in.reports, rest[:]); n == 0 {
			break
		} else if err != nil {
			return 0, err
		}
	}
	took := time.Since(begin)
	_, err := syscall.Wait4(in.pid, nil, 0, nil)
	return took, err
}

var errPatience = fmt.Errorf("nothing for %v", patience)

func readable(fd int, deadline time.Time) error {
	for {
		left := time.Until(deadline)
		if left <= 0 {
			return errPatience
		}
		n, err := unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}, int(left.Milliseconds())+1)
		if err != nil && err != unix.EINTR {
			return err
		}
		if n > 0 {
			return nil
		}
	}
}

// explain adds what the supervisor said to an error.
func (in *instance) explain(err error) error {
	if err == nil {
		return nil
	}
	said, _ := os.ReadFile(in.messages())
	if said = bytes.TrimSpace(said); len(said) > 500 {
		said = said[len(said)-500:]
	}
	return errors.Join(err, errors.New(string(said)))
}

// runQuietly runs a client program to its end; what it says is thrown away.
func runQuietly(argv, env []string) error {
	path, err := exec.LookPath(argv[0])
	if err != nil {
		return err
	}
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer null.Close()
	starting.Lock()
	pid, err := syscall.ForkExec(path, argv, &syscall.ProcAttr{Env: env, Files: []uintptr{null.Fd(), null.Fd(), null.Fd()}})
	starting.Unlock()
	if err != nil {
		return err
	}
	var status syscall.WaitStatus
	for {
		if _, err = syscall.Wait4(pid, &status, 0, nil); err != syscall.EINTR {
			break
		}
	}
	if err == nil && status != 0 {
		err = fmt.Errorf("%s ended with status %#x", argv[0], int(status))
	}
	return err
}
