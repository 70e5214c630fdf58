package ctl

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"nitro/osdep"
)

func TestALostEventCostsASecond(t *testing.T) {
	for words, answers := range map[string]map[string][]string{
		"start a":   on("120 a", "STARTING a; ok", "125 a", "is UP 5 0 2"),
		"restart a": on("122 a", "RESTART a; ok", "125 a", "is UP 5 0 2"),
		"down a":    on("121 a", "SHUTDOWN a; ok", "125 a", "is DOWN 0 0 0"),
		"wait-up a": on("125 a", "is STARTING 5 0 0|is UP 5 0 2"),
	} {
		s := newServer(t)
		s.answers = answers
		if code, _, errs := s.run(strings.Fields(words)...); code != 0 || errs != "" || s.elapsed() != sec {
			t.Errorf("%s: exit %d after %d ms, %q", words, code, s.elapsed()/ms, errs)
		}
	}
}

func TestALostFatalFailsAfterASecond(t *testing.T) {
	s := newServer(t)
	s.answers = on("120 a", "SETUP a; ok", "125 a", "is FATAL 0 -1 2")
	if code, _, errs := s.run("start", "a"); code != 1 || errs != "nitroctl: failed to start 'a'\n" || s.elapsed() != sec {
		t.Errorf("exit %d after %d ms, %q", code, s.elapsed()/ms, errs)
	}
}

func TestALostAnswerCostsASecond(t *testing.T) {
	for words, answers := range map[string]map[string][]string{
		"up a":         on("120 a", "", "125 a", "is STARTING 5 0 2"),
		"fast-start a": on("120 a", "", "125 a", "is STARTING 5 0 2"),
		"Reboot":       on("128", "", "123", "hex 04006a01000000"),
		"list":         on("124", "|hex"),
		"info":         on("123", "|hex"),
		"pidof a":      on("125 a", "|is UP 5 0 0"),
	} {
		s := newServer(t)
		s.answers = answers
		if code, _, errs := s.run(strings.Fields(words)...); code != 0 || errs != "" || s.elapsed() != sec {
			t.Errorf("%s: exit %d after %d ms, %q", words, code, s.elapsed()/ms, errs)
		}
	}
}

func TestQueriesGoOnEverySecond(t *testing.T) {
	s := newServer(t)
	s.answers = on("120 a", "STARTING a; ok", "125 a", "is STARTING 5 0 1|is STARTING 5 0 2|is STARTING 5 0 3|is UP 5 0 4")
	if code, _, _ := s.run("start", "a"); code != 0 || s.elapsed() != 4*sec || len(s.requests) != 5 {
		t.Errorf("exit %d after %d ms and %d requests", code, s.elapsed()/ms, len(s.requests))
	}
}

func TestSilentServerTimesOut(t *testing.T) {
	for _, words := range []string{"list", "info", "up a", "down a b c", "Shutdown", "check a", "hup a", "ready a", "rescan", "wait-up a"} {
		s := newServer(t)
		s.deaf = true
		code, out, errs := s.run(append([]string{"-t", "1.25"}, strings.Fields(words)...)...)
		if code != 3 || out != "" || errs != "nitroctl: action timed out\n" || s.elapsed() != 1250*ms {
			t.Errorf("%s: exit %d after %d ms, %q", words, code, s.elapsed()/ms, out+errs)
		}
	}
}

func TestTimeoutOfZeroAsksAndLooks(t *testing.T) {
	s := newServer(t)
	s.answers = on("120 a", "UP a; ok")
	if code, _, errs := s.run("-t", "0", "start", "a"); code != 0 || errs != "" {
		t.Errorf("an answer that is there: exit %d, %q", code, errs)
	}
	s = newServer(t)
	s.answers = on("120 a", "STARTING a; ok")
	if code, _, errs := s.run("-t0", "start", "a"); code != 3 || errs != "nitroctl: action timed out\n" || s.elapsed() != 0 {
		t.Errorf("exit %d after %d ms, %q", code, s.elapsed()/ms, errs)
	}
}

func TestTimeoutAndAnotherFailureTogether(t *testing.T) {
	s := newServer(t)
	s.answers = on("120 a", "STARTING a; ok", "120 b", "nosuch", "125 b", "nosuch", "125 a", "is STARTING 1 0 0")
	code, _, errs := s.run("-t", "1.5", "start", "a", "b")
	if code != 111 || errs != "nitroctl: no such service 'b'\nnitroctl: action timed out\n" {
		t.Errorf("exit %d, %q", code, errs)
	}
}

