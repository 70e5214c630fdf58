package core_test

import (
	"strconv"
	"strings"
	"syscall"
	"time"

	"nitro/core"
	"nitro/ctl/wire"
	"nitro/osdep"
	"nitro/osdep/fakeos"
)

// verbs are the words that a scenario's line begins with.
var verbs = map[string]func(st *stage, a []string){
	// The service directory.
	"rm": func(st *stage, a []string) { st.must(st.world.Remove(a[0]), "nothing to remove") },
	"mv": func(st *stage, a []string) { st.must(st.world.Move(a[0], a[1]), "nothing to move") },

	// The machine: role ordinary|container|machine, before boot; boot;
	// advance 2s; signal HUP; room 100 or room any: what Forward takes; main
	// sh -c true, before boot: the main program, which is called sh then;
	// max-reply 2048; reuse-pids: the lowest free one is given out;
	// kernel-log: there is one; watchdog 60: there is one that grants so much;
	// no-power: the kernel does not end the machine.
	"role":       func(st *stage, a []string) { st.world.SetRole(roles[a[0]]) },
	"boot":       func(st *stage, a []string) { st.boot() },
	"advance":    func(st *stage, a []string) { st.advance(st.span(a[0])) },
	"main":       func(st *stage, a []string) { st.main = a },
	"signal":     func(st *stage, a []string) { st.world.RaiseSignal(st.signal(a[0])) },
	"room":       func(st *stage, a []string) { st.world.SetRoom(st.room(a[0])) },
	"reuse-pids": func(st *stage, a []string) { st.world.ReusePids = true },
	"kernel-log": func(st *stage, a []string) { st.world.SetKernelLog(true) },
	"watchdog":   func(st *stage, a []string) { st.world.SetWatchdog(st.number(a[0])) },
	"no-power":   func(st *stage, a []string) { st.world.SetNoPower(true) },
	"max-reply":  func(st *stage, a []string) { st.world.SetMaxReply(st.number(a[0])) },

	// What processes do. exit web 0, exit web/setup SIGTERM; obey web: it
	// dies of signals by itself; obey: all do from here on; unkillable web,
	// killable web; leftover sleep [web]: a grandchild, with web's pipes;
	// stranger shell: one that came from outside; orphans 3: dead ones; write web "text\n"; read logger: shows what it
	// reads; ready-fd web: a newline, or ready-fd web "text"; close-ready web.
	"exit":        func(st *stage, a []string) { st.must(st.world.Exit(a[0], st.status(a[1])), "no such process") },
	"obey":        obey,
	"unkillable":  func(st *stage, a []string) { st.must(st.world.SetUnkillable(a[0], true), "no such process") },
	"killable":    func(st *stage, a []string) { st.must(st.world.SetUnkillable(a[0], false), "no such process") },
	"leftover":    func(st *stage, a []string) { st.must(st.world.Fork(strings.Join(a[1:], ""), a[0]), "no such process") },
	"stranger":    func(st *stage, a []string) { st.world.Enter(a[0]) },
	"orphans":     func(st *stage, a []string) { st.world.AddOrphans(st.number(a[0])) },
	"write":       func(st *stage, a []string) { st.note(st.world.Write(a[0], a[1])) },
	"read":        read,
	"ready-fd":    readyFD,
	"close-ready": func(st *stage, a []string) { st.must(st.world.CloseReady(a[0]), "has none") },

	// What goes wrong: fail-spawn EAGAIN [2], fail-pipe EMFILE [2],
	// fail-list EIO [2], fail-socket EROFS, fail-socket in-use, fail-socket
	// none, lose-socket; give-up: nitro cannot go on.
	"fail-spawn":  func(st *stage, a []string) { st.world.FailSpawn(st.failure(a)) },
	"fail-pipe":   func(st *stage, a []string) { st.world.FailPipe(st.failure(a)) },
	"fail-list":   func(st *stage, a []string) { st.world.FailList(st.failure(a)) },
	"fail-socket": failSocket,
	"give-up":     giveUp,
	"lose-socket": func(st *stage, a []string) { st.world.LoseControl() },

	// Clients: ctl up web; ctl list [AFTER]; ctl signal HUP web; send PEER
	// "bytes": any datagram, from no address when PEER is -.
	"ctl":  ctl,
	"send": func(st *stage, a []string) { st.send(a[0], []byte(a[1])) },

	// Looking: fds: how many descriptors of pipes are open.
	"fds": func(st *stage, a []string) { st.world.Remark("fds %d", st.world.OpenFDs()) },
}

var roles = map[string]osdep.Role{
	"ordinary": osdep.Ordinary, "container": osdep.ContainerPID1, "machine": osdep.MachinePID1,
}

