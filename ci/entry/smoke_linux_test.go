package entry

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"nitro/ci/processors"
	"nitro/ci/realtest"
)

// The programs of every processor do all that they are there for, with each
// other: start, list, crash and come back, log, signal, template, shutdown.
func TestEveryProcessorPassesTheSmokeTest(t *testing.T) {
	t.Parallel()
	processors.Each(t, func(t *testing.T, p processors.Processor) {
		emulator, dir, wrappers := p.Emulator(t), p.Build(t), realtest.Scratch(t)
		for _, name := range []string{"nitro", "nitroctl"} {
			script := fmt.Sprintf("#!/bin/sh\nexec %s %s \"$@\"\n", strings.Join(emulator, " "), filepath.Join(dir, name))
			if err := os.WriteFile(filepath.Join(wrappers, name), []byte(script), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		r := realtest.BeginCommand(t, exec.Command("../smoke.sh", wrappers)).End()
		if r.Code != 0 {
			t.Errorf("exit status %d\n%s%s", r.Code, r.Out, r.Err)
		}
	})
}
