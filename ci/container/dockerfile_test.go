package container

import (
	"encoding/json"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"nitro/ci/realtest"
)

// repository is where a Dockerfile's build context is.
const repository = "../.."

// image is what a Dockerfile makes: a root file system, and how its programs
// are started.
type image struct {
	t          *testing.T
	bundle     *bundle
	built      string // what the build stage has put into /out
	options    options
	health     []string
	finalStage bool
}

// buildImage does what an engine would, for the instructions that a Dockerfile
// of two stages needs: one that builds in /src into /out, with this machine's
// Go, and one that starts from scratch. "busybox" as a stage is this machine's.
func buildImage(t *testing.T, dockerfile string) *image {
	t.Helper()
	text, err := os.ReadFile(dockerfile)
	if err != nil {
		t.Fatal(err)
	}
	dir := realtest.Scratch(t)
	i := &image{t: t, built: filepath.Join(dir, "out"), bundle: &bundle{dir: dir, root: filepath.Join(dir, "rootfs")}}
	for line := range strings.Lines(strings.ReplaceAll(string(text), "\\\n", " ")) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		instruction, rest, _ := strings.Cut(line, " ")
		i.obey(instruction, strings.TrimSpace(rest))
	}
	return i
}

func (i *image) obey(instruction, rest string) {
	i.t.Helper()
	switch {
	case instruction == "FROM":
		i.from(rest)
	case !i.finalStage && instruction+" "+rest == "WORKDIR /src", !i.finalStage && instruction+" "+rest == "COPY . .":
	case !i.finalStage && instruction == "RUN":
		i.runInRepository(rest)
	case !i.finalStage:
		i.t.Fatalf("this test can't build with %s %s", instruction, rest)
	case instruction == "COPY":
		i.copy(strings.Fields(rest))
	case instruction == "ENV":
		i.options.env = append(i.options.env, rest)
	case instruction == "USER":
		user, _, _ := strings.Cut(rest, ":")
		uid, err := strconv.Atoi(user)
		i.must(err)
		i.options.uid = uid
	case instruction == "ENTRYPOINT":
		i.must(json.Unmarshal([]byte(rest), &i.options.args))
	case instruction == "HEALTHCHECK":
		i.must(json.Unmarshal([]byte(strings.TrimPrefix(rest, "CMD ")), &i.health))
	case instruction == "EXPOSE":
	default:
		i.t.Fatalf("this test does not know %s", instruction)
	}
}

func (i *image) must(err error) {
	i.t.Helper()
	i.bundle.must(i.t, err)
}

func (i *image) from(base string) {
	i.t.Helper()
	i.finalStage = base == "scratch"
	if !i.finalStage && !strings.HasPrefix(base, "golang:") {
		i.t.Fatalf("this test can't begin FROM %s", base)
	}
}

func (i *image) runInRepository(script string) {
	i.t.Helper()
	c := exec.Command("sh", "-c", strings.ReplaceAll(script, "/out/", i.built+"/"))
	c.Dir = repository
	if out, err := c.CombinedOutput(); err != nil {
		i.t.Fatalf("RUN %s: %v\n%s", script, err, out)
	}
}

// copy obeys COPY [--from=STAGE] SOURCE... DESTINATION.
func (i *image) copy(words []string) {
	i.t.Helper()
	stage, fromStage := strings.CutPrefix(words[0], "--from=")
	if fromStage {
		words = words[1:]
	}
	sources, destination := words[:len(words)-1], words[len(words)-1]
	for _, source := range sources {
		target := destination
		if strings.HasSuffix(destination, "/") {
			target += path.Base(source)
		}
		switch base, _, _ := strings.Cut(stage, ":"); {
		case base == "busybox" && source == "/bin/busybox":
			i.must(i.bundle.install(busybox(i.t), target))
		case base == "build" && strings.HasPrefix(source, "/out/"):
			i.must(i.bundle.install(filepath.Join(i.built, path.Base(source)), target))
		case !fromStage:
			i.must(os.CopyFS(i.bundle.path(target), os.DirFS(filepath.Join(repository, source))))
		default:
			i.t.Fatalf("this test can't copy %s from %s", source, stage)
		}
	}
}
