package compat

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"nitro/ci/realtest"
	"nitro/ctl/wire"
)

// The control protocol as bytes, as clients that were written for release 0.8
// send and read them. Nothing here uses the codec of nitro itself to make what
// it expects.

// bytesOf is hexadecimal text as bytes; blanks and "|" are for the reader.
func bytesOf(t *testing.T, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.NewReplacer(" ", "", "|", "").Replace(text))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func u32(v int) string { return hex.EncodeToString(binary.LittleEndian.AppendUint32(nil, uint32(v))) }

// request is the bytes of a packet with that tag.
func request(tag byte, payload string) []byte {
	return append([]byte{byte(len(payload)), byte(len(payload) >> 8), tag}, payload...)
}

func expectBytes(t *testing.T, what string, got []byte, want string) {
	t.Helper()
	if w := bytesOf(t, want); string(got) != string(w) {
		t.Errorf("%s\n got % x\nwant % x", what, got, w)
	}
}

func TestGoldenBytesOfListQueryInfoAndEvent(t *testing.T) {
	t.Parallel()
	n := start(t, `
		a/run
		a/notification-fd = 3
	`)
	run := n.Actor("a/run")
	n.Events.Expect("STARTING a")
	c := n.Client()

	c.Send(bytesOf(t, "00 00 7c"))
	expectBytes(t, "list", c.Receive(), `ff ff 64 | 02 00 65 61 00 | 01 00 66 03 | 04 00 67 `+u32(run.Pid)+
		` | 04 00 68 00 00 00 00 | 04 00 69 00 00 00 00 | fe ff 64`)
	c.Send(bytesOf(t, "01 00 7d 61"))
	expectBytes(t, "query a", c.Receive(), `01 00 66 03 | 04 00 67 `+u32(run.Pid)+
		` | 04 00 68 00 00 00 00 | 04 00 69 00 00 00 00`)
	c.Send(bytesOf(t, "00 00 7b"))
	expectBytes(t, "info", c.Receive(), `04 00 6a `+u32(n.Pid)+` | 04 00 67 `+u32(n.Pid)+
		` | 04 00 6b 01 00 00 00 | 04 00 6c 00 00 00 00 | 04 00 6d 00 00 00 00`)

	raw := listenRaw(t, filepath.Join(filepath.Dir(n.Socket), "notify", "a,1"))
	run.Write(3, "\n")
	expectBytes(t, "event", raw.receive(), "01 00 04 61")
}

func TestGoldenBytesOfAnswers(t *testing.T) {
	t.Parallel()
	n := start(t, `
		a/run
		a/notification-fd = 0
		b/run
		b/down = ""
	`)
	n.Actor("a/run")
	const ok, noSuch, unknown = "00 00 50", "00 00 51", "00 00 52"
	for _, c := range []struct{ what, send, want string }{
		{"unknown command", "00 00 05", unknown},
		{"another unknown command", "00 00 c0", unknown},
		{"unknown command with a payload", "01 00 ff 61", unknown},
		{"up of no service", "01 00 78 78", noSuch},
		{"down of no service", "01 00 79 78", noSuch},
		{"restart of no service", "01 00 7a 78", noSuch},
		{"ready of no service", "01 00 82 78", noSuch},
		{"query of no service", "01 00 7d 78", noSuch},
		{"signal to no service", "02 00 81 01 78", noSuch},
		{"signal to a service without process", "02 00 81 01 62", noSuch},
		{"signal without a name", "01 00 81 01", noSuch},
		{"signal without anything", "00 00 81", noSuch},
		{"up without a name", "00 00 78", noSuch},
		{"up of what runs", "01 00 78 61", ok},
		{"down of what is down", "01 00 79 62", ok},
		{"ready of what is down", "01 00 82 62", ok},
		{"signal 0", "02 00 81 00 61", ok},
		{"rescan", "00 00 7e", ok},
		{"only the first packet counts", "01 00 79 62 01 00 79 61", ok},
		{"SYS/setup is over", "03 00 78 53 59 53", noSuch},
	} {
		client := n.Client()
		client.Send(bytesOf(t, c.send))
		expectBytes(t, c.what, client.Receive(), c.want)
		client.Close()
	}
	if s := n.State("a"); s != "STARTING" {
		t.Errorf("a is %s after all that, want STARTING", s)
	}
}

