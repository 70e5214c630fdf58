package hosted

import (
	"strings"
	"testing"
)

func TestSystemdFindsNoFaultInTheFiles(t *testing.T) {
	t.Parallel()
	m := boot(t, "", "tini", "--", "tail", "-f", "/dev/null")
	m.run(0, "root", "mkdir -p /run/user/4000 && chown 4000:4000 /run/user/4000")
	for user, command := range map[string]string{
		"root":  "systemd-analyze verify --man=no examples/systemd/nitro.service 2>&1",
		"alice": "systemd-analyze --user verify --man=no examples/systemd/user/nitro.service 2>&1",
	} {
		if out := m.run(0, user, command); out != "" {
			t.Errorf("%s says\n%s", command, out)
		}
	}
}

// A start that is refused, because somebody has started nitro by hand, must
// not take the socket away from that one.
func TestSystemdLeavesTheSocketOfAnotherNitroAlone(t *testing.T) {
	t.Parallel()
	h := systemdOfTheMachine(t)
	h.run(0, "root", "setsid nitro </dev/null >/dev/null 2>&1 &")
	pid := h.awaitUp("")
	h.script("root", setUp(t, h.section)).Run() // it may hear of the end or not
	h.expectLook("Active: failed")
	if now := value(h.run(0, "root", "nitroctl info"), "nitro_pid"); now != pid {
		t.Errorf("the nitro at the socket was %s and is %s", pid, now)
	}
}

// As plain "nitro", the directories for runit and s6 are for whoever runs the
// supervisor.
func TestPlainDirectoryIsThatOfWhoeverSupervises(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, supervise string }{
		{"runit", "runsv ~/nitro"}, {"s6", "s6-supervise ~/nitro"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := boot(t, "", "tini", "--", "tail", "-f", "/dev/null")
			h := newParent(m, parent{section: c.name, user: "alice", admin: "alice", socket: "/tmp/nitro-4000/nitro.sock"})
			m.run(0, "alice", "cp -R examples/"+c.name+" ~/nitro; "+c.supervise+" </dev/null >/dev/null 2>&1 &")
			h.awaitUp("")
			h.expectServices()
		})
	}
}

// What /etc/ttys has FreeBSD's init do works here, too: the command, cut at
// blanks, with the line's first word as last argument, an environment of TERM
// alone, and no descriptors from 0 to 2.
func TestTtysLineAsInitExecutesIt(t *testing.T) {
	t.Parallel()
	var name, command string
	for line := range strings.Lines(readFile(t, examples+"freebsd/ttys")) {
		if f := strings.Split(line, `"`); !strings.HasPrefix(line, "#") && len(f) == 3 && f[2] == " dumb on\n" {
			name, command = strings.TrimSpace(f[0]), f[1]
		}
	}
	if name == "" {
		t.Fatal("no line in the file")
	}
	m := boot(t, "", "tini", "--", "tail", "-f", "/dev/null")
	h := newParent(m, parent{section: "systemd", user: "root", admin: "root", socket: "/run/nitro/nitro.sock"})
	m.run(0, "root", "mv /usr/sbin/nitro /usr/local/sbin; mv /usr/bin/nitroctl /usr/local/bin")
	m.run(0, "root", "env -i TERM=dumb setsid "+command+" "+name+" <&- >&- 2>&- &")
	h.awaitUp("")
	h.expectServices()
}
