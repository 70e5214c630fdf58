package core

import (
	"encoding/binary"
	"fmt"
	"hash/maphash"
	"reflect"
	"testing"

	"nitro/ctl/wire"
	"nitro/osdep"
)

// kept is a supervisor without its buffers, as the search keeps it for each
// state that it has yet to go on from.
type kept struct {
	now, stage, earliest, lastCheck, spoken osdep.Time
	feedAt, feeding                         osdep.Time
	asked                                   int
	said                                    string
	main                                    mainProgram

	phase                                    Phase
	reboot, childless, failed                bool
	finishBegun, finalKilled                 bool
	reapDue, rescanDue, goneLeft             bool
	cursor, finalPid, slot, ignored, heldLen int
	reaped, serviceReaps                     uint32
	faults                                   [3]osdep.Time
	svc                                      []service
	order, watchSlot                         []int
	procs                                    []process
	pipes                                    []logPipe
	watch                                    []osdep.Watch
	complained                               []string
}

// keep copies all of s that outlives a wake-up into the slices that k has.
func (k *kept) keep(s *Supervisor) {
	k.now, k.stage, k.earliest, k.lastCheck = s.now, s.stage, s.earliest, s.lastCheck
	k.main = s.main
	k.spoken, k.said, k.feedAt, k.feeding, k.asked = s.spoken, s.said, s.feedAt, s.feeding, s.asked
	k.phase, k.reboot, k.childless, k.failed = s.phase, s.reboot, s.childless, s.failed
	k.finishBegun, k.finalKilled = s.finishBegun, s.finalKilled
	k.reapDue, k.rescanDue, k.goneLeft = s.reapDue, s.rescanDue, s.goneLeft
	k.cursor, k.finalPid, k.slot, k.ignored, k.heldLen = s.cursor, s.finalPid, s.slot, s.ignored, s.heldLen
	k.reaped, k.serviceReaps, k.faults = s.reaped, s.serviceReaps, s.faults
	k.svc = append(k.svc[:0], s.svc...)
	k.order, k.watchSlot = append(k.order[:0], s.order...), append(k.watchSlot[:0], s.watchSlot...)
	k.procs = append(k.procs[:0], s.procs...)
	k.pipes = append(k.pipes[:0], s.pipes...)
	k.watch = append(k.watch[:0], s.watch...)
	k.complained = append(k.complained[:0], s.complained...)
}

// restore is the way back.
func (k *kept) restore(s *Supervisor) {
	s.now, s.stage, s.earliest, s.lastCheck = k.now, k.stage, k.earliest, k.lastCheck
	s.main = k.main
	s.spoken, s.said, s.feedAt, s.feeding, s.asked = k.spoken, k.said, k.feedAt, k.feeding, k.asked
	s.phase, s.reboot, s.childless, s.failed = k.phase, k.reboot, k.childless, k.failed
	s.finishBegun, s.finalKilled = k.finishBegun, k.finalKilled
	s.reapDue, s.rescanDue, s.goneLeft = k.reapDue, k.rescanDue, k.goneLeft
	s.cursor, s.finalPid, s.slot, s.ignored, s.heldLen = k.cursor, k.finalPid, k.slot, k.ignored, k.heldLen
	s.reaped, s.serviceReaps, s.faults = k.reaped, k.serviceReaps, k.faults
	s.svc = append(s.svc[:0], k.svc...)
	s.order, s.watchSlot = append(s.order[:0], k.order...), append(s.watchSlot[:0], k.watchSlot...)
	s.procs = append(s.procs[:0], k.procs...)
	s.pipes = append(s.pipes[:0], k.pipes...)
	s.watch = append(s.watch[:0], k.watch...)
	s.complained = append(s.complained[:0], k.complained...)
}

// How the key of a state treats each field. Fields that are not here make
// TestSearchKnowsEveryField fail, so that none is forgotten.
const (
	inKey   = "in the key"
	scratch = "rewritten before it is read"
	tied    = "follows from other fields; the invariants look at it"
	shown   = "only shown or told, nothing is decided by it"
	named   = "a name for a thing; equal up to renaming"
	settled = "always the same when nitro waits; the invariants look at it"
)

