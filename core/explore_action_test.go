package core

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"nitro/ctl/wire"
	"nitro/osdep"
	"nitro/osdep/fakeos"
)

// action is one thing that happens while nitro waits, after which it works
// until it waits again. Several requests or deaths in one wake-up are handled
// one after the other, each to its end, so they are like several actions; what
// is not is in before.
type action struct {
	verb   verb
	who    int8 // a service's index; sysIndex
	arg    int8 // of exit: an index into endings
	before before
	refuse refusal
}

type verb uint8

const (
	askUp verb = iota
	askDown
	askRestart
	askReady
	askRescan
	askShutdown
	askReboot
	remove // the directory goes away
	restore
	newline // on the readiness pipe
	closeFD // of the readiness pipe
	exitSetup
	exitRun
	exitFinish
	exitFinal
	stick   // the process gets into state D
	unstick // and out of it
	pass    // time passes until something is due or has become old enough
	halfPass
	noVerb
)

var verbTags = map[verb]wire.Tag{
	askUp: wire.TagUp, askDown: wire.TagDown, askRestart: wire.TagRestart, askReady: wire.TagReady,
	askRescan: wire.TagRescan, askShutdown: wire.TagShutdown, askReboot: wire.TagReboot,
}

var verbWords = map[verb]string{
	askUp: "up", askDown: "down", askRestart: "restart", askReady: "ready", askRescan: "rescan",
	askShutdown: "shutdown", askReboot: "reboot",
}

var verbFiles = map[verb]string{exitSetup: "setup", exitRun: "run", exitFinish: "finish", exitFinal: "SYS/final"}

// before is what happens in the same wake-up and is seen first.
type before uint8

const (
	nothing before = iota
	due            // something was due at that very instant
	sigterm        // SIGTERM came: shutdown, with the action in its first phase
)

// endings are how a script can end.
var endings = []string{"0", "1", "111", "KILL"}

const sysIndex = -1

// offer lists what can happen in the state at hand.
func (m *machine) offer(list []action) []action {
	list = list[:0]
	s := m.nitro
	up := s.phase.Starts()
	list = m.offerCommands(list)
	list = m.offerProcesses(list)
	if _, ok := m.nextMoment(); ok {
		list = append(list, action{verb: pass})
		if m.plan.half {
			list = append(list, action{verb: halfPass})
		}
	}
	for _, a := range list {
		if isExit(a.verb) && a.arg > 1 && a.verb == exitSetup {
			continue // how setup ends is told apart elsewhere
		}
		if m.dueAt() != 0 && isExit(a.verb) {
			list = append(list, with(a, due))
		}
		if up && (isExit(a.verb) || a.verb <= askReady) {
			list = append(list, with(a, sigterm))
		}
	}
	return list
}

func (m *machine) offerCommands(list []action) []action {
	for i := range m.plan.names {
		who := int8(i)
		list = append(list, action{verb: askDown, who: who})
		if !m.plan.calm {
			list = append(list, action{verb: askUp, who: who}, action{verb: askRestart, who: who}, action{verb: askReady, who: who})
		}
		if i >= len(m.plan.names)-m.plan.vanish {
			list = append(list, action{verb: m.other(i), who: who})
		}
	}
	if !m.plan.calm || m.plan.vanish > 0 {
		list = append(list, action{verb: askRescan})
	}
	if !m.plan.calm {
		list = append(list, action{verb: askReboot})
	}
	return append(list, action{verb: askShutdown})
}

func isExit(v verb) bool { return v >= exitSetup && v <= exitFinal }

func with(a action, b before) action { a.before = b; return a }

func (m *machine) other(i int) verb {
	if m.memory.absent[i] {
		return restore
	}
	return remove
}

