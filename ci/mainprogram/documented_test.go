package mainprogram

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nitro/ci/realtest"
)

// behaviour is what an init of containers promises of a command that runs and
// ends: its status and, word for word, what it writes.
type behaviour struct {
	claim   string
	command []string
	change  func(t *testing.T, o *realtest.Options)
	status  int
	out     string
	silent  bool // nothing at all on standard error
}

var behaviours = []behaviour{
	{claim: "success is 0", command: shell("exit 0"), silent: true},
	{claim: "the exit status is the command's", command: shell("exit 42"), status: 42, silent: true},
	{claim: "up to 255", command: shell("exit 255"), status: 255, silent: true},
	{claim: "SIGTERM is 143", command: shell("kill -TERM $$"), status: 143, silent: true},
	{claim: "SIGKILL is 137", command: shell("kill -KILL $$"), status: 137, silent: true},
	{claim: "SIGSEGV is 139", command: shell("ulimit -c 0; kill -SEGV $$"), status: 139, silent: true},
	{claim: "a real-time signal is 128 and its number", command: shell("kill -40 $$"), status: 168, silent: true},
	{claim: "not found is 127", command: []string{"nonesuch-command"}, status: 127},
	{claim: "a path that is not there is 127", command: []string{"/nonesuch/command"}, status: 127},
	{claim: "not executable is 126", command: []string{"/etc/passwd"}, status: 126},
	{claim: "a directory is 126", command: []string{"/etc"}, status: 126},
	{claim: "the command is looked up along PATH", command: []string{"echo", "found"}, out: "found\n", silent: true},
	{
		claim: "what is in PATH and not executable does not hide what is", command: []string{"command-of-test"},
		change: func(t *testing.T, o *realtest.Options) {
			hidden := scratchFile(t, "command-of-test", "", 0o644)
			real := scratchFile(t, "command-of-test", "#!/bin/sh\necho real\n", 0o755)
			o.Env = append(o.Env, "PATH="+filepath.Dir(hidden)+":"+filepath.Dir(real)+":/bin")
		},
		out: "real\n", silent: true,
	},
	{
		claim: "a script without #! is the shell's", command: []string{"command-of-test", "an argument"},
		change: func(t *testing.T, o *realtest.Options) {
			script := scratchFile(t, "command-of-test", "echo \"script with $1\"\n", 0o755)
			o.Env = append(o.Env, "PATH="+filepath.Dir(script)+":/bin")
		},
		out: "script with an argument\n", silent: true,
	},
	{
		claim: "a relative path is relative to the working directory", command: []string{"./command-of-test"},
		change: func(t *testing.T, o *realtest.Options) {
			o.Cwd = filepath.Dir(scratchFile(t, "command-of-test", "#!/bin/sh\nbasename \"$PWD/x\"\n", 0o755))
		},
		out: "x\n", silent: true,
	},
	{
		claim: "arguments arrive as they are", command: shell(`printf '<%s>' "$@"`, "a b", "", "--", "-h", "*"),
		out: "<a b><><--><-h><*>", silent: true,
	},
	{
		claim: "standard input is passed on", command: []string{"cat"},
		change: func(t *testing.T, o *realtest.Options) { o.Stdin = pipeWith(t, "input\n") },
		out:    "input\n", silent: true,
	},
	{
		claim: "and so is every other descriptor, under its number", command: shell("cat <&3; cat <&5"),
		change: func(t *testing.T, o *realtest.Options) {
			o.Files = []*os.File{pipeWith(t, "three\n"), pipeWith(t, "four\n"), pipeWith(t, "five\n")}
		},
		out: "three\nfive\n", silent: true,
	},
	{
		claim: "no descriptor is added", command: shell("ls /proc/self/fd | tr '\\n' ' '"), // 3 is that of ls
		out: "0 1 2 3 ", silent: true,
	},
	{
		claim: "the environment is passed on", command: []string{"env"},
		change: func(_ *testing.T, o *realtest.Options) {
			o.Wrap = append(o.Wrap, "env", "-i", "A=1", "EMPTY=", "PATH=/bin:/usr/bin", "HOME=/nowhere")
		},
		out: "A=1\nEMPTY=\nPATH=/bin:/usr/bin\nHOME=/nowhere\n", silent: true,
	},
	{
		claim: "the working directory is kept", command: []string{"pwd"},
		change: func(_ *testing.T, o *realtest.Options) { o.Cwd = "/usr/share" },
		out:    "/usr/share\n", silent: true,
	},
	{
		claim: "the soft limit on open files is kept", command: shell("ulimit -Sn"),
		change: func(_ *testing.T, o *realtest.Options) {
			o.Wrap = append(o.Wrap, "/bin/sh", "-c", `ulimit -Sn 321; exec "$@"`, "sh")
		},
		out: "321\n", silent: true,
	},
	{
		claim: "no signal is blocked, none is ignored", command: shell("grep -E '^Sig(Blk|Ign)' /proc/self/status | tr -d '\\t\\n'"),
		out: "SigBlk:0000000000000000SigIgn:0000000000000000", silent: true,
	},
	{
		claim:   "the command is the leader of a process group of its own, in the same session",
		command: shell(`read -r pid _ _ _ group session _ </proc/self/stat; [ "$group" = "$pid" ] && [ "$session" != "$pid" ]; echo $?`),
		out:     "0\n", silent: true,
	},
	{
		claim:   "orphans do not disturb it", // they end before it and after it
		command: shell("for i in 1 2 3 4 5 6 7 8 9; do (true & true & (true &) ); done; exit 9"),
		status:  9, silent: true,
	},
}

