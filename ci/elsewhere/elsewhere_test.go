package elsewhere

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"nitro/ci/build"
	"nitro/ci/realtest"
)

// wasi is what node needs to run a program for wasip1: its path and arguments
// follow.
const wasi = `
const { WASI } = require('wasi')
const { readFileSync } = require('fs')
const args = process.argv.slice(1)
const system = new WASI({ version: 'preview1', args, returnOnExit: true })
WebAssembly.instantiate(readFileSync(args[0]), { wasi_snapshot_preview1: system.wasiImport })
	.then(program => { process.exitCode = system.start(program.instance) })
`

// starters are the words before a program, by GOOS.
func starters(t *testing.T) map[string][]string {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		realtest.Lack(t, "node is not installed (package nodejs)")
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	return map[string][]string{
		"js":     {filepath.Join(strings.TrimSpace(string(root)), "lib/wasm/go_js_wasm_exec")},
		"wasip1": {"node", "-e", wasi, "--"},
	}
}

var calls = []struct {
	command string
	code    int
}{
	{"nitro", 111},
	{"nitro /etc", 111},
	{"nitro -- true", 111},
	{"nitro -V", 0},
	{"nitro -h", 0},
	{"nitroctl", 111},
	{"nitroctl -t 1 up a", 111},
	{"nitroctl Shutdown", 111},
	{"nitroctl -V", 0},
	{"nitroctl -h", 0},
}

func TestProgramsSayThatThereAreNoProcesses(t *testing.T) {
	all := starters(t)
	t.Chdir("../..")
	for goos, starter := range all {
		dir, goarch := t.TempDir(), "wasm"
		if err := build.Programs(dir, &goos, &goarch); err != nil {
			t.Fatal(err)
		}
		for _, call := range calls {
			words := strings.Fields(call.command)
			name := words[0]
			words[0] = filepath.Join(dir, name)
			c := exec.Command(starter[0], append(starter[1:], words...)...)
			c.Env = append(os.Environ(), "NODE_NO_WARNINGS=1")
			var out, errs strings.Builder
			c.Stdout, c.Stderr = &out, &errs
			_ = c.Run()
			said := ""
			if call.code != 0 {
				said = name + ": this system (" + goos + "/wasm) has no processes that nitro could supervise\n"
			}
			if code := c.ProcessState.ExitCode(); code != call.code || errs.String() != said || (out.Len() > 0) != (code == 0) {
				t.Errorf("%s: %s: exit status %d, it says %q, it prints %q", goos, call.command, code, errs.String(), out.String())
			}
		}
	}
}
