package ctl

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestTargets(t *testing.T) {
	s := newServer(t)
	for _, dir := range []string{"sv/web/log", "sv/t@/log", "sv/x@y/log", "sv/weblog", "sv/deep/er", "real"} {
		s.mkdir(dir)
	}
	for link, target := range map[string]string{
		"sv/t@i": "t@", "sv/old": "web", "sv/dead": "nowhere", "away": "sv", "sv/deep/log": "../weblog",
	} {
		if err := os.Symlink(target, filepath.Join(s.dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name, cd, self, argument string
		want                     string // the names; "!" and a path for none
	}{
		{"a name", "sv", "", "nosuchfile", "nosuchfile"},
		{"a name that is a file as well", "sv", "", "web", "web"},
		{"a name with a slash", "sv", "", "web/", "web"},
		{"the directory", "sv/web", "", ".", "web"},
		{"the directory, twice said", "sv/web", "", "././", "web"},
		{"the parent", "sv/deep/er", "", "..", "deep"},
		{"a sibling", "sv/web", "", "../weblog", "weblog"},
		{"an absolute path", "sv", "", "/dev/null", "null"},
		{"an absolute path with crumbs", "sv", "", "//dev/./x/..//null/", "null"},
		{"a link is not looked through", "sv", "", "./old", "old"},
		{"nor one that leads nowhere", "sv", "", "./dead", "dead"},
		{"nor one on the way", ".", "", "away/web", "web"},
		{"PWD tells which link was taken", "sv/old", "", ".", "old"},
		{"an instance by its link", "sv/t@i", "", ".", "t@i"},
		{"no such path", "sv", "", "./nosuch", "!sv/nosuch"},
		{"no such path above", "sv/web", "", "../nosuch", "!sv/nosuch"},
		{"a template's script means its instance", "sv/t@", "t@x", ".", "t@x"},
		{"also by the whole path", "sv", "t@x", "./t@", "t@x"},
		{"another service's script does not", "sv/t@", "web", ".", "t@"},
		{"nor an instance of another template", "sv/t@", "tt@x", ".", "t@"},
		{"a nested logger's script means it", "sv/web/log", "web/log", ".", "web/log"},
		{"that of an instance too", "sv/t@/log", "t@x/log", ".", "t@x/log"},
		{"a real directory with an @", "sv/x@y/log", "x@y/log", ".", "x@y/log"},
		{"a nested logger by its name", "sv", "", "web/log", "web/log log"},
		{"a nested logger by its name, elsewhere", "real", "", "web/log", "web/log"},
		{"a nested logger from within the service", "sv/web", "", "./log", "web/log log"},
		{"a nested logger from within itself", "sv/web/log", "", ".", "web/log log"},
		{"a link of that name", "sv/deep", "", "./log", "deep/log log"},
		{"the bare word log", "sv/web", "", "log", "log"},
		{"a service called log", "real", "", "log", "log"},
		{"the root", "sv", "", "/", ""},
		{"nothing", "sv", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s.cd(c.cd)
			s.env["NITRO_SERVICE"] = c.self
			tr := tree{getenv: func(key string) string { return s.env[key] }}
			got := tr.target(c.argument)
			if path, none := strings.CutPrefix(c.want, "!"); none {
				if want := filepath.Join(s.dir, path) + ": No such file or directory"; len(got.names) != 0 || got.missing != want {
					t.Errorf("names %q, missing %q, want %q", got.names, got.missing, want)
				}
				return
			}
			if !slices.Equal(got.names, strings.Fields(c.want)) {
				t.Errorf("names %q, want %q", got.names, c.want)
			}
		})
	}
}

func TestPWDOfAnotherDirectoryIsNotBelieved(t *testing.T) {
	s := newServer(t)
	s.mkdir("sv/web")
	s.mkdir("sv/other")
	s.cd("sv/web")
	for _, pwd := range []string{"", "relative", "/nonexistent", filepath.Join(s.dir, "sv/other")} {
		tr := tree{getenv: func(string) string { return pwd }}
		if got := tr.target("."); !slices.Equal(got.names, []string{"web"}) {
			t.Errorf("PWD=%q: %q", pwd, got.names)
		}
	}
}

func TestPathThatDoesNotExist(t *testing.T) {
	s := newServer(t)
	want := "nitroctl: no such service: " + s.dir + "/nosuch: No such file or directory\n" +
		"nitroctl: no such service: /no/such/path: No such file or directory\n"
	s.cd(".")
	code, out, errs := s.run("up", "./nosuch", "/no/such/path")
	if code != 111 || out != "" || errs != want || len(s.requests) != 0 {
		t.Errorf("exit %d, %q, want %q", code, out+errs, want)
	}
}

func TestNestedLoggerThatTheSupervisorKnows(t *testing.T) {
	s := newServer(t)
	s.cd(".")
	s.answers = on("125 web/log", "is UP 5 0 0", "120 web/log", "UP web/log; ok")
	if code, _, errs := s.run("start", "web/log"); code != 0 || errs != "" {
		t.Errorf("exit %d, %q", code, errs)
	}
	s.answers = on("125 web/log", "nosuch")
	code, _, errs := s.run("start", "web/log")
	if want := "nitroctl: no such service: " + s.dir + "/web/log: No such file or directory\n"; code != 111 || errs != want {
		t.Errorf("exit %d, %q, want %q", code, errs, want)
	}
}

func TestLinkCalledLogIsTheServiceLog(t *testing.T) {
	s := newServer(t)
	s.mkdir("sv/web/log")
	s.cd("sv")
	s.answers = on("125 web/log", "nosuch", "120 log", "UP log; ok", "125 log", "is UP 3 0 0")
	for _, words := range []string{"start web/log", "wait-up web/log", "pidof ./web/log"} {
		if code, _, errs := s.run(strings.Fields(words)...); code != 0 || errs != "" {
			t.Errorf("%s: exit %d, %q", words, code, errs)
		}
	}
	if last := s.froms[len(s.froms)-1]; last != "log,4711_0" {
		t.Errorf("asked by %q", last)
	}
}
