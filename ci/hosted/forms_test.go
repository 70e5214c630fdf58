package hosted

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const examples = pageDir + "/examples/"

// files are the examples of a directory, which has some.
func files(t *testing.T, dir string) (all []string) {
	t.Helper()
	entries, err := os.ReadDir(examples + dir)
	if err != nil || len(entries) == 0 {
		t.Fatalf("no examples in %s: %v", dir, err)
	}
	for _, e := range entries {
		if !e.IsDir() {
			all = append(all, examples+dir+"/"+e.Name())
		}
	}
	return all
}

// systemsOfScripts have a script for a shell.
var systemsOfScripts = []string{"freebsd", "openbsd", "netbsd", "openrc", "runit", "s6"}

func TestScriptsAreExecutableAndShellsReadThem(t *testing.T) {
	for _, dir := range systemsOfScripts {
		for _, file := range files(t, dir) {
			if filepath.Base(file) == "ttys" {
				continue
			}
			if i, err := os.Stat(file); err != nil || i.Mode()&0o111 != 0o111 {
				t.Errorf("%s cannot be executed: %v %v", file, i, err)
			}
			if out, err := exec.Command("sh", "-n", file).CombinedOutput(); err != nil {
				t.Errorf("sh -n %s: %v\n%s", file, err, out)
			}
		}
	}
}

func TestPageNamesEachFile(t *testing.T) {
	text := strings.Join(page(t), "\n")
	for _, dir := range append(systemsOfScripts, "launchd", "systemd", "systemd/user", "cron") {
		for _, file := range files(t, dir) {
			file = "examples/" + strings.TrimPrefix(file, examples)
			if !strings.Contains(text, file) && !strings.Contains(text, "cp -R "+filepath.Dir(file)+" ") {
				t.Errorf("the page does not say where %s goes", file)
			}
		}
	}
}