var fieldsOf = map[reflect.Type]map[string]string{
	reflect.TypeFor[Supervisor](): {
		"sys": named, "now": "the machine's when nitro works; all times are relative to it",
		"phase": inKey, "reboot": shown, "stage": inKey, "cursor": inKey, "childless": inKey, "failed": inKey,
		"spoken": tied, "said": shown, "feedAt": "there is no watchdog here", "feeding": "there is no watchdog here", "asked": "there is no watchdog here",
		"main":        inKey,
		"finishBegun": inKey, "finalPid": inKey, "finalKilled": inKey,
		"svc": inKey, "order": tied, "procs": inKey, "pipes": inKey, "watch": tied, "watchSlot": tied,
		"earliest": tied, "lastCheck": "an hour is never reached",
		"slot": settled, "spawned": scratch, "reapDue": settled, "rescanDue": inKey, "goneLeft": inKey,
		"reaped": shown, "serviceReaps": shown, "ignored": settled, "faults": settled,
		"complained": shown, "held": "nobody writes to LOG here", "heldLen": inKey,
		"logLeft": scratch, "logBound": scratch, "logKnown": scratch, "logTemplate": scratch, "logKernel": scratch, "logStands": scratch,
		"names": scratch, "added": scratch, "chain": scratch, "args": scratch, "request": scratch,
		"datagram": scratch, "reply": scratch, "packet": scratch, "control": scratch, "scratch": scratch,
	},
	reflect.TypeFor[service](): {
		"name": inKey, "dir": "there are no templates here", "arg": "there are no templates here", "has": "there are no templates here",
		"state": inKey, "script": inKey, "pid": named, "status": shown, "since": inKey, "deadline": inKey, "drain": inKey,
		"logger": inKey, "pipe": inKey, "ready": inKey,
		"isLogger": inKey, "fresh": inKey, "seen": scratch, "linked": scratch, "fed": scratch, "gone": inKey, "asked": inKey,
		"killed": inKey, "abandoned": inKey, "drained": inKey, "warned": shown,
	},
	reflect.TypeFor[mainProgram](): {
		"command": "the plan's", "pid": named, "status": shown, "deadline": inKey, "killed": inKey, "abandoned": inKey,
	},
	reflect.TypeFor[process](): {"pid": named, "slot": tied, "pipe": inKey},
	reflect.TypeFor[logPipe](): {"owner": inKey, "r": named, "w": inKey, "owned": inKey, "atEnd": inKey},
}

// TestSearchKnowsEveryField: whoever adds a field to the supervisor must say
// what the search does with it.
func TestSearchKnowsEveryField(t *testing.T) {
	for typ, known := range fieldsOf {
		seen := map[string]bool{}
		for f := range typ.Fields() {
			seen[f.Name] = true
			if known[f.Name] == "" {
				t.Errorf("%v.%s: not in fieldsOf: does it decide anything? then appendKey needs it", typ, f.Name)
			}
			switch f.Type.Kind() {
			case reflect.Pointer, reflect.Map, reflect.Func, reflect.Chan, reflect.Interface:
				if f.Name != "sys" {
					t.Errorf("%v.%s is a %v: the supervisor is plain data", typ, f.Name, f.Type)
				}
			}
		}
		for name := range known {
			if !seen[name] {
				t.Errorf("%v has no field %s any more", typ, name)
			}
		}
	}
	for name, how := range fieldsOf[reflect.TypeFor[Supervisor]()] {
		if _, ok := reflect.TypeFor[kept]().FieldByName(name); !ok && how != scratch && name != "sys" && name != "held" {
			t.Errorf("kept has no field %s", name)
		}
	}
}

// TestSearchRestoresWhatItKept: a supervisor that was kept and restored is the
// same in every field that outlives a wake-up.
func TestSearchRestoresWhatItKept(t *testing.T) {
	m := newMachine(newPlan(circle, "all,fd,times", "setup"))
	m.boot()
	m.do(action{verb: exitSetup, arg: 0})
	for _, verb := range []verb{askRestart, askDown, remove, askRescan, askReboot} {
		m.do(action{verb: verb})
		var k kept
		k.keep(m.nitro)
		back := New(&m.sys)
		k.restore(back)
		for f := range reflect.TypeFor[kept]().Fields() {
			was := reflect.ValueOf(*m.nitro).FieldByName(f.Name)
			is := reflect.ValueOf(*back).FieldByName(f.Name)
			if fmt.Sprint(was) != fmt.Sprint(is) {
				t.Errorf("%s was %v and is %v", f.Name, was, is)
			}
		}
	}
}