func TestMalformedDatagramsGetNoAnswer(t *testing.T) {
	t.Parallel()
	n := start(t, `
		a/run: exec sleep 1000
	`)
	n.Events.Expect("STARTING a")
	c := n.Client()
	for _, b := range []string{"", "7c", "00 00", "02 00 79 61", "40 00 79 61", "ff ff 79", "fe ff 64", "00 01 79" + strings.Repeat("61", 300)} {
		c.Send(bytesOf(t, b))
	}
	c.Send(bytesOf(t, "00 00 05"))
	expectBytes(t, "the first answer", c.Receive(), "00 00 52")
	n.Quiet()
	if s := n.State("a"); s == "SHUTDOWN" || s == "DOWN" {
		t.Errorf("a datagram that is shorter than it says made the service %s", s)
	}
}

func TestAClientWithoutAnAddressIsObeyedAndGetsNoAnswer(t *testing.T) {
	t.Parallel()
	n := start(t, `a/run`)
	n.Actor("a/run")
	n.Events.Expect("STARTING a")
	c := n.ClientAt("")
	for _, tag := range []byte{124, 125, 123} {
		c.Send(request(tag, "a"))
	}
	c.Send(request(121, "a"))
	n.Events.Expect("SHUTDOWN a", "DOWN a")
}

func TestEventComesBeforeTheAnswer(t *testing.T) {
	t.Parallel()
	n := start(t, `
		a/run
		a/down = ""
	`)
	// One socket gets both.
	name := filepath.Join(filepath.Dir(n.Socket), "notify", fmt.Sprintf("a,%d_0", os.Getpid()))
	c := n.ClientAt(name)
	c.Send(request(120, "a"))
	for _, want := range []string{"01 00 03 61", "01 00 03 61", "00 00 50"} {
		expectBytes(t, "up", c.Receive(), want)
	}
}

func TestNamesOf63And64Bytes(t *testing.T) {
	t.Parallel()
	long, tooLong := strings.Repeat("n", 63), strings.Repeat("n", 64)
	n := start(t, long+"/run", tooLong+"/run")
	run := n.Actor(long + "/run")
	n.Stderr.Await("skipping service " + tooLong + ": the name is longer than 63 bytes")
	c := n.Client()
	c.Send(request(124, ""))
	got := c.Receive()
	name := "3f 00 65" + hex.EncodeToString([]byte(long)) // no NUL: 0.8's client drops a packet of 64
	if !strings.Contains(string(got), string(bytesOf(t, name))) || strings.Contains(string(got), tooLong) {
		t.Errorf("list % x does not hold the name of 63 bytes without a NUL", got)
	}
	c.Send(request(129, string([]byte{byte(syscall.SIGUSR1)})+long))
	expectBytes(t, "signal to it", c.Receive(), "00 00 50")
	run.AwaitSignal(syscall.SIGUSR1)
	c.Send(request(120, tooLong))
	expectBytes(t, "up of 64 bytes", c.Receive(), "00 00 51")
}

func TestSignalGoesToRunOnly(t *testing.T) {
	t.Parallel()
	n := start(t, `
		a/run
		a/finish
	`)
	run := n.Actor("a/run")
	run.Ignore()
	c := n.Client()
	for _, sig := range []syscall.Signal{syscall.SIGHUP, syscall.SIGUSR2, syscall.SIGWINCH} {
		c.Send(request(129, string([]byte{byte(sig)})+"a"))
		expectBytes(t, "signal", c.Receive(), "00 00 50")
		run.AwaitSignal(sig)
	}
	run.Exit(0)
	finish := n.Actor("a/finish")
	c.Send(request(129, "\x01a"))
	expectBytes(t, "signal while finish runs", c.Receive(), "00 00 51")
	if got := finish.Signals(); len(got) > 0 {
		t.Errorf("finish got %v", got)
	}
	finish.Exit(0)
}

