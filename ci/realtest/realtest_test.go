package realtest

import (
	"syscall"
	"testing"

	"nitro/osdep/host"
)

func TestMain(m *testing.M) { Main(m) }

func TestAnActorPlaysAServiceAndItsLogger(t *testing.T) {
	t.Parallel()
	tree := NewTree(t, `
		web/run
		web/finish
		web/log -> ../weblog
		weblog/run
	`)
	n := Start(t, tree, Options{})
	logger := n.Actor("weblog/run").Listen()
	web := n.Actor("web/run")
	web.Write(1, "hello\n")
	logger.AwaitLine("hello")
	n.Events.ExpectOf("web", "STARTING")
	web.Exit(3)
	finish := n.Actor("web/finish")
	if len(finish.Args) != 2 || finish.Args[0] != "3" || finish.Args[1] != "0" {
		t.Errorf("finish got %q, want 3 0", finish.Args)
	}
	finish.Write(1, "bye\n")
	logger.AwaitLine("bye")
	finish.Exit(0)
	n.Events.ExpectOf("web", "STARTING", "DOWN")
	second := n.Actor("web/run")
	child := second.Fork(n, "child")
	if child.Parent != second.Pid {
		t.Errorf("the child's parent is %d, want %d", child.Parent, second.Pid)
	}
	if left := n.Leftovers(); host.Linux && len(left) != 3 {
		t.Errorf("processes %v, want those of weblog, web and its child", left)
	}
	n.CtlOK("q", "web")
	second.AwaitSignal(syscall.SIGQUIT)
	second.AwaitGone()
	if got := n.Actor("web/finish").Args[1]; got != "3" {
		t.Errorf("finish got signal %s, want 3", got)
	}
}

func TestAShellScriptTells(t *testing.T) {
	t.Parallel()
	n := Start(t, NewTree(t, `
		a/setup: tell setup "$@"
		a/run:
			tell run $NITRO_SERVICE
			exec sleep 1000
	`), Options{})
	n.ExpectTold("a", "setup")
	n.ExpectTold("a", "run a")
	n.Events.Expect("SETUP a", "STARTING a")
	n.Quiet()
	n.Stop()
}
