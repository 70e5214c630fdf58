package core

import (
	"math/rand/v2"
	"strings"
	"syscall"
	"testing"

	"nitro/ctl/wire"
	"nitro/osdep"
	"nitro/osdep/fakeos"
)

// crowd is a service directory with everything in it: ten services and more,
// a chain of loggers, a circle, one that logs to itself, a template with its
// instances, a nested logger, LOG.
const crowd = `
a/run
a/finish
b/setup
b/run
b/log -> ../l1
c/setup
c/finish
c/log -> ../l1
l1/run
l1/log -> ../l2
l2/run
l2/finish
x/run
x/log -> ../y
y/run
y/log -> ../x
self/run
self/log -> ../self
t@/setup
t@/run
t@/log -> ../tl@
tl@/run
t@1/
n/run
n/notification-fd = 3
n/log/run
d/run
d/down
d/timeout-kill = 0
LOG/run
SYS/setup
SYS/finish
SYS/final
`

// crowdNames are who is asked for; some of them do not exist, or not yet.
var crowdNames = []string{
	"a", "b", "c", "l1", "l2", "x", "y", "self", "t@1", "t@2", "tl@1", "n", "n/log", "d", "LOG", "SYS", "none", "t@",
}

// newCrowd boots the crowd, SYS/setup done.
func newCrowd(tb testing.TB, command ...string) *machine {
	m := newMachine(&plan{})
	m.boot()
	if err := m.Tree(crowd); err != nil {
		tb.Fatal(err)
	}
	m.SetRoom(9000)
	m.nitro = New(&m.sys)
	m.nitro.SetMain(command)
	if err := m.nitro.Boot(); err != nil {
		tb.Fatal(err)
	}
	m.rest(tb)
	m.Exit("SYS/setup", 0)
	m.rest(tb)
	return m
}

// rest lets nitro work until it waits, and looks at the invariants. Requests
// are counted elsewhere: not every datagram is one.
func (m *machine) rest(tb testing.TB) {
	tb.Helper()
	if !m.settle() {
		tb.Fatal("nitro does not come to rest")
	}
	if m.wrong != "" {
		tb.Fatal(m.wrong)
	}
	for _, inv := range invariants {
		if m.nitro.phase == PhaseOver && inv.law != invariants[0].law {
			break
		}
		if wrong := inv.look(m); wrong != "" && !strings.HasPrefix(inv.law, "I7") {
			tb.Fatalf("%s: %s", inv.law, wrong)
		}
	}
}

// end shuts nitro down and waits for the end.
func (m *machine) end(tb testing.TB) {
	tb.Helper()
	m.unstickAll()
	m.Raise(osdep.Terminate)
	m.rest(tb)
	for range 2000 {
		if m.nitro.phase == PhaseOver {
			m.wrong = ""
			if wrong := m.checkOver(); wrong != "" {
				tb.Fatal(wrong)
			}
			return
		}
		if pid := m.livingPid(0); pid != 0 {
			m.ExitPid(pid, 0)
		} else {
			m.AdvanceTo(m.nitro.until())
		}
		m.rest(tb)
	}
	tb.Fatalf("shutdown does not end; phase %v", m.nitro.phase)
}

func (m *machine) unstickAll() {
	var names []string
	m.Live(func(_ int, service, file string) bool { names = append(names, service+"/"+file); return true })
	for _, name := range names {
		m.SetUnkillable(name, false)
	}
}

// livingPid is the k-th living process's, counted round; 0: nothing lives.
func (m *machine) livingPid(k int) (pid int) {
	var pids []int
	m.Live(func(p int, _, _ string) bool { pids = append(pids, p); return true })
	if len(pids) == 0 {
		return 0
	}
	return pids[k%len(pids)]
}

func (m *machine) livingName(k int) (name string) {
	pid := m.livingPid(k)
	m.Live(func(p int, service, file string) bool {
		if p == pid {
			name = service + "/" + file
		}
		return p != pid
	})
	return name
}

