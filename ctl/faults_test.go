package ctl

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"nitro/ctl/wire"
	"nitro/osdep"
)

// The faults of release 0.8's client, by their numbers. C1, C8 and C9 need a
// process of its own: process_test.go. C3 and C10 are in personality_test.go.

func TestC2DownAskedOfItselfDoesNotWait(t *testing.T) {
	for _, word := range []string{"down", "d", "stop", "fast-stop"} {
		s := newServer(t)
		s.env["NITRO_SERVICE"] = "a"
		s.answers = on("121 a", "ONESHOT a; ok")
		if code, _, errs := s.run(word, "a"); code != 0 || errs != "" || s.elapsed() != 0 {
			t.Errorf("%s: exit %d after %d ms, %q", word, code, s.elapsed()/ms, errs)
		}
	}
	s := newServer(t)
	s.env["NITRO_SERVICE"] = "other"
	s.answers = on("121 a", "SHUTDOWN a; ok")
	s.later = []later{after(10*ms, "DOWN a")}
	if s.run("down", "a"); s.elapsed() != 10*ms {
		t.Errorf("asked by another service it did not wait")
	}
}

func TestC4DotInAnInstanceIsTheInstance(t *testing.T) {
	s := newServer(t)
	s.mkdir("sv/t@")
	s.cd("sv/t@")
	s.env["NITRO_SERVICE"] = "t@x"
	s.answers = on("130 t@x", "ok")
	if code, _, errs := s.run("ready", "."); code != 0 || errs != "" {
		t.Errorf("exit %d, %q", code, errs)
	}
}

func TestC5AfterTheAnswerNothingIsRead(t *testing.T) {
	s := newServer(t)
	s.answers = on("120 a", "hex 000050 000051 01000461")
	if code, out, errs := s.run("-v", "up", "a"); code != 0 || out+errs != "" {
		t.Errorf("exit %d, %q", code, out+errs)
	}
}

func TestC6EventOfAnotherServiceIsNotTaken(t *testing.T) {
	s := newServer(t)
	s.answers = on("125 ALL", "is DOWN 0 0 0")
	s.later = []later{after(ms, "UP web"), after(2*ms, "UP ALLES"), after(20*ms, "UP ALL")}
	if code, out, _ := s.run("-v", "wait-up", "ALL"); code != 0 || out != "UP ALL\n" || s.elapsed() != 20*ms {
		t.Errorf("exit %d after %d ms, %q", code, s.elapsed()/ms, out)
	}
}

func TestC7ListOfAnyLength(t *testing.T) {
	s := newServer(t)
	var names []string
	for i := range 2500 {
		names = append(names, "service-"+strings.Repeat("x", i%40)+string(rune('a'+i%26))+string(rune('a'+i/26%26))+string(rune('a'+i/676)))
	}
	slices.Sort(names)
	s.page(names, 4096)
	code, out, errs := s.run("list")
	var want strings.Builder
	for _, name := range names {
		want.WriteString("UP " + name + " (pid 1) (wstatus 0) 0s\n")
	}
	if code != 0 || errs != "" || out != want.String() {
		t.Errorf("exit %d, %d lines, %q", code, strings.Count(out, "\n"), errs)
	}
	if len(s.requests) < 30 {
		t.Errorf("only %d pages", len(s.requests))
	}
}

func TestC11SignalToAServiceWithoutAProcess(t *testing.T) {
	for _, c := range []struct {
		query string
		code  int
		err   string
	}{
		{"is DOWN 0 0 5", 1, "nitroctl: can't signal 'a': it has no process\n"},
		{"nosuch", 111, "nitroctl: no such service 'a'\n"},
	} {
		s := newServer(t)
		hup, _ := osdep.SignalByLetter('h')
		s.answers = on("129 "+string([]byte{byte(hup)})+"a", "nosuch", "125 a", c.query)
		if code, _, errs := s.run("hup", "a"); code != c.code || errs != c.err {
			t.Errorf("exit %d, %q", code, errs)
		}
	}
}

func TestC12LongDirectoryListensToAll(t *testing.T) {
	s := newServer(t)
	s.moveTo(strings.Repeat("d", 40))
	name := strings.Repeat("n", wire.MaxName)
	s.answers = on("120 "+name, "STARTING "+name+"; ok")
	s.later = []later{after(ms, "UP other"), after(2*ms, "UP "+name)}
	code, _, errs := s.run("start", name)
	if code != 0 || errs != "" || s.froms[0] != "ALL,4711_0" || s.elapsed() != 2*ms {
		t.Errorf("exit %d after %d ms, %q, asked by %q", code, s.elapsed()/ms, errs, s.froms)
	}
}