func (m *machine) offerProcesses(list []action) []action {
	m.Live(func(pid int, service, file string) bool {
		who := int8(m.plan.index(service))
		switch file {
		case "setup":
			for k := range endings {
				list = append(list, action{verb: exitSetup, who: who, arg: int8(k)})
			}
		case "run":
			list = append(list, action{verb: exitRun, who: who, arg: 1}, action{verb: exitRun, who: who, arg: 3})
			if i := m.nitro.find(service); i != none && m.nitro.svc[i].ready != osdep.NoFD {
				list = append(list, action{verb: newline, who: who}, action{verb: closeFD, who: who})
			}
		case "finish":
			list = append(list, action{verb: exitFinish, who: who, arg: 2})
		case "SYS/final":
			list = append(list, action{verb: exitFinal, who: sysIndex})
		}
		if m.plan.stuck && who >= 0 && m.memory.stuck == 0 {
			list = append(list, action{verb: stick, who: who, arg: int8(fileIndex(file))})
		}
		if pid == m.memory.stuck {
			list = append(list, action{verb: unstick, who: who, arg: int8(fileIndex(file))})
		}
		return true
	})
	return list
}

var files = []string{"setup", "run", "finish"}

func fileIndex(file string) int {
	for k, f := range files {
		if f == file {
			return k
		}
	}
	return none
}

// nextMoment is when something is due, or when a start has lasted a second,
// whichever comes first.
func (m *machine) nextMoment() (osdep.Time, bool) {
	s := m.nitro
	t := m.dueAt()
	for i := range s.svc {
		v := &s.svc[i]
		if old := v.since + respawnDelay; v.name != "" && !atRest(v) && old > s.now && (t == 0 || old < t) {
			t = old
		}
	}
	return t, t != 0
}

// dueAt is when nitro has something to do. It may wake before, for a deadline
// that was dropped, and do nothing; 0: never.
func (m *machine) dueAt() osdep.Time {
	s := m.nitro
	t := s.stage
	sooner := func(u osdep.Time) {
		if u != 0 && (t == 0 || u < t) {
			t = u
		}
	}
	for i := range s.svc {
		if s.svc[i].name != "" {
			sooner(s.svc[i].deadline)
			sooner(s.svc[i].drain)
		}
	}
	return t
}

// passTo lets time pass, waking nitro whenever it wants before.
func (m *machine) passTo(t osdep.Time) {
	for range maxWakeups {
		u := m.nitro.until()
		if u == 0 || u >= t {
			break
		}
		m.AdvanceTo(u)
		m.settle()
	}
	m.AdvanceTo(t)
}

// do lets an action happen and then nitro work. It is false when nitro does
// not come to rest.
func (m *machine) do(a action) bool {
	m.doing, m.spawns, m.pipes, m.wrong = a, 0, 0, ""
	m.told = [maxServices]State{}
	if a.before == due {
		m.passTo(m.dueAt())
	}
	if a.before == sigterm {
		m.Raise(osdep.Terminate)
	}
	m.happen(a)
	rested := m.settle()
	m.doing = action{verb: noVerb}
	m.forgetDead()
	return rested
}

func (m *machine) happen(a action) {
	name := sysName
	if a.who >= 0 {
		name = m.plan.names[a.who]
	}
	if tag, ok := verbTags[a.verb]; ok {
		payload := name
		if a.verb >= askRescan {
			payload = ""
		}
		m.remember(a)
		m.Send("cli", wire.AppendPacket(nil, tag, payload))
		return
	}
	switch a.verb {
	case remove:
		m.memory.absent[a.who] = true
		m.Remove(name)
	case restore:
		m.memory.absent[a.who] = false
		_ = m.Tree(strings.Join(m.plan.treeOf(int(a.who)), "\n"))
	case newline:
		_ = m.WriteReady(name, "\n")
	case closeFD:
		m.CloseReady(name)
	case exitSetup, exitRun, exitFinish:
		status, _ := fakeos.ParseStatus(endings[a.arg])
		m.Exit(name+"/"+verbFiles[a.verb], status)
	case exitFinal:
		m.Exit("SYS/final", 0)
	case stick:
		m.memory.stuck = m.PidOf(name + "/" + files[a.arg])
		m.SetUnkillable(name+"/"+files[a.arg], true)
	case unstick:
		m.memory.stuck = 0
		m.SetUnkillable(name+"/"+files[a.arg], false)
	case pass:
		t, _ := m.nextMoment()
		m.passTo(t)
	case halfPass:
		m.passTo(m.halfMoment())
	}
}

// halfMoment is the next half second, or what is due before it.
func (m *machine) halfMoment() osdep.Time {
	const half = osdep.Second / 2
	t := (m.Now()/half + 1) * half
	if u := m.dueAt(); u != 0 && u < t {
		t = u
	}
	return t
}

