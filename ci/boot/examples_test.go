//go:build boot

package boot

import (
	"strings"
	"testing"
	"time"
)

const examples = "../../cmd/nitro/examples/"

// The example trees start as they are. Somebody at the serial line logs in,
// looks around, and switches the machine off.

func TestTheBuildrootExampleStarts(t *testing.T) {
	each(t, func(t *testing.T, a Arch) {
		m := Start(t, a, Image{
			Files: map[string]string{"": examples + "buildroot"},
			Root: `
				etc/nitro/hello/run:
					echo "hello from a service"
					exec sleep 1000
			`,
		}, Options{})
		m.logIn("board")
		m.expectAllUp("getty@"+a.Serial, "hello", "klogd", "syslogd")
		m.awaitCommand("logread", "nitro: hello from a service")
		m.powerOff()
		m.noComplaints()
	})
}

func TestTheAlpineExampleStarts(t *testing.T) {
	each(t, func(t *testing.T, a Arch) {
		m := Start(t, a, Image{
			Files: map[string]string{"": examples + "alpine"},
			Root: `
				etc/nitro/getty@` + a.Serial + ` -> getty@
				etc/nitro/hello/run:
					echo "hello from a service"
					exec sleep 1000
				var/log/wtmp = ""
				var/run -> ../run
				etc/network/if-pre-up.d/
				etc/network/if-up.d/
				etc/network/if-down.d/
				etc/network/if-post-down.d/
			`,
		}, Options{})
		m.logIn("alpine")
		m.expectAllUp("LOG", "crond", "getty@"+a.Serial, "hello", "httpd", "network", "syslogd")
		m.awaitCommand("cat /var/log/messages", "services: hello from a service")
		m.awaitCommand("grep -q reboot /var/log/wtmp && echo it is w''ritten", "it is written\n")
		m.awaitCommand("wget -q -O - http://127.0.0.1/", "It runs")
		m.powerOff()
		m.noComplaints()
	})
}

// logIn answers the login on the serial line.
func (m *Machine) logIn(host string) {
	m.t.Helper()
	m.Await(host + " login: ")
	m.Type("root\r")
	m.Answer("# ")
}

// expectAllUp wants these services, and none that has failed.
func (m *Machine) expectAllUp(names ...string) {
	m.t.Helper()
	for _, name := range names {
		m.awaitCommand("nitroctl list "+name, " "+name+" ")
		m.awaitCommand("nitroctl -t 60 wait-up "+name+" && echo all is we''ll", "all is well\n")
	}
	m.Type("nitroctl; echo that is a''ll\r")
	m.Answer("that is all\n")
	list := m.Transcript()[m.typed:]
	for _, state := range []string{"DOWN", "FATAL", "DELAY", "SETUP", "STARTING"} {
		if strings.Contains(list, state+" ") {
			m.t.Errorf("a service is %s:\n%s", state, list)
		}
	}
}

// awaitCommand gives a command to the shell again and again, until it has said
// text, which must not be part of the command.
func (m *Machine) awaitCommand(command, text string) {
	m.t.Helper()
	for end := time.Now().Add(Bound); time.Now().Before(end); {
		m.Type(command + "; echo do''ne\r")
		m.Answer("done\n")
		said := m.Transcript()[m.typed:]
		if strings.Contains(said, text) || strings.Contains(mended(said), text) {
			return
		}
	}
	m.t.Fatalf("%s does not say %q\n%s", command, text, m.tail())
}

// powerOff types that, as root's shell runs on the terminal, with its path:
// the shell of Debian's busybox prefers the program of that name in itself. The
// shell is not waited for.
func (m *Machine) powerOff() {
	m.t.Helper()
	m.Type("/sbin/poweroff\r")
	m.AwaitPowerOff()
	m.says("nitro: shutting down", "nitro: powering the machine off")
	m.never("waiting for getty@")
}

// noComplaints wants nothing to have been wrong with the scripts.
func (m *Machine) noComplaints() {
	m.t.Helper()
	for _, text := range []string{"can't ", "not found", "o such file", "nvalid", "ailed", "exited with", "was killed"} {
		for line := range strings.Lines(m.Transcript()) {
			if strings.Contains(line, text) && !strings.HasPrefix(line, "[") && !strings.Contains(line, " kernel: [") {
				m.t.Errorf("a complaint: %s", line)
			}
		}
	}
}
