package dialects

import (
	"strings"
	"syscall"
	"testing"
)

func TestRulesOfJanuary2024(t *testing.T) {
	t.Parallel()
	n := start(t, "january2024")
	n.Events.Expect("SETUP SYS")
	n.ExpectTold("SYS", "boot")
	n.Events.Expect("DOWN SYS", "STARTING LOG")
	n.ExpectTold("web/log", "web set up")
	n.ExpectTold("web/log", "web runs")
	n.ExpectTold("LOG", "plain runs")
	expectServices(t, n, "LOG plain web web/log")
	n.CtlOK("down", "web")
	n.ExpectTold("web/log", "web finished -1 15")
	n.CtlOK("wait-starting", "web/log")
	n.CtlOK("fast-restart", "web/log")
	if out := n.Stdout.String(); out != "" {
		t.Errorf("%q went past the loggers", out)
	}
	n.Stop()
}

func TestRelease08(t *testing.T) {
	t.Parallel()
	n := start(t, "release08")
	n.Events.Expect("SETUP SYS")
	n.ExpectTold("SYS", "db is up")
	n.ExpectTold("collector", "db runs")
	n.ExpectTold("LOG@one", "worker one in worker@")
	n.ExpectTold("LOG@two", "worker two in worker@")
	n.ExpectTold("mount", "mounted")
	n.CtlOK("wait-up", "worker@one", "worker@two", "db", "mount")
	expectServices(t, n, "LOG@collector LOG@lazy LOG@mount LOG@one LOG@two collector db lazy mount worker@one worker@two")
	n.CtlOK("up", "worker@three")
	n.ExpectTold("LOG@three", "worker three in worker@")
	if s := n.State("lazy"); s != "DOWN" {
		t.Errorf("lazy is %s, want DOWN", s)
	}
	n.CtlOK("fast-start", "lazy")
	n.CtlOK("stop", "lazy")
	if s := n.Query("lazy"); s.Status != int32(syscall.SIGHUP) {
		t.Errorf("lazy has wait status %d, want that of SIGHUP", s.Status)
	}
	n.Stop()
	n.ExpectTold("SYS", "finish 0 0 shutdown")
	n.ExpectTold("SYS", "still in charge")
	n.ExpectTold("mount", "unmounted")
	n.ExpectTold("SYS", "final shutdown")
}

func TestRunit(t *testing.T) {
	t.Parallel()
	n := start(t, "runit", "svlogd")
	current := n.Tree.Path("sshd/log/main/current")
	awaitFile(t, current, " starting sshd\n")
	expectServices(t, n, "spare sshd sshd/log")
	if s := n.State("spare"); s != "DOWN" {
		t.Errorf("spare is %s, want DOWN", s)
	}
	n.CtlOK("t", "sshd")
	n.ExpectTold("sshd", "finish -1 15")
	if got := strings.Count(awaitTwo(t, current), "starting sshd"); got < 2 {
		t.Errorf("%d starts logged, want 2", got)
	}
	n.Stop()
	for _, said := range n.ToldSoFar("sshd") {
		if !strings.HasPrefix(said, "finish ") {
			t.Errorf("sshd told %q", said)
		}
	}
}

// awaitTwo waits until a log has the second start of its service.
func awaitTwo(t *testing.T, path string) string {
	t.Helper()
	first := awaitFile(t, path, "starting sshd\n")
	end := strings.Index(first, "starting sshd\n") + len("starting sshd\n")
	return awaitFile(t, path, first[:end]+"2")
}

func TestDaemontools(t *testing.T) {
	t.Parallel()
	n := start(t, "daemontools", "multilog", "envdir")
	current := n.Tree.Path("tinydns/log/main/current")
	awaitFile(t, current, " root is /srv/dns\n")
	expectServices(t, n, "tinydns tinydns/log")
	n.Stop()
}

func TestS6(t *testing.T) {
	t.Parallel()
	n := start(t, "s6", "s6-log")
	n.ExpectTold("httpd", "ready")
	n.CtlOK("wait-up", "httpd", "httpd/log")
	awaitFile(t, n.Tree.Path("httpd/log/main/current"), " httpd runs\n")
	expectServices(t, n, "httpd httpd/log numbered")
	n.CtlOK("stop", "httpd") // its finish does not end in 500 ms
	n.ExpectTold("httpd", "got USR1")
	n.ExpectTold("httpd", "finish 0 0")
	n.CtlOK("stop", "numbered")
	if s := n.Query("numbered"); s.Status != int32(syscall.SIGTERM) {
		t.Errorf("numbered has wait status %d, want that of SIGTERM", s.Status)
	}
	n.Stop()
}