// remember notes what a service is asked to be, if nitro listens to it.
func (m *machine) remember(a action) {
	if !m.nitro.phase.Starts() {
		return
	}
	switch a.verb {
	case askUp, askRestart:
		m.memory.asked[a.who] = wishUp
	case askDown:
		if m.nitro.find(m.plan.names[a.who]) != none {
			m.memory.asked[a.who] = wishDown
		}
	case askRescan:
		for i := range m.plan.names {
			m.rememberScan(i)
		}
	}
}

// rememberScan: a scan asks what has vanished to go, and what is new or has
// come back to come up, unless that is for its writers to do.
func (m *machine) rememberScan(i int) {
	k := m.nitro.find(m.plan.names[i])
	switch isNew := k == none || m.nitro.svc[k].gone; {
	case m.memory.absent[i], isNew && m.plan.isLogger(i):
		m.memory.asked[i] = noWish
	case isNew && m.nitro.phase == PhaseUp:
		m.memory.asked[i] = wishUp
	}
}

// maxWakeups is how many wake-ups an action may take.
const maxWakeups = 60

func (m *machine) settle() bool {
	for range maxWakeups {
		if m.nitro.Step() {
			return true
		}
		if m.Blocked {
			m.afterStep = m.appendKey(m.afterStep[:0])
			if !bytes.Equal(m.atWait, m.afterStep) {
				m.complain("nitro waits though something is left to do")
			}
			return true
		}
	}
	return false
}

// verbs are the lines of a scenario that do the same. A pair is written with
// the second part first: the process has died, and then time passes or the
// signal comes, which nitro sees first.
func (m *machine) verbs(a action) (lines []string) {
	switch a.refuse {
	case firstPassing:
		lines = append(lines, "fail-spawn EAGAIN 1 &")
	case firstLasting:
		lines = append(lines, "fail-spawn EACCES 1 &")
	case secondPassing:
		lines = append(lines, "# here the second spawn fails with EAGAIN, which no verb can say", "fail-spawn EAGAIN 2 &")
	case secondLasting:
		lines = append(lines, "# here the second spawn fails with EACCES, which no verb can say", "fail-spawn EACCES 2 &")
	case pipeFails:
		lines = append(lines, "fail-pipe EMFILE 1 &")
	}
	if a.before == sigterm {
		lines = append(lines, "signal TERM &")
	}
	main := m.verb(a)
	if a.before == due {
		for i := range main {
			main[i] += " &"
		}
		main = append(main, "advance "+m.span(m.dueAt()))
	}
	return append(lines, main...)
}

func (m *machine) verb(a action) []string {
	name := sysName
	if a.who >= 0 {
		name = m.plan.names[a.who]
	}
	if word, ok := verbWords[a.verb]; ok {
		if a.verb >= askRescan {
			return []string{"ctl " + word}
		}
		return []string{"ctl " + word + " " + name}
	}
	switch a.verb {
	case remove:
		return []string{"rm " + name}
	case restore:
		var lines []string
		for _, l := range m.plan.treeOf(int(a.who)) {
			lines = append(lines, "+ "+l)
		}
		return lines
	case newline:
		return []string{"ready-fd " + name}
	case closeFD:
		return []string{"close-ready " + name}
	case exitSetup, exitRun, exitFinish:
		return []string{"exit " + name + "/" + verbFiles[a.verb] + " " + endings[a.arg]}
	case exitFinal:
		return []string{"exit SYS/final 0"}
	case stick:
		return []string{"unkillable " + name + "/" + files[a.arg]}
	case unstick:
		return []string{"killable " + name + "/" + files[a.arg]}
	case pass:
		t, _ := m.nextMoment()
		return []string{"advance " + m.span(t)}
	case halfPass:
		return []string{"advance " + m.span(m.halfMoment())}
	}
	return []string{fmt.Sprint("# verb ", a.verb)}
}

// span is the time until t, as advance reads it.
func (m *machine) span(t osdep.Time) string {
	return strconv.FormatInt(int64((t-m.Now())/osdep.Millisecond), 10) + "ms"
}