func shell(script string, args ...string) []string {
	return append([]string{"/bin/sh", "-c", script, "sh"}, args...)
}

func pipeWith(t *testing.T, text string) *os.File {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	w.WriteString(text)
	w.Close()
	return r
}

// TestDocumentedBehaviour tries each promise with each init.
func TestDocumentedBehaviour(t *testing.T) {
	t.Parallel()
	for _, b := range behaviours {
		t.Run(b.claim, func(t *testing.T) {
			eachInit(t, func(t *testing.T, in initProgram) { b.try(t, in) })
		})
	}
}

func (b *behaviour) try(t *testing.T, in initProgram) {
	o := in.options(b.command...)
	if b.change != nil {
		b.change(t, &o)
	}
	n := in.start(t, o)
	n.ExpectEnd(b.status)
	if out := n.Stdout.String(); out != b.out {
		t.Errorf("it wrote %q, want %q", out, b.out)
	}
	said := n.Stderr.String()
	if b.silent && said != "" {
		t.Errorf("it said %q", said)
	}
	if !b.silent && !strings.Contains(said, b.command[0]) {
		t.Errorf("it does not say what went wrong: %q", said)
	}
}

// Orphans become the init's children, and are reaped when they end, while the
// command lives on.
func TestOrphansAreReaped(t *testing.T) {
	t.Parallel()
	eachInit(t, func(t *testing.T, in initProgram) {
		if !in.adoptsOrphans() {
			t.Skip(notAdopted)
		}
		n, a := in.actor(t)
		middle := a.Fork(n, "middle")
		orphan := middle.Fork(n, "orphan")
		middle.Exit(0)
		awaitChildren(t, n.Pid, 2)
		orphan.Exit(7)
		awaitChildren(t, n.Pid, 1)
		a.Exit(5)
		n.ExpectEnd(5)
	})
}

// awaitChildren waits until a process has that many children, dead ones that
// were not reaped included. Nothing tells of it, so it is looked for.
func awaitChildren(t *testing.T, pid, want int) {
	t.Helper()
	over := time.After(realtest.Bound)
	for {
		all := children(pid)
		if len(all) == want {
			return
		}
		select {
		case <-over:
			t.Fatalf("the children are %v, want %d", all, want)
		case <-time.After(time.Millisecond):
		}
	}
}

func children(pid int) (all []string) {
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, task := range tasks {
		text, _ := os.ReadFile(task)
		all = append(all, strings.Fields(string(text))...)
	}
	return all
}