// appendKey appends all that decides what the supervisor and the machine will
// do. Descriptors, pids and instants are names: what counts is which are the
// same, and how far away a time is. What a World keeps beyond that is settled
// whenever nitro waits, or follows from the processes, which invariants_test.go
// compares with the slots.
func (m *machine) appendKey(b []byte) []byte {
	s, now := m.nitro, m.Now()
	b = append(b, byte(s.phase), flags(s.childless, s.finishBegun, s.finalPid != 0, s.finalKilled, s.rescanDue, s.goneLeft, s.failed),
		byte(s.cursor), byte(s.heldLen))
	b = appendTime(b, now, s.stage)
	b = append(b, flags(s.main.pid != 0, s.main.killed, s.main.abandoned))
	b = appendTime(b, now, s.main.deadline)
	for i := range s.svc {
		b = m.appendService(b, i)
	}
	for p := range s.pipes {
		l := &s.pipes[p]
		b = append(b, byte(m.plan.index(l.owner)), flags(l.w != osdep.NoFD, l.owned, l.atEnd))
	}
	for i := range m.plan.names {
		b = append(b, byte(m.memory.asked[i]), flags(m.memory.absent[i]))
	}
	return b
}

func (m *machine) appendService(b []byte, i int) []byte {
	s, now := m.nitro, m.Now()
	v := &s.svc[i]
	if v.name == "" {
		return append(b, 0)
	}
	b = append(b, 1, byte(m.plan.index(v.name)), byte(v.state), byte(v.script), byte(v.logger), byte(v.pipe),
		flags(v.isLogger, v.fresh, v.gone, v.asked, v.killed && v.script != NoScript, v.abandoned, v.drained, v.ready != osdep.NoFD))
	b = appendTime(b, now, v.deadline)
	b = appendTime(b, now, v.drain)
	age := byte(0)
	if !atRest(v) && now-v.since >= respawnDelay {
		age = 1
	}
	if !atRest(v) && now-v.since < respawnDelay {
		b = binary.AppendVarint(b, int64(now-v.since))
	}
	pipe := none
	for _, p := range s.procs {
		if p.pid == v.pid {
			pipe = p.pipe
		}
	}
	return append(b, age, byte(pipe), flags(v.pid != 0 && v.pid == m.memory.stuck))
}

// atRest tells whether the time since the last start or stop decides nothing.
func atRest(v *service) bool {
	return v.script == NoScript && (v.state == wire.Down || v.state == wire.Fatal || v.state == wire.Delay)
}

func appendTime(b []byte, now, t osdep.Time) []byte {
	if t == 0 {
		return append(b, 0)
	}
	return binary.AppendVarint(append(b, 1), int64(t-now))
}

func flags(on ...bool) (b byte) {
	for i, f := range on {
		if f {
			b |= 1 << i
		}
	}
	return b
}

var seed = maphash.MakeSeed()

// key is the hash of a state. With 64 bits, two of a million states fall
// together in one run of thirty million.
func (m *machine) key(buffer *[]byte) uint64 {
	*buffer = m.appendKey((*buffer)[:0])
	k := maphash.Bytes(seed, *buffer)
	if m.plain != nil {
		m.plain[k] = struct{}{}
		*buffer = m.AppendState(*buffer, m.Now())
		k = maphash.Bytes(seed, *buffer)
	}
	return k
}

// TestSearchKeyLeavesNothingOut: a search that tells states apart by all that
// the machine has, pids, the order of processes and all, comes to the same
// states as the one that takes them for names. It is the dumb version that
// checks the clever one.
func TestSearchKeyLeavesNothingOut(t *testing.T) {
	for _, p := range []*plan{
		newPlan(noLogger, "all").with(half).with(stuck),
		newPlan(noLogger, "run+finish", "run").with(calm),
		newPlan(oneWay, "run", "run").with(calm),
	} {
		clever, dumb := newSearch(p), newSearch(p)
		dumb.m.plain = map[uint64]struct{}{}
		dumb.m.ReusePids = true
		for _, x := range []*search{clever, dumb} {
			if f := x.run(limits[1]); f != nil {
				t.Fatalf("%v: %s\n%s", p, f.wrong, f.scenario())
			}
		}
		t.Logf("%v: %d states by name, %d in all", p, len(clever.seen), len(dumb.seen))
		if len(clever.seen) != len(dumb.m.plain) {
			t.Errorf("%v: %d states, and %d if nothing is left out", p, len(clever.seen), len(dumb.m.plain))
		}
		for k := range dumb.m.plain {
			if _, known := clever.seen[k]; !known {
				t.Fatalf("%v: a state was not reached", p)
			}
		}
	}
}
