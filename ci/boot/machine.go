package boot

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"nitro/ci/apt"
	"nitro/ci/realtest"
	"nitro/osdep/host"
)

// Bound is how long anything is waited for. It is generous, for emulation on a
// busy machine: a test that meets it has failed.
const Bound = 120 * time.Second

// Options say how a guest is started. The zero value: with the Arch's memory,
// the serial line as console.
type Options struct {
	Append    string   // words for the kernel's command line
	Memory    int      // MiB, in place of the Arch's
	NoConsole bool     // the serial line shows the kernel's messages but is no console: opening /dev/console fails
	Drives    []string // files with file systems: /dev/vda, /dev/vdb
	QEMU      []string // further arguments for QEMU

	// Serial opens a terminal that becomes the serial line, in place of pipes:
	// this end, and QEMU's.
	Serial func() (ours, qemus *os.File, err error)
}

// Machine is a running guest.
type Machine struct {
	Arch Arch

	t       testing.TB
	image   Image
	cmd     *exec.Cmd
	keys    io.WriteCloser
	console *transcript
	said    bytes.Buffer // by QEMU itself
	begin   time.Time
	socket  string // of the monitor
	typed   int    // length of the transcript when keys were typed last
	ended   chan struct{}
	panics  bool // the kernel has panicked, and should
}

// slots has room for as many guests as there are processors.
var slots = make(chan struct{}, runtime.NumCPU())

// Start boots a guest. It is stopped when the test ends; a test that failed
// leaves the transcript in the cache. A test has one guest at a time, since
// there may be no more than processors.
func Start(t testing.TB, a Arch, image Image, o Options) *Machine {
	t.Helper()
	d, err := fetch(a)
	if err != nil {
		t.Fatal(err)
	}
	initramfs := image.initramfs(t, a, d)
	slots <- struct{}{}
	m := &Machine{
		Arch: a, t: t, image: image, console: newTranscript(), begin: time.Now(), ended: make(chan struct{}),
		socket: filepath.Join(realtest.Scratch(t), "monitor"),
	}
	if err := m.run(arguments(a, d, o, initramfs, m.socket), o.Serial); err != nil {
		<-slots
		t.Fatal(err)
	}
	t.Cleanup(m.cleanUp)
	return m
}

// arguments is QEMU's command line. Without an accelerator, for the results
// shall be those of any machine.
func arguments(a Arch, d debian, o Options, initramfs, monitor string) []string {
	memory, console := a.memory, "console="+a.Serial
	if o.Memory != 0 {
		memory = o.Memory
	}
	if o.NoConsole {
		console = a.mute
	}
	args := append(a.qemu[:len(a.qemu):len(a.qemu)],
		"-accel", "tcg", "-m", strconv.Itoa(memory), "-nodefaults", "-display", "none", "-no-reboot",
		"-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console", "-qmp", "unix:"+monitor+",server=on,wait=off",
		"-kernel", filepath.Join(d.dir, "vmlinuz"), "-initrd", initramfs,
		// A kernel that panics shall end, not stand still.
		"-append", strings.TrimSpace(console+" panic=-1 "+o.Append))
	for i, file := range o.Drives {
		id := "drive" + strconv.Itoa(i)
		device := a.drive + ",drive=" + id
		if a.slot != "" {
			device += ",bus=" + a.slot + strconv.Itoa(i)
		}
		args = append(args, "-drive", "if=none,format=raw,id="+id+",file="+file, "-device", device)
	}
	return append(args, o.QEMU...)
}

func (m *Machine) run(args []string, serial func() (ours, qemus *os.File, err error)) error {
	m.cmd = exec.Command(args[0], args[1:]...)
	m.cmd.Stderr = &m.said
	m.cmd.SysProcAttr = host.DiesWithParent()
	open := m.openPipes
	if serial != nil {
		open = func() (*os.File, *os.File, error) { return m.openTerminal(serial) }
	}
	out, w, err := open()
	if err != nil {
		return err
	}
	err = m.cmd.Start()
	w.Close()
	if err != nil {
		out.Close()
		return err
	}
	go func() {
		m.console.read(out)
		out.Close()
		m.cmd.Wait()
		<-slots
		close(m.ended)
	}()
	return nil
}

// openPipes makes the serial line of two pipes.
func (m *Machine) openPipes() (ours, qemus *os.File, err error) {
	if m.keys, err = m.cmd.StdinPipe(); err != nil {
		return nil, nil, err
	}
	ours, qemus, err = os.Pipe()
	m.cmd.Stdout = qemus
	return ours, qemus, err
}

// openTerminal makes it a terminal, which QEMU makes raw.
func (m *Machine) openTerminal(serial func() (ours, qemus *os.File, err error)) (ours, qemus *os.File, err error) {
	ours, qemus, err = serial()
	m.keys, m.cmd.Stdin, m.cmd.Stdout = ours, qemus, qemus
	return ours, qemus, err
}

