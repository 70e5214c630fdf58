package mainprogram

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"nitro/ci/realtest"
)

// Without a directory no default one is read, and nothing is made anywhere: as
// many of them as one likes run beside each other.
func TestAloneTouchesNothing(t *testing.T) {
	t.Parallel()
	home := realtest.Scratch(t)
	if err := os.MkdirAll(filepath.Join(home, "nitro/web"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(home, "nitro/web/run"), []byte("#!/bin/sh\nexec sleep 1000\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	run := realtest.Scratch(t)
	o := realtest.Options{
		Args: []string{"--", realtest.Program("actor")}, UID: 1000,
		Env:        []string{"NITRO_SOCK", "XDG_CONFIG_HOME=" + home, "XDG_RUNTIME_DIR=" + run},
		NoListener: true, NoWait: true,
	}
	first, second := realtest.Start(t, nil, o), realtest.Start(t, nil, o)
	for _, n := range []*realtest.Nitro{first, second} {
		a := n.Actor("/actor")
		if own := children(n.Pid); len(own) != 1 {
			t.Errorf("nitro has the children %v", own)
		}
		a.Exit(0)
		n.ExpectEnd(0)
		if said := n.Stderr.String(); said != "" {
			t.Errorf("it said %q", said)
		}
	}
	if made, _ := os.ReadDir(run); len(made) > 0 {
		t.Errorf("it made %v", made)
	}
}

// With $NITRO_SOCK it can be controlled all the same.
func TestAloneWithASocketThatWasAskedFor(t *testing.T) {
	t.Parallel()
	n := realtest.Start(t, nil, realtest.Options{Args: []string{"--", realtest.Program("actor")}})
	n.Actor("/actor")
	if list := n.CtlOK("list"); list != "" {
		t.Errorf("there are services:\n%s", list)
	}
	n.CtlOK("Shutdown")
	n.ExpectEnd(128 + int(syscall.SIGTERM))
}

// What the command leaves behind gets SIGTERM and its time, and does not
// outlive nitro.
func TestLeftOverProcessesAreEnded(t *testing.T) {
	t.Parallel()
	for _, in := range inits(t) {
		if !in.isNitro() {
			continue
		}
		t.Run(in.name, func(t *testing.T) {
			t.Parallel()
			if !in.adoptsOrphans() {
				t.Skip(notAdopted)
			}
			n, a := in.actor(t)
			child := a.Fork(n, "child")
			child.Ignore(syscall.SIGTERM)
			a.Exit(2)
			child.AwaitSignal(syscall.SIGTERM)
			child.Exit(0)
			n.ExpectEnd(2)
		})
	}
}

func TestUsage(t *testing.T) {
	t.Parallel()
	dir := realtest.Scratch(t)
	for _, args := range [][]string{{"--"}, {dir, "--"}, {dir, dir, "--", "true"}, {"", "--", "true"}, {"-x", "--", "true"}} {
		n := realtest.Start(t, nil, realtest.Options{Args: args, NoListener: true, NoWait: true})
		n.ExpectEnd(2)
		n.Stderr.Await("usage: nitro [-hV] [DIR] [-- COMMAND [ARG...]]\n")
	}
	n := realtest.Start(t, nil, realtest.Options{Args: []string{"/nonesuch", "--", "true"}, NoListener: true, NoWait: true})
	n.ExpectEnd(111)
}
