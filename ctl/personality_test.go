package ctl

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"nitro/osdep"
)

func TestPersonalities(t *testing.T) {
	for name, want := range map[string]personality{
		"nitroctl": asNitroctl, "/usr/bin/nitroctl": asNitroctl, "": asNitroctl, "init.sh": asNitroctl, "reboots": asNitroctl,
		"init": asInit, "/sbin/init": asInit, "telinit": asInit, "/sbin/halt": asHalt, "poweroff": asPoweroff, "nitro-reboot": asReboot,
	} {
		if got := personalityOf(name); got != want {
			t.Errorf("%q is %v, want %v", name, got, want)
		}
	}
}

// machine records what would have been done to this one.
type machine struct {
	did      []string
	out, err bytes.Buffer
	fails    error
}

func (m *machine) world() *world {
	do := func(what string) { m.did = append(m.did, what) }
	return &world{
		out: func(b []byte) error { m.out.Write(b); return nil },
		err: func(b []byte) error { m.err.Write(b); return nil },
		power: power{
			act:    func(a osdep.PowerAction) error { do(powerNames[a]); return m.fails },
			sync:   func() { do("sync") },
			record: func(r osdep.LoginRecord) error { do(fmt.Sprint("record ", r)); return m.fails },
		},
	}
}

var powerNames = map[osdep.PowerAction]string{
	osdep.PowerReboot: "reboot(2)", osdep.PowerHalt: "halt(2)", osdep.PowerOff: "poweroff(2)",
}

func (m *machine) control(words []string) int {
	m.did = append(m.did, "nitroctl "+strings.Join(words, " "))
	return 0
}

func TestC3InitAsksForWhatItsArgumentSays(t *testing.T) {
	for words, want := range map[string]string{
		"0": "nitroctl Shutdown", "6": "nitroctl Reboot", "q": "nitroctl rescan",
		"-t 5 6": "nitroctl Reboot", "-t5 0": "nitroctl Shutdown", "-e A=b q": "nitroctl rescan", "-- q": "nitroctl rescan",
		"": "", "3": "", "Q": "", "s": "", "06": "", "0 6": "", "-x 0": "", "-t": "", "reboot": "",
	} {
		var m machine
		code := m.world().init(strings.Fields(words), m.control)
		if got := strings.Join(m.did, "; "); got != want {
			t.Errorf("init %s: %q, want %q", words, got, want)
		}
		if want == "" && (code != 2 || m.err.String() != "usage: init 0|6|q\n") {
			t.Errorf("init %s: exit %d, %q", words, code, m.err.String())
		}
	}
}

func TestC3InitOnTheWire(t *testing.T) {
	for word, want := range map[string][]byte{"0": {0, 0, 127}, "6": {0, 0, 128}, "q": {0, 0, 126}} {
		s := newServer(t)
		s.answers = on("126", "ok", "127", "ok", "128", "ok")
		w := s.world(nil, nil)
		if code := w.init([]string{word}, w.control); code != 0 || len(s.requests) != 1 || !bytes.Equal(s.requests[0], want) {
			t.Errorf("init %s: exit %d, % x", word, code, s.requests)
		}
	}
}

func TestC10HaltFamily(t *testing.T) {
	const usage = "usage"
	for _, c := range []struct{ line, want string }{
		{"halt", "nitroctl Shutdown"},
		{"poweroff", "nitroctl Shutdown"},
		{"reboot", "nitroctl Reboot"},
		{"halt -p", "nitroctl Shutdown"},
		{"poweroff -p", "nitroctl Shutdown"},
		{"reboot -d", "nitroctl Reboot"},
		{"reboot -d -i -n -k", "nitroctl Reboot"},
		{"halt -dihn", "nitroctl Shutdown"},
		{"halt -f", "sync; halt(2)"},
		{"halt -fp", "sync; poweroff(2)"},
		{"halt -p -f", "sync; poweroff(2)"},
		{"poweroff -f", "sync; poweroff(2)"},
		{"poweroff -d -f", "sync; poweroff(2)"},
		{"reboot -f", "sync; reboot(2)"},
		{"reboot -pf", "sync; reboot(2)"},
		{"reboot -nf", "reboot(2)"},
		{"halt -w", "record 2"},
		{"reboot -w", "record 2"},
		{"reboot -f -w", "record 2"},
		{"poweroff -B", "record 1"},
		{"halt -x", usage},
		{"halt now", usage},
		{"reboot -", usage},
		{"poweroff --force", usage},
	} {
		words := strings.Fields(c.line)
		var m machine
		code := m.world().halt(personalityOf(words[0]), words[1:], m.control)
		if c.want == usage {
			if code != 2 || len(m.did) != 0 || !strings.HasPrefix(m.err.String(), "usage: "+words[0]) {
				t.Errorf("%s: exit %d, did %q, %q", c.line, code, m.did, m.err.String())
			}
			continue
		}
		if got := strings.Join(m.did, "; "); got != c.want || code != 0 {
			t.Errorf("%s: exit %d, did %q, want %q", c.line, code, got, c.want)
		}
	}
}

func TestHaltSaysWhatFails(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{"halt -f", "halt: can't end the machine: no such file\n"},
		{"reboot -w", "reboot: no such file\n"},
	} {
		words := strings.Fields(c.line)
		m := machine{fails: osdep.ErrAbsent}
		if code := m.world().halt(personalityOf(words[0]), words[1:], m.control); code != 111 || m.err.String() != c.want {
			t.Errorf("%s: exit %d, %q", c.line, code, m.err.String())
		}
	}
}

func TestHelpOfThePersonalities(t *testing.T) {
	for _, role := range []personality{asHalt, asPoweroff, asReboot} {
		var m machine
		if code := m.world().halt(role, []string{"--help"}, m.control); code != 0 || len(m.did) != 0 || !strings.HasPrefix(m.out.String(), "usage: "+role.String()) {
			t.Errorf("%v --help: exit %d, %q, %q", role, code, m.did, m.out.String())
		}
	}
	var m machine
	if code := m.world().init([]string{"--help"}, m.control); code != 0 || m.out.String() != initUsage {
		t.Errorf("init --help: exit %d, %q", code, m.out.String())
	}
}

func TestWhereInitLooksForNitro(t *testing.T) {
	dir := t.TempDir()
	link := filepath.Join(dir, "init")
	if err := os.Symlink("/dev/null", link); err != nil {
		t.Fatal(err)
	}
	got := nitroPlaces("/a::rel:/b", link)
	if want := []string{"/a/nitro", "/b/nitro", dir + "/nitro", "/dev/nitro"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := nitroPlaces("", "init"); len(got) < 4 || !slices.Contains(got, "/sbin/nitro") || !slices.Contains(got, "/usr/bin/nitro") {
		t.Errorf("without PATH %q", got)
	}
}

func TestWhatInitExecutesInANeed(t *testing.T) {
	dir := t.TempDir()
	got := fmt.Sprint(rescuePlaces([]string{"quiet", "/no/such", dir, "/"}))
	want := fmt.Sprintf("[{%s %s/SYS/fatal} {/etc/nitro /etc/nitro/SYS/fatal} {/ /sbin/sulogin} {/ /bin/sh}]", dir, dir)
	if got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
