package ctl

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nitro/osdep"
)

func TestOrdinaryUserFallsBackToTheSystem(t *testing.T) {
	dir := t.TempDir()
	uid := os.Geteuid()
	make := func(path string) string {
		path = filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	own, system := make("own/nitro.sock"), make("system/nitro.sock")
	none, noSystem := filepath.Join(dir, "none/nitro.sock"), filepath.Join(dir, "no/nitro.sock")
	for _, c := range []struct{ name, own, system, want string }{
		{"both", own, system, own},
		{"no own", none, system, system},
		{"neither", none, noSystem, none},
		{"own only", own, noSystem, own},
		{"the same", none, none, none},
	} {
		if got, err := chooseSocket(c.own, c.system, uid); err != nil || got != c.want {
			t.Errorf("%s: %q, %v, want %q", c.name, got, err, c.want)
		}
	}
	if got, err := chooseSocket(own, system, uid+1); err == nil || !strings.Contains(err.Error(), "belongs to somebody else") {
		t.Errorf("somebody else's directory was used: %q, %v", got, err)
	}
}

func TestSocketPathThatIsTooLong(t *testing.T) {
	s := newServer(t)
	long := "/" + strings.Repeat("x", osdep.MaxSocketPath)
	w := s.world(nil, nil)
	var errs strings.Builder
	w.err = func(b []byte) error { errs.Write(b); return nil }
	w.socket = func() (string, error) { return long, nil }
	if code := w.control([]string{"list"}); code != 111 || !strings.Contains(errs.String(), "path too long, the limit is 10") {
		t.Errorf("exit %d, %q", code, errs.String())
	}
}

func TestBrokenOutput(t *testing.T) {
	s := newServer(t)
	s.answers = on("124", "hex "+hexOf(groupBytes("a")))
	var errs strings.Builder
	w := s.world(nil, nil)
	w.err = func(b []byte) error { errs.Write(b); return nil }
	w.out = func([]byte) error { return osdep.ErrTooLong }
	if code := w.control([]string{"list"}); code != 111 || errs.String() != "nitroctl: can't write to standard output: too long\n" {
		t.Errorf("exit %d, %q", code, errs.String())
	}
}