// FuzzRequests sends any bytes as datagrams. Each that is a request, and only
// such a one, is answered once, and nothing a client sends breaks a law.
func FuzzRequests(f *testing.F) {
	for _, tag := range []wire.Tag{wire.TagUp, wire.TagDown, wire.TagRestart, wire.TagReady, wire.TagQuery, wire.TagSignal} {
		for _, name := range []string{"a", "t@2", "n/log", "SYS", "", ".", "../a", "a\x00", strings.Repeat("x", 63), strings.Repeat("x", 64)} {
			f.Add(cut(wire.AppendPacket(nil, tag, name)))
		}
	}
	f.Add(cut(wire.AppendPacket(nil, wire.TagSignal, "\x09a")))
	f.Add(cut(wire.AppendPacket(nil, wire.TagList, ""), wire.AppendPacket(nil, wire.TagList, "d"), wire.AppendPacket(nil, wire.TagInfo, "")))
	f.Add(cut(wire.AppendPacket(nil, wire.TagRescan, ""), wire.AppendPacket(nil, wire.TagShutdown, ""), wire.AppendPacket(nil, wire.TagReboot, "")))
	f.Add(cut([]byte{}, []byte{1}, []byte{0xff, 0xff, 100}, []byte{0xfe, 0xff, 120}, []byte{200, 0, 120, 'a'}, []byte{0, 0, 255}))
	f.Fuzz(func(t *testing.T, data []byte) {
		m := newCrowd(t)
		want := m.Replied
		for n := 0; len(data) > 0 && n < 64; n++ {
			length := min(int(data[0]), len(data)-1)
			datagram := data[1 : 1+length]
			data = data[1+length:]
			from := "client"
			if n%8 == 7 {
				from = ""
			}
			sent := m.Send(from, datagram)
			if _, _, ok := wire.ParseRequest(datagram); ok && sent && from != "" {
				want++
			}
			m.rest(t)
			if m.Replied != want && m.nitro.phase < PhaseFinal {
				t.Fatalf("datagram %q: %d answers, want %d", datagram, m.Replied, want)
			}
		}
		m.end(t)
	})
}

// cut makes one input of several datagrams: each with its length in front.
func cut(datagrams ...[]byte) (data []byte) {
	for _, d := range datagrams {
		data = append(append(data, byte(len(d))), d...)
	}
	return data
}

// FuzzSchedule reads bytes as what happens, two for each event, with more
// services and stranger loggers than the search can go through.
func FuzzSchedule(f *testing.F) {
	for k := range happenings {
		var one, all []byte
		for n := range crowdNames {
			one = append(one, byte(k), byte(n), byte(exitIndex), byte(n), byte(passIndex), 0)
			all = append(all, byte(n+k), byte(n*7+k), byte(k), byte(n))
		}
		f.Add(one)
		f.Add(all)
	}
	for _, schedule := range foundByChance {
		f.Add([]byte(schedule))
	}
	f.Fuzz(func(t *testing.T, data []byte) { playSchedule(t, data) })
}

// foundByChance are schedules that have broken a law once.
var foundByChance = []string{
	// A late finish keeps a logger from its end while no other one moves.
	"\x05>\xf7\xe1\xe5\x9f\x05\vbs\x06D\x06{\x05\xba\x05r\x05\x9a\x06\x14\x05\x0f<\xcc\x05\xc1\x05\x17\x05\xab\xfc\xf8\x057\x05\xab\x05\xf7\x06\xee\x05\xde\x06\xbc\x05\x9e\x053\x06\xb8\x06_\x06k\x05a\x05j\x05c\x05\x16\xe4\x11\x05O\xad\x85*\xf4\x06ô\x85\x057\x05L\x05\xd5\x058ʟ\x7f\xc8\x052M\x162\xd7\xc6\r\x05\x88\xa6p\x05e\x05\x02\x05\x81\x06\xea\x06\xc6\x06\xb6\x06\xbe\x05\t",
	// A circle vanishes together with a nested logger that is down already.
	"\x06\xed\xa9\xc2\n\x89M$\x05\xc0}C\xcaݚ\x18h\xac\x069\x06i\x05\xd279",
}

// TestSchedules plays as many schedules by chance as take a moment, the same
// ones each time; -explore takes it further. Half of what happens is that a
// process ends or time passes: without that nothing else leads far.
func TestSchedules(t *testing.T) {
	count := []int{1: 1000, 2: 50_000, 3: 200_000}[min(max(*explore, 1), 3)]
	for n := range count {
		r := rand.New(rand.NewPCG(uint64(n), 1))
		data := make([]byte, 2*(1+r.IntN(300)))
		for i := range data {
			data[i] = byte(r.Uint32())
			if i%2 == 0 && r.IntN(2) == 0 {
				data[i] = byte(exitIndex + r.IntN(2))
			}
		}
		if n%3 == 0 {
			data = append(data, 0) // with a main program
		}
		if t.Run(decimal(n), func(t *testing.T) { playSchedule(t, data) }); t.Failed() {
			t.Fatalf("schedule %d: %q", n, data)
		}
	}
}