var requests = map[string]wire.Tag{
	"up": wire.TagUp, "down": wire.TagDown, "restart": wire.TagRestart, "info": wire.TagInfo,
	"list": wire.TagList, "query": wire.TagQuery, "rescan": wire.TagRescan, "shutdown": wire.TagShutdown,
	"reboot": wire.TagReboot, "signal": wire.TagSignal, "ready": wire.TagReady,
}

// do plays one line. With " &" at its end nitro sleeps on, so that the next
// line happens in the same wake-up.
func (st *stage) do(line string) {
	if line == "" || line[0] == '#' {
		return
	}
	if rest, ok := strings.CutPrefix(line, "+ "); ok {
		if err := st.world.Tree(rest); err != nil {
			st.t.Fatal(err)
		}
		return
	}
	line, later := strings.CutSuffix(line, " &")
	words := st.words(line)
	verb := verbs[words[0]]
	if verb == nil {
		st.t.Fatalf("%s: no such verb", line)
	}
	defer func() {
		if p := recover(); p != nil {
			st.t.Errorf("%s: %v", line, p)
			panic(p)
		}
	}()
	verb(st, words[1:])
	if !later {
		st.settle()
	}
}

// words are separated by spaces; one in Go's quotes may have any bytes.
func (st *stage) words(line string) []string {
	var words []string
	for line = strings.TrimSpace(line); line != ""; line = strings.TrimSpace(line) {
		if line[0] != '"' {
			w, rest, _ := strings.Cut(line, " ")
			words, line = append(words, w), rest
			continue
		}
		q, err := strconv.QuotedPrefix(line)
		if err != nil {
			st.t.Fatalf("%s: %v", line, err)
		}
		w, _ := strconv.Unquote(q)
		words, line = append(words, w), line[len(q):]
	}
	return words
}

func ctl(st *stage, a []string) {
	tag, ok := requests[a[0]]
	st.must(ok, "no such request")
	payload := strings.Join(a[1:], " ")
	if tag == wire.TagSignal {
		payload = string([]byte{byte(st.signal(a[1]))}) + strings.Join(a[2:], " ")
	}
	st.send("cli", wire.AppendPacket(nil, tag, payload))
}

func (st *stage) send(from string, data []byte) {
	if !st.world.Send(strings.TrimPrefix(from, "-"), data) {
		st.world.Remark("no socket to send to")
	}
}

func obey(st *stage, a []string) {
	if len(a) == 0 {
		st.world.Obedient = true
		return
	}
	st.must(st.world.SetObedient(a[0], true), "no such process")
}

func readyFD(st *stage, a []string) {
	text := "\n"
	if len(a) > 1 {
		text = a[1]
	}
	st.note(st.world.WriteReady(a[0], text))
}

func read(st *stage, a []string) {
	text, end, err := st.world.Read(a[0])
	st.note(err)
	if end {
		st.world.Remark("read %q, the end", text)
	} else {
		st.world.Remark("read %q", text)
	}
}

// giveUp is what main does when nitro cannot boot.
func giveUp(st *stage, a []string) {
	if st.nitro == nil {
		st.nitro = core.New(st.world.System())
	}
	st.world.Blocked = false
	st.nitro.GiveUp()
	st.over = st.world.Replaced != "" || st.nitro.Phase() != core.PhaseStranded
}

func failSocket(st *stage, a []string) {
	switch a[0] {
	case "none":
		st.world.FailControl(nil)
		return
	case "in-use":
		st.world.FailControl(osdep.ErrInUse)
		return
	}
	err, _ := st.failure(a)
	st.world.FailControl(err)
}

// failure reads an errno and how often.
func (st *stage) failure(a []string) (syscall.Errno, int) {
	e, ok := fakeos.ParseErrno(a[0])
	st.must(ok, "no such errno")
	if len(a) > 1 {
		return e, st.number(a[1])
	}
	return e, 1
}

func (st *stage) status(s string) int32 {
	status, ok := fakeos.ParseStatus(s)
	st.must(ok, "no such status")
	return status
}

func (st *stage) span(s string) osdep.Time {
	d, err := time.ParseDuration(s)
	st.must(err == nil, "no such span")
	return osdep.Time(d)
}

func (st *stage) signal(name string) osdep.Signal {
	sig, ok := fakeos.ParseSignal(name)
	st.must(ok, "no such signal")
	return sig
}

func (st *stage) number(s string) int {
	n, err := strconv.Atoi(s)
	st.must(err == nil, "no such number")
	return n
}

func (st *stage) room(s string) int {
	if s == "any" {
		return -1
	}
	return st.number(s)
}

// must stops a scenario that makes no sense.
func (st *stage) must(ok bool, why string) {
	st.t.Helper()
	if !ok {
		st.t.Fatal(why)
	}
}

// note shows an error as part of the trace: EPIPE for a writer, say.
func (st *stage) note(err error) {
	if err != nil {
		st.world.Remark("%s", fakeos.ErrName(err))
	}
}
