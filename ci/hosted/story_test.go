package hosted

import "strings"

// parent is an init that starts nitro, with the sections and rows of HOSTED.md
// that are about it.
type parent struct {
	*machine
	section string
	row     string // "": as the section
	user    string // whose nitro it is
	admin   string // who gives the page's commands
	socket  string // where the page says that it is
	up      string // what looking prints while nitro runs
	down    string // and when it is to stay down

	look, rescan, stop, start string
}

// newParent reads the page, and gives the user two scripts to supervise.
func newParent(m *machine, h parent) *parent {
	h.machine = m
	h.t.Helper()
	if h.row == "" {
		h.row = h.section
	}
	h.look, h.rescan, h.stop, h.start = daily(h.t, h.row)
	h.write("hello/run", `echo "$(basename "$(command -v nitroctl)") $(id -un) $(id -Gn)" >who; exec sleep 1000`)
	h.write("hello/finish", "echo finished >>"+h.dir()+"/record")
	h.write("SYS/final", "echo final >>"+h.dir()+"/record")
	return &h
}

// dir is the user's service directory.
func (h *parent) dir() string {
	if h.user == "root" {
		return "/etc/nitro"
	}
	return "/home/" + h.user + "/.config/nitro"
}

// write makes a script in the service directory.
func (h *parent) write(path, text string) {
	h.t.Helper()
	path = h.dir() + "/" + path
	h.run(0, h.user, `mkdir -p "${0%/*}"; printf %s "$1" >"$0"; chmod +x "$0"`, path, "#!/bin/sh\n"+text+"\n")
}

func (h *parent) setUp() {
	h.t.Helper()
	h.run(0, h.admin, setUp(h.t, h.section))
}

// awaitUp waits for a nitro with a living service at the socket, other than
// one before, and returns its process ID.
func (h *parent) awaitUp(before string) (pid string) {
	h.t.Helper()
	var said string
	if !soon(func() bool {
		out, err := h.script(h.user, "nitroctl -t 60 wait-starting hello && nitroctl info").CombinedOutput()
		said = string(out)
		pid = value(said, "nitro_pid")
		return err == nil && pid != before
	}) {
		h.t.Fatalf("no nitro comes up; nitroctl says %q", said)
	}
	return pid
}

// value is that of a key in what nitroctl info prints.
func value(info, key string) string {
	for line := range strings.Lines(info) {
		if v, ok := strings.CutPrefix(line, key+" "); ok {
			return strings.TrimSpace(v)
		}
	}
	return ""
}

// expectLook looks as the page says.
func (h *parent) expectLook(want string) {
	h.t.Helper()
	var out []byte
	if !soon(func() bool {
		out, _ = h.script(h.admin, h.look).CombinedOutput() // its exit status tells the same
		return strings.Contains(string(out), want)
	}) {
		h.t.Errorf("%s prints %q, without %q", h.look, out, want)
	}
}

// expectServices wants the service to run as the user, in all its groups, and
// with nitroctl in its PATH.
func (h *parent) expectServices() {
	h.t.Helper()
	h.awaitFile(h.dir() + "/hello/who")
	want := map[string]string{"root": "nitroctl root ", "alice": "nitroctl alice alice friends\n"}[h.user]
	if !soon(func() bool { return strings.HasPrefix(h.read(h.dir()+"/hello/who"), want) }) {
		h.t.Errorf("the service is %q, want %q", h.read(h.dir()+"/hello/who"), want)
	}
	h.awaitFile(h.socket)
}

func (h *parent) expectRescan() {
	h.t.Helper()
	h.write("late/run", "exec sleep 1000")
	h.run(0, h.admin, h.rescan)
	if !soon(func() bool { return strings.Contains(h.run(0, h.user, "nitroctl list"), " late (pid ") }) {
		h.t.Errorf("%s starts no new service", h.rescan)
	}
}

// expectOrderlyEnd gives a command and wants that nitro has brought all to an
// end itself.
func (h *parent) expectOrderlyEnd(user, command string) {
	h.t.Helper()
	record := h.dir() + "/record"
	h.run(0, user, "rm -f "+record)
	h.run(0, user, command)
	if !soon(func() bool { return h.read(record) == "finished\nfinal\n" }) {
		h.t.Errorf("%s leaves the record %q", command, h.read(record))
	}
	h.expectLook(h.down)
	h.run(0, "root", "! pgrep -x nitro && ! pgrep -f 'sleep 100[0]'")
}

// expectToday lives through a day: look, rescan, stop, start.
func (h *parent) expectToday() {
	h.t.Helper()
	h.awaitUp("")
	h.expectLook(h.up)
	h.expectServices()
	h.expectRescan()
	h.expectOrderlyEnd(h.admin, h.stop)
	h.run(0, h.admin, h.start)
	h.awaitUp("")
}

// expectShutdownLasts wants that a nitro which was told to end is not started
// again but by a command.
func (h *parent) expectShutdownLasts() {
	h.t.Helper()
	h.expectOrderlyEnd(h.user, "nitroctl Shutdown")
	h.run(0, h.admin, h.start)
	h.awaitUp("")
}

// expectReturn kills nitro and wants another.
func (h *parent) expectReturn() {
	h.t.Helper()
	pid := h.awaitUp("")
	h.run(0, "root", "kill -KILL "+pid)
	h.awaitUp(pid)
	h.expectLook(h.up)
}

// expectNoOrphans wants that of the processes of a nitro that was killed none
// is left.
func (h *parent) expectNoOrphans() {
	h.t.Helper()
	listed := strings.Count(h.run(0, h.user, "nitroctl list"), "(pid ")
	if alive := len(strings.Fields(h.run(0, "root", "pgrep -f 'sleep 100[0]'"))); alive != listed {
		h.t.Errorf("%d services have %d processes", listed, alive)
	}
}
