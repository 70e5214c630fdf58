//go:build unix && !aix

package osdep

import (
	"os"
	"strings"
	"testing"
)

func TestSocketPathFollowsTheRule(t *testing.T) {
	if _, err := os.Lstat(systemLink); err == nil {
		t.Skip("this system has a link " + systemLink)
	}
	if os.Geteuid() != 0 {
		t.Skip("needs root, to be root and somebody else")
	}
	for _, c := range []struct {
		uid         int
		env         string
		socket, dir string
	}{
		{0, "NITRO_SOCK=/x/y", "/x/y", "/etc/nitro"},
		{0, "NITRO_SOCK=x/../y", "/y", "/etc/nitro"},
		{0, "NITRO_SOCK= XDG_RUNTIME_DIR=/r XDG_CONFIG_HOME=/c", systemSocket(), "/etc/nitro"},
		{4711, "NITRO_SOCK=/x/y XDG_RUNTIME_DIR=/r XDG_CONFIG_HOME=/c", "/x/y", "/c/nitro"},
		{4711, "XDG_RUNTIME_DIR=/r TMPDIR=/t HOME=/h", "/r/nitro/nitro.sock", "/h/.config/nitro"},
		{4711, "XDG_RUNTIME_DIR= TMPDIR=/t HOME=/h XDG_CONFIG_HOME=", "/t/nitro-4711/nitro.sock", "/h/.config/nitro"},
		{4711, "HOME=/h", "/tmp/nitro-4711/nitro.sock", "/h/.config/nitro"},
		{4711, "TMPDIR=t HOME=h", "/t/nitro-4711/nitro.sock", "/h/.config/nitro"},
	} {
		a := asUser(t, c.uid, actor("paths"))
		a.Env = strings.Fields(c.env)
		if got, want := output(t, a), c.socket+" <nil>\n"+c.dir+" <nil>\n"; got != want {
			t.Errorf("%d %s: got %q, want %q", c.uid, c.env, got, want)
		}
	}
	a := asUser(t, 4711, actor("paths"))
	a.Env = []string{"NITRO_SOCK=/x"}
	if got := output(t, a); !strings.Contains(got, "neither XDG_CONFIG_HOME nor HOME is set") {
		t.Errorf("without a home: %q", got)
	}
}
