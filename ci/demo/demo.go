// Package demo supervises the worked example, the service directory
// ci/demo/services, in a private copy with a control socket of its own.
package demo

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"nitro/ci/build"
	"nitro/ci/command"
)

// Bounds of what the example's services do in well under a second each.
const (
	startBound = 20 * time.Second
	stopBound  = 4 * time.Second // mage gives a target 5 s after Ctrl-C
)

// Run builds the programs, supervises the example until ctx is done, SIGTERM
// or SIGHUP comes, or nitro ends by itself, and leaves nothing behind.
func Run(ctx context.Context) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go cancelAsOrphan(ctx, cancel)

	e, err := prepare()
	if err != nil {
		return err
	}
	defer os.RemoveAll(e.dir)
	return e.supervise(ctx)
}

// cancelAsOrphan ends the demonstration when the mage that started it is gone:
// mage passes no SIGTERM on to its targets.
func cancelAsOrphan(ctx context.Context, cancel context.CancelFunc) {
	parent := os.Getppid()
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for os.Getppid() == parent {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
	cancel()
}

// example is the private copy.
type example struct {
	dir      string // holds all that follows
	services string
	socket   string
	url      string
	bin      string // where nitro and nitroctl are
}

func prepare() (*example, error) {
	if err := build.Programs("bin", nil, nil); err != nil {
		return nil, err
	}
	bin, err := filepath.Abs("bin")
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "nitro-demo.")
	if err != nil {
		return nil, err
	}
	e := &example{
		dir:      dir,
		services: filepath.Join(dir, "services"),
		socket:   filepath.Join(dir, "nitro.sock"),
		bin:      bin,
	}
	if err := e.fill(); err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	return e, nil
}

// fill copies the service directory and adds what the service web needs: its
// program and a free port.
func (e *example) fill() error {
	if err := os.CopyFS(e.services, os.DirFS("ci/demo/services")); err != nil {
		return err
	}
	web := filepath.Join(e.services, "web")
	if err := command.Run(nil, "go", "build", "-o", filepath.Join(web, "web"), "./ci/demo/web"); err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	port := strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
	l.Close()
	e.url = "http://127.0.0.1:" + port + "/"
	return os.WriteFile(filepath.Join(web, "port"), []byte(port+"\n"), 0o666)
}

// supervise runs nitro from beginning to end.
func (e *example) supervise(ctx context.Context) error {
	nitro := e.command("nitro", e.services)
	if err := nitro.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- nitro.Wait() }()

	if err := e.waitForWeb(ctx, ended); err != nil {
		return errors.Join(err, stopNitro(nitro, ended))
	}
	if ctx.Err() == nil {
		e.explain()
	}
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
		return stopNitro(nitro, ended)
	}
}

func stopNitro(nitro *exec.Cmd, ended chan error) error {
	nitro.Process.Signal(syscall.SIGTERM) // it may have ended: then the channel says how
	select {
	case err := <-ended:
		return err
	case <-time.After(stopBound):
		nitro.Process.Kill()
		return fmt.Errorf("nitro did not stop within %v and was killed", stopBound)
	}
}

// waitForWeb returns when the web service is up. nitro makes its socket in the
// first moments of its life; until then nitroctl finds nobody to talk to.
func (e *example) waitForWeb(ctx context.Context, ended chan error) error {
	const noSupervisor = 4
	deadline := time.Now().Add(startBound)
	for time.Now().Before(deadline) && ctx.Err() == nil {
		ctl := e.command("nitroctl", "-t", strconv.Itoa(int(startBound.Seconds())), "wait-up", "web")
		ctl.Stderr = nil
		err := ctl.Run()
		if err == nil {
			return nil
		}
		if ctl.ProcessState == nil || ctl.ProcessState.ExitCode() != noSupervisor {
			return fmt.Errorf("nitroctl wait-up web: %w", err)
		}
		select {
		case err := <-ended:
			ended <- err
			return errors.New("nitro ended at once")
		case <-time.After(20 * time.Millisecond):
		}
	}
	if ctx.Err() != nil {
		return nil
	}
	return fmt.Errorf("nitroctl found no supervisor within %v", startBound)
}

// command is one of the two programs, in the environment of the example.
func (e *example) command(name string, args ...string) *exec.Cmd {
	c := exec.Command(filepath.Join(e.bin, name), args...)
	c.Env = append(os.Environ(), "NITRO_SOCK="+e.socket, "PATH="+e.bin+":"+os.Getenv("PATH"))
	c.Stdout, c.Stderr = os.Stdout, os.Stderr
	return c
}

func (e *example) explain() {
	ctl := "NITRO_SOCK=" + e.socket + " bin/nitroctl "
	lines := []string{
		"",
		"nitro supervises " + e.services + ". From another terminal, in this directory:",
		"",
		"  " + ctl + "list",
		"  " + ctl + "events              # each change as it comes; Ctrl-C ends it",
		"  " + ctl + "restart web         # returns when it is ready again",
		"  " + ctl + "down clock@utc",
		"  " + ctl + "up clock@anything   # makes a third instance",
		"  " + ctl + "k weblog            # kill the logger: no line is lost",
		"  curl " + e.url,
		"  tail -f " + filepath.Join(e.services, "weblog/access.log"),
		"  tail -f " + filepath.Join(e.services, "LOG/all.log"),
		"",
		"Ctrl-C here, or " + ctl + "Shutdown, ends it.",
		"",
	}
	fmt.Println(strings.Join(lines, "\n"))
	if err := e.command("nitroctl", "list").Run(); err != nil {
		fmt.Println("nitroctl list:", err)
	}
}