// Stop ends the guest at once, as pulling the plug does.
func (m *Machine) Stop() {
	m.cmd.Process.Kill()
	<-m.ended
}

func (m *Machine) cleanUp() {
	m.Stop()
	if panicked(m.Transcript()) && !m.panics && !m.t.Failed() {
		m.t.Errorf("the kernel panicked\n%s", m.tail())
	}
	if m.t.Failed() {
		m.t.Log(m.keep())
	}
}

// Transcript is what came over the serial line so far, without carriage
// returns.
func (m *Machine) Transcript() string { return m.console.String() }

// Await waits until the guest has said text, at any time since its start.
func (m *Machine) Await(text string) {
	m.t.Helper()
	m.AwaitCount(text, 1)
}

// AwaitCount waits until the guest has said text n times since its start.
func (m *Machine) AwaitCount(text string, n int) {
	m.t.Helper()
	m.must(m.console.await(0, Bound, func(s string) bool { return strings.Count(s, text) >= n }),
		fmt.Sprintf("waiting for %q (%d)", text, n))
}

// AwaitLine waits for a whole line that contains text and returns it.
func (m *Machine) AwaitLine(text string) (line string) {
	m.t.Helper()
	m.must(m.console.await(0, Bound, func(s string) bool {
		i := strings.Index(s, text)
		if i < 0 {
			return false
		}
		end := strings.IndexByte(s[i:], '\n')
		if end < 0 {
			return false
		}
		line = s[strings.LastIndexByte(s[:i], '\n')+1 : i+end]
		return true
	}), fmt.Sprintf("waiting for a line with %q", text))
	return line
}

// Type sends keys over the serial line, "\r" for Return, "\x03" for Ctrl-C,
// "\x13" and "\x11" to stop and start what the guest's terminal shows.
func (m *Machine) Type(keys string) {
	m.t.Helper()
	m.typed = m.console.len()
	if _, err := io.WriteString(m.keys, keys); err != nil {
		m.t.Fatalf("typing %q: %v\n%s", keys, err, m.tail())
	}
}

// Answer waits until the guest has said text after the last Type. A terminal
// shows what is typed: text must not be part of that.
func (m *Machine) Answer(text string) {
	m.t.Helper()
	m.must(m.console.await(m.typed, Bound, func(s string) bool { return strings.Contains(s, text) }),
		fmt.Sprintf("waiting for the answer %q", text))
}

// AwaitPowerOff waits for the kernel's last line before it powers off, and for
// the machine's end.
func (m *Machine) AwaitPowerOff() {
	m.t.Helper()
	m.awaitEnd("reboot: Power down")
}

// AwaitReboot is the same for a reboot.
func (m *Machine) AwaitReboot() {
	m.t.Helper()
	m.awaitEnd("reboot: Restarting system")
}

// AwaitReset waits for the machine's end that no kernel announces: the plug, or
// a watchdog of hardware.
func (m *Machine) AwaitReset() {
	m.t.Helper()
	select {
	case <-m.ended:
	case <-time.After(Bound):
		m.t.Fatalf("the machine does not end\n%s", m.tail())
	}
	if !m.cmd.ProcessState.Success() {
		m.t.Fatalf("QEMU: %v\n%s", m.cmd.ProcessState, m.tail())
	}
}

// AwaitPanic waits for the kernel's panic, which fails a test anywhere else.
func (m *Machine) AwaitPanic() {
	m.t.Helper()
	if err := m.console.await(0, Bound, func(string) bool { return false }); err != errPanic {
		m.t.Fatalf("waiting for a panic of the kernel: %v\n%s", err, m.tail())
	}
	m.panics = true
}

func (m *Machine) awaitEnd(last string) {
	m.t.Helper()
	m.Await(last)
	m.AwaitReset()
}

func (m *Machine) must(err error, doing string) {
	m.t.Helper()
	if err != nil {
		m.t.Fatalf("%s, after %.1f s: %s: %v\n%s", m.Arch.Name, time.Since(m.begin).Seconds(), doing, err, m.tail())
	}
}

// tail is what a failure shows of the transcript.
func (m *Machine) tail() string {
	const lines = 60
	return "the last lines were:\n" + tail(m.Transcript(), lines) + m.complaints()
}

// complaints is what QEMU said. It may be read only after QEMU's end.
func (m *Machine) complaints() string {
	select {
	case <-m.ended:
		return m.said.String()
	default:
		return ""
	}
}

// keep writes the whole transcript to the cache and says where.
func (m *Machine) keep() string {
	cache, err := apt.CacheDir(cache)
	if err != nil {
		return err.Error()
	}
	file := filepath.Join(cache, "failed", strings.ReplaceAll(m.t.Name(), "/", "-")+".txt")
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err.Error()
	}
	if err := os.WriteFile(file, []byte(m.Transcript()+m.complaints()), 0o644); err != nil {
		return err.Error()
	}
	return "the whole transcript: " + file
}