func TestC12LongerThanThatIsSaid(t *testing.T) {
	s := newServer(t)
	s.moveTo(strings.Repeat("d", osdep.MaxSocketPath-len(s.socket())-1))
	if len(s.socket()) != osdep.MaxSocketPath {
		t.Fatal(s.socket())
	}
	code, _, errs := s.run("start", "a")
	if code != 111 || !strings.Contains(errs, "path too long, the limit is 107 bytes") && !strings.Contains(errs, "path too long, the limit is 103 bytes") {
		t.Errorf("exit %d, %q", code, errs)
	}
}

func TestC13StartOnACrashLoopEndsWithT(t *testing.T) {
	s := newServer(t)
	s.answers = on("120 a", "STARTING a; ok", "125 a", "is DELAY 0 256 0")
	for at := ms; at < 10*sec; at += sec {
		s.later = append(s.later, after(at, "DOWN a"), after(at+2*ms, "STARTING a"))
	}
	code, _, errs := s.run("-t", "2.5", "start", "a")
	if code != 3 || errs != "nitroctl: action timed out\n" || s.elapsed() != 2500*ms {
		t.Errorf("exit %d after %d ms, %q", code, s.elapsed()/ms, errs)
	}
}

func TestC14Usage(t *testing.T) {
	const usage = "usage: nitroctl COMMAND [SERVICE ...]\n"
	for _, words := range []string{
		"-t nan list", "-t NaN list", "-t -1 list", "-t x list", "-t", "-t 5x list", "-x", "--nonsense", "-tv list", "-t 0x_1p0 list",
		"nonsense", "up", "pidof", "Shutdown now", "Reboot x", "info x", "events x", "LIST", "wait-fatal a", "-",
	} {
		s := newServer(t)
		if code, out, errs := s.run(strings.Fields(words)...); code != 2 || out != "" || errs != usage {
			t.Errorf("nitroctl %s: exit %d, %q, %q", words, code, out, errs)
		}
		if len(s.requests) != 0 {
			t.Errorf("nitroctl %s asked something", words)
		}
	}
	for _, words := range []string{"-h", "--help", "-vh", "-t 1 -h", "-h nonsense", "-V", "--version"} {
		s := newServer(t)
		code, out, errs := s.run(strings.Fields(words)...)
		if code != 0 || errs != "" || !strings.HasPrefix(out, "usage: nitroctl ") && out != "nitroctl devel\n"+osdep.Platform()+"\n" {
			t.Errorf("nitroctl %s: exit %d, %q, %q", words, code, out, errs)
		}
	}
}

func TestC15CheckIsAProcess(t *testing.T) {
	for query, want := range map[string]int{
		"is ONESHOT 0 0 0": 1, "is DOWN 0 0 0": 1, "is STARTING 5 0 0": 0, "is UP 5 0 0": 0, "is SHUTDOWN 5 0 0": 0,
	} {
		s := newServer(t)
		s.answers = on("125 a", query)
		if code, out, errs := s.run("check", "a"); code != want || out+errs != "" {
			t.Errorf("%s: exit %d, %q", query, code, out+errs)
		}
	}
}

// page scripts the answers to list as ours gives them.
func (s *server) page(names []string, size int) {
	after := ""
	for first := true; first || len(names) > 0; first = false {
		var b []byte
		n := 0
		for ; n < len(names); n++ {
			group := groupBytes(names[n])
			if len(b)+len(group)+wire.Header > size {
				break
			}
			b = append(b, group...)
		}
		if n < len(names) {
			b = wire.AppendPacket(b, wire.TagMore, "")
		}
		s.answers[strings.TrimSpace("124 "+after)] = []string{"hex " + hexOf(b)}
		if n > 0 {
			after = names[n-1]
		}
		names = names[n:]
	}
}

func groupBytes(name string) []byte {
	b := wire.AppendOpen(nil, wire.TagService)
	b = wire.AppendName(b, name)
	b = append(b, statusBytes("UP", "1", "0", "0")...)
	return wire.AppendClose(b, wire.TagService)
}

func hexOf(b []byte) string {
	const digits = "0123456789abcdef"
	var text []byte
	for _, c := range b {
		text = append(text, digits[c>>4], digits[c&15])
	}
	return string(text)
}

func (s *server) mkdir(path string) {
	s.t.Helper()
	if err := os.MkdirAll(filepath.Join(s.dir, path), 0o755); err != nil {
		s.t.Fatal(err)
	}
}

// cd is cd of a shell, which sets PWD.
func (s *server) cd(path string) {
	s.t.Helper()
	full := filepath.Join(s.dir, path)
	s.t.Chdir(full)
	s.env["PWD"] = full
}

// moveTo makes the socket's directory one with a longer path.
func (s *server) moveTo(dir string) {
	s.t.Helper()
	s.vanish()
	s.dir = filepath.Join(s.dir, dir)
	s.mkdir("notify")
	s.listen()
}