// playSchedule plays bytes and then shuts down. There is a main program if one
// byte is left over.
func playSchedule(tb testing.TB, data []byte) {
	m := newCrowd(tb, []string{"server"}[:len(data)%2]...)
	for n := 0; len(data) >= 2 && n < 400; n++ {
		what, arg := int(data[0])%(2*len(happenings)), int(data[1])
		data = data[2:]
		happenings[what%len(happenings)](m, arg)
		if what < len(happenings) { // else it falls into the same wake-up as the next
			m.rest(tb)
		}
		if m.nitro.phase == PhaseOver {
			return
		}
	}
	m.rest(tb)
	if m.nitro.phase != PhaseOver {
		m.end(tb)
	}
}

// happenings are the events of a schedule.
var happenings = []func(m *machine, arg int){
	request(wire.TagUp), request(wire.TagDown), request(wire.TagRestart), request(wire.TagReady), request(wire.TagQuery),
	exitIndex: func(m *machine, arg int) {
		if pid := m.livingPid(arg / 4); pid != 0 {
			m.ExitPid(pid, []int32{fakeos.Exited(0), fakeos.Exited(1), fakeos.Exited(111), fakeos.KilledBy(9)}[arg%4])
		}
	},
	passIndex: func(m *machine, _ int) { m.AdvanceTo(m.nitro.until()) },
	func(m *machine, arg int) { m.Advance(osdep.Time(arg) * 100 * osdep.Millisecond) },
	func(m *machine, _ int) { m.Send("client", wire.AppendPacket(nil, wire.TagRescan, "")) },
	func(m *machine, arg int) {
		m.Raise([]osdep.Notice{osdep.Hangup, osdep.User1, osdep.Hangup, osdep.Children, osdep.Room}[arg%5])
	},
	func(m *machine, arg int) { m.Remove(crowdNames[arg%len(crowdNames)]) },
	func(m *machine, arg int) { _ = m.Tree(linesFor(crowdNames[arg%len(crowdNames)])) },
	func(m *machine, arg int) {
		m.FailSpawn([]error{syscall.EAGAIN, syscall.EACCES, syscall.ENOEXEC}[arg%3], 1+arg%4)
	},
	func(m *machine, arg int) { m.FailPipe(syscall.EMFILE, 1+arg%3) },
	func(m *machine, arg int) {
		_ = m.Write(m.livingName(arg/4), []string{"x", "line\n", "a\nb", strings.Repeat("z", 9000)}[arg%4])
	},
	func(m *machine, arg int) { _, _, _ = m.Read(m.livingName(arg)) },
	func(m *machine, arg int) { _ = m.WriteReady(m.livingName(arg), "\n") },
	func(m *machine, arg int) { m.CloseReady(m.livingName(arg)) },
	func(m *machine, arg int) { m.SetUnkillable(m.livingName(arg/2), arg%2 == 0) },
	func(m *machine, arg int) { m.AddOrphans(arg % 3) },
	func(m *machine, arg int) {
		m.SetRoom(max(m.Room(osdep.OwnOutput), []int{8191, 8192, 9000, 20000}[arg%4]))
	}, // it shrinks by Forward alone
	func(m *machine, arg int) {
		if arg%4 == 0 {
			m.LoseControl()
		}
	},
	func(m *machine, arg int) {
		if arg%8 == 0 {
			m.Raise(osdep.Terminate)
		}
	},
	func(m *machine, arg int) {
		if arg%8 == 0 {
			m.FailList(syscall.EIO, 1)
		}
	},
}

// Places in happenings that the seeds use.
const (
	exitIndex = 5
	passIndex = 6
)

func request(tag wire.Tag) func(m *machine, arg int) {
	return func(m *machine, arg int) {
		m.Send("client", wire.AppendPacket(nil, tag, crowdNames[arg%len(crowdNames)]))
	}
}

// linesFor are the lines of the crowd that make one service's directory.
func linesFor(name string) string {
	var b strings.Builder
	for line := range strings.Lines(crowd) {
		if strings.HasPrefix(line, name+"/") {
			b.WriteString(line)
		}
	}
	return b.String()
}