func TestNobodyThere(t *testing.T) {
	for _, words := range []string{"list", "info", "up a", "wait-up a", "pidof a", "Reboot", "list a"} {
		s := newServer(t)
		s.vanish()
		code, out, errs := s.run(strings.Fields(words)...)
		if want := "nitroctl: sendto " + s.socket() + ": Connection refused\n"; code != 4 || out != "" || errs != want {
			t.Errorf("%s with a stale socket: exit %d, %q, want %q", words, code, out+errs, want)
		}
		os.Remove(s.socket())
		code, out, errs = s.run(strings.Fields(words)...)
		want := "nitroctl: sendto " + s.socket() + ": No such file or directory\n"
		if code != 4 || out != "" || errs != want {
			t.Errorf("%s without a socket: exit %d, %q, want %q", words, code, out+errs, want)
		}
		os.RemoveAll(s.dir)
		code, out, errs = s.run(strings.Fields(words)...)
		if code != 4 || out != "" || errs != want {
			t.Errorf("%s without a directory: exit %d, %q, want %q", words, code, out+errs, want)
		}
	}
}

func TestServerVanishesWhileWaiting(t *testing.T) {
	s := newServer(t)
	s.answers = on("120 a", "STARTING a; ok", "120 b", "STARTING b; ok")
	s.later = []later{after(300*ms, "vanish")}
	code, _, errs := s.run("start", "a", "b")
	if want := "nitroctl: sendto " + s.socket() + ": Connection refused\n"; code != 4 || errs != want || s.elapsed() != sec {
		t.Errorf("exit %d after %d ms, %q, want %q", code, s.elapsed()/ms, errs, want)
	}
}

// TestFullQueueIsSentToAgain fills the server's queue first, which Linux
// reports by EAGAIN.
func TestFullQueueIsSentToAgain(t *testing.T) {
	s := newServer(t)
	s.answers = on("120 a", "UP a; ok", "123", "")
	s.deaf = true
	s.fillQueue()
	s.later = []later{after(95*ms, "wake")}
	if code, _, errs := s.run("start", "a"); code != 0 || errs != "" || s.elapsed() > 105*ms {
		t.Errorf("exit %d after %d ms, %q", code, s.elapsed()/ms, errs)
	}
}

func TestFullQueueTimesOut(t *testing.T) {
	s := newServer(t)
	s.deaf = true
	s.fillQueue()
	if code, _, errs := s.run("-t", "0.05", "up", "a"); code != 3 || errs != "nitroctl: action timed out\n" || s.elapsed() != 50*ms {
		t.Errorf("exit %d after %d ms, %q", code, s.elapsed()/ms, errs)
	}
}

func TestMoreServicesThanTheQueueHolds(t *testing.T) {
	s := newServer(t)
	words := []string{"start"}
	for i := range 300 {
		name := "s" + string(rune('a'+i%26)) + string(rune('a'+i/26))
		words = append(words, name)
		s.answers["120 "+name] = []string{"UP " + name + "; ok"}
	}
	if code, _, errs := s.run(words...); code != 0 || errs != "" || len(s.requests) != 300 {
		t.Errorf("exit %d, %q, %d requests", code, errs, len(s.requests))
	}
}

// fillQueue sends from one socket after the other, because each has a bound of
// its own, until a new one can send nothing.
func (s *server) fillQueue() {
	s.t.Helper()
	for range 10_000 {
		c, err := osdep.OpenClient()
		if err != nil {
			s.t.Fatal(err)
		}
		sent := 0
		for c.Send(s.socket(), []byte{0, 0, 123}) == nil {
			sent++
		}
		c.Close()
		if sent == 0 {
			return
		}
	}
	s.t.Fatal("the queue takes everything")
}

func TestGarbageIsSkipped(t *testing.T) {
	for _, garbage := range []string{
		"", "00", "0500", "ff", "05000461", "ffff64", "feff64", "ffff640200656100",
		"000000", "0000ff", "010066", "0200660303", "ffffffffffffff", "00000401", "0000c0",
	} {
		for words, answers := range map[string]map[string][]string{
			"start a":   on("120 a", "hex "+garbage+"; UP a; ok"),
			"wait-up a": on("125 a", "hex "+garbage+"; is UP 5 0 0"),
			"pidof a":   on("125 a", "hex "+garbage+"; is UP 5 0 0"),
			"Reboot":    on("128", "hex "+garbage+"; ok"),
		} {
			s := newServer(t)
			s.answers = answers
			if code, _, errs := s.run(strings.Fields(words)...); code != 0 || errs != "" || s.elapsed() != 0 {
				t.Errorf("%s after %q: exit %d after %d ms, %q", words, garbage, code, s.elapsed()/ms, errs)
			}
		}
	}
}