func TestWhoMayCreateAService(t *testing.T) {
	t.Parallel()
	n := start(t, `
		SYS/setup
		a/run
		c/run
		e/run
		plain/
		t@/run
	`)
	setup := n.Actor("SYS/setup")
	n.Events.Expect("SETUP SYS")
	if l := n.List(); len(l) != 1 || l[0].Name != "SYS" || l[0].State != wire.Setup {
		t.Errorf("while SYS/setup runs, list is %v", l)
	}
	expect := func(what string, tag byte, name, want string) {
		t.Helper()
		expectBytes(t, what, n.Ask(wire.Tag(tag), name), want)
	}
	const ok, noSuch = "00 00 50", "00 00 51"
	expect("ready creates none", 130, "a", noSuch)
	expect("query creates none", 125, "a", noSuch)
	expect("up", 120, "a", ok)
	expect("restart", 122, "c", ok)
	expect("down, in SYS/setup", 121, "e", ok)
	expect("an instance", 120, "t@x", ok)
	expect("a directory without scripts", 120, "plain", noSuch)
	expect("a path", 120, "../services/a", noSuch)
	expect("SYS", 120, "SYS", noSuch)
	setup.Exit(0)
	n.Events.Await("DOWN SYS")

	if s := n.State("e"); s != "DOWN" {
		t.Errorf("e is %s after SYS/setup, want DOWN", s)
	}
	n.Tree.Add(`late/run`)
	expect("down, later", 121, "late", noSuch)
	expect("down of a new instance", 121, "t@y", noSuch)
	expect("ready", 130, "late", noSuch)
	expect("up of what no scan has seen", 120, "late", ok)
	expect("restart of a new instance", 122, "t@y", ok)
	if late, y := n.State("late"), n.State("t@y"); late != "STARTING" || y != "STARTING" {
		t.Errorf("late is %s and t@y %s", late, y)
	}
}

// manyTree has count services that cost no process.
func manyTree(t *testing.T, count int) *realtest.Tree {
	tree := realtest.NewTree(t)
	for i := range count {
		name := fmt.Sprintf("service-%04d", i)
		tree.Add(name+"/run", name+`/down = ""`)
	}
	return tree
}

func TestListIsPaged(t *testing.T) {
	t.Parallel()
	const count = 200
	n := realtest.Start(t, manyTree(t, count), realtest.Options{})
	n.Barrier()
	first := n.Ask(wire.TagList, "")
	if len(first) > 4096 {
		t.Errorf("a datagram of %d bytes", len(first))
	}
	if !strings.HasSuffix(string(first), "\xfe\xff\x64\x00\x00\xc0") {
		t.Errorf("the page ends in % x, want the end of a group and packet 192", first[max(0, len(first)-6):])
	}
	page, more := realtest.DecodeList(first)
	if !more || len(page) == 0 || page[0].Name != "service-0000" {
		t.Fatalf("first page: %d services, more %v", len(page), more)
	}
	last := page[len(page)-1].Name
	second, _ := realtest.DecodeList(n.Ask(wire.TagList, last))
	if want := fmt.Sprintf("service-%04d", len(page)); len(second) == 0 || second[0].Name != want {
		t.Errorf("the page after %s does not begin with %s", last, want)
	}
	all := n.List()
	for i, s := range all {
		if s.Name != fmt.Sprintf("service-%04d", i) || s.State != wire.Down {
			t.Fatalf("service %d is %v", i, s)
		}
	}
	if len(all) != count {
		t.Errorf("%d services listed, want %d", len(all), count)
	}
	if lines := strings.Count(n.CtlOK("list"), "\n"); lines != count {
		t.Errorf("nitroctl lists %d, want %d", lines, count)
	}
	// A name that is none: those behind it.
	if p, more := realtest.DecodeList(n.Ask(wire.TagList, "service-0198x")); more || len(p) != 1 || p[0].Name != "service-0199" {
		t.Errorf("after service-0198x: %v", p)
	}
	expectBytes(t, "after the last", n.Ask(wire.TagList, "zzz"), "")
}
