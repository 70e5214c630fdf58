package container

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

const example = repository + "/cmd/nitro/examples/container/"

func TestWorkedExample(t *testing.T) {
	t.Parallel()
	needRunc(t)
	for _, writable := range []bool{false, true} {
		t.Run(map[bool]string{false: "docker run --read-only", true: "docker run"}[writable], func(t *testing.T) {
			t.Parallel()
			i := buildImage(t, example+"Dockerfile")
			i.options.writable = writable
			c := i.bundle.start(t, i.options)
			c.awaitSocket(strings.TrimPrefix(i.options.env[0], "NITRO_SOCK="))
			c.ctl("wait-up", "web")
			if r := c.exec(i.health...); r.Code != 0 {
				t.Errorf("the health check says %d, %q", r.Code, r.Err)
			}
			if out := c.ctl("list"); !regexp.MustCompile(`^ONESHOT page .*\nUP web \(pid \d+\) .*\n$`).MatchString(out) {
				t.Errorf("nitroctl list printed %q", out)
			}
			if out := c.execOK("busybox", "wget", "-qO-", "http://127.0.0.1:8080/"); !strings.Contains(out, "Made by page on runc.") {
				t.Errorf("the page is %q", out)
			}
			c.ctl("stop", "web")
			if r := c.exec(i.health...); r.Code != 1 {
				t.Errorf("without its service the health check says %d, %q", r.Code, r.Err)
			}
			c.stop()
		})
	}
}

// The image's Go must be new enough for the module.
func TestExampleNamesTheModulesGo(t *testing.T) {
	t.Parallel()
	module, err := os.ReadFile(repository + "/go.mod")
	if err != nil {
		t.Fatal(err)
	}
	dockerfile, err := os.ReadFile(example + "Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	wants := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindSubmatch(module)
	has := regexp.MustCompile(`(?m)^FROM golang:(\d+\.\d+)`).FindSubmatch(dockerfile)
	if wants == nil || has == nil || string(wants[1]) != string(has[1]) {
		t.Errorf("go.mod says %s, the Dockerfile %s", wants, has)
	}
}