func TestUnknownTagsInAReplyAreSkipped(t *testing.T) {
	s := newServer(t)
	s.answers = on("125 a", "hex 01006604 0400f201020304 ffff07 04006701000000 feff07 0400670a000000 0400690c000000")
	if code, out, _ := s.run("list", "a"); code != 0 || out != "UP a (pid 10) (wstatus 0) 12s\n" {
		t.Errorf("exit %d, %q", code, out)
	}
}

func TestUnknownStateIsShown(t *testing.T) {
	s := newServer(t)
	s.answers = on("125 a", "hex 01006642")
	if code, out, _ := s.run("list", "a"); code != 0 || out != "??? a (wstatus 0) 0s\n" {
		t.Errorf("exit %d, %q", code, out)
	}
}

func TestDeadSocketOfTheSameNameMakesWay(t *testing.T) {
	s := newServer(t)
	s.answers = on("120 a", "ok")
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_DGRAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	stale := filepath.Join(s.dir, "notify", "a,4711_0")
	if err := unix.Bind(fd, &unix.SockaddrUnix{Name: stale}); err != nil {
		t.Fatal(err)
	}
	unix.Close(fd)
	if code, _, errs := s.run("up", "a"); code != 0 || errs != "" || s.froms[0] != "a,4711_0" {
		t.Errorf("exit %d, %q, asked by %q", code, errs, s.froms)
	}
}

func TestLiveSocketOfTheSameNameStays(t *testing.T) {
	s := newServer(t)
	s.answers = on("120 a", "ok")
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_DGRAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	taken := filepath.Join(s.dir, "notify", "a,4711_0")
	if err := unix.Bind(fd, &unix.SockaddrUnix{Name: taken}); err != nil {
		t.Fatal(err)
	}
	var out, errs strings.Builder
	w := s.world(nil, nil)
	w.out = func(b []byte) error { out.Write(b); return nil }
	w.err = func(b []byte) error { errs.Write(b); return nil }
	if code := w.control([]string{"up", "a"}); code != 0 || errs.String() != "" || s.froms[0] == "a,4711_0" || !strings.HasPrefix(s.froms[0], "a,4711_") {
		t.Errorf("exit %d, %q, asked by %q", code, errs.String(), s.froms)
	}
	if left := s.clients(); len(left) != 1 || left[0] != "a,4711_0" {
		t.Errorf("left are %q", left)
	}
}

func TestFileInTheSocketsPlaceStays(t *testing.T) {
	s := newServer(t)
	s.answers = on("120 a", "ok")
	path := filepath.Join(s.dir, "notify", "a,4711_0")
	if err := os.WriteFile(path, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code := s.world(nil, nil).control([]string{"up", "a"}); code != 0 {
		t.Errorf("exit %d", code)
	}
	if b, err := os.ReadFile(path); err != nil || string(b) != "precious" {
		t.Errorf("%q, %v", b, err)
	}
}

func TestSocketNamedForANestedLogger(t *testing.T) {
	s := newServer(t)
	s.answers = on("125 web/log", "is UP 5 0 0", "122 web/log", "RESTART web/log; ok")
	s.later = []later{after(ms, "UP web"), after(2*ms, "UP web/log")}
	if code, _, errs := s.run("restart", "web/log"); code != 0 || errs != "" || s.froms[0] != "web,log,4711_0" || s.elapsed() != 2*ms {
		t.Errorf("exit %d after %d ms, %q, asked by %q", code, s.elapsed()/ms, errs, s.froms)
	}
}

func TestSlowAnswerIsNotMistakenForAnother(t *testing.T) {
	// Two queries find the service before the request is out; the second one's
	// reply comes before the request's answer and must not stand for it.
	s := newServer(t)
	s.mkdir("web/log")
	s.cd("web")
	s.answers = on("125 web/log", "|is UP 5 0 0; is UP 5 0 0", "120 web/log", "nosuch")
	s.answers["125 web/log"] = append(s.answers["125 web/log"], "is UP 5 0 0")
	if code, _, errs := s.run("up", "./log"); code != 111 || errs != "nitroctl: can't start './log': refused by the supervisor\n" {
		t.Errorf("exit %d, %q", code, errs)
	}
}
