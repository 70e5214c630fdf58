package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"nitro/ci/build"
	"nitro/ci/command"
)

// programs are the paths of what is built for one run.
type programs struct {
	nitro, nitroctl string
	service         string // see programs/service.c
	loop            string // see programs/loop.c
	goLoop          string // see programs/goloop
	emptyC, emptyGo string
}

func buildPrograms(dir string) (programs, error) {
	bin := filepath.Join(dir, "bin")
	made := programs{
		nitro: filepath.Join(bin, "nitro"), nitroctl: filepath.Join(bin, "nitroctl"),
		service: filepath.Join(bin, "service"), loop: filepath.Join(bin, "loop"), goLoop: filepath.Join(bin, "goloop"),
		emptyC: filepath.Join(bin, "empty-c"), emptyGo: filepath.Join(bin, "empty-go"),
	}
	if err := build.Programs(bin, nil, nil); err != nil {
		return made, err
	}
	return made, errors.Join(
		compile("service.c", made.service),
		compile("loop.c", made.loop),
		compile("empty.c", made.emptyC),
		buildGo("goloop", made.goLoop),
		buildGo("empty", made.emptyGo),
	)
}

func compile(source, program string) error {
	for _, cc := range []string{"gcc", "cc", "clang"} {
		if !command.Found(cc) {
			continue
		}
		args := []string{"-O2", "-Wall", "-static", "-s"}
		if source == "service.c" && (runtime.GOARCH == "amd64" || runtime.GOARCH == "arm64") {
			args = append(args, "-nostdlib", "-fno-stack-protector", "-Wl,-z,noseparate-code,--build-id=none")
		}
		return command.Run(nil, cc, append(args, "-o", program, "ci/bench/programs/"+source)...)
	}
	return errors.New("no C compiler: the services that are measured are a C program")
}

func buildGo(name, program string) error {
	return command.Run([]string{"CGO_ENABLED=0"}, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", program, "./ci/bench/programs/"+name)
}

// sizes prints how big the programs are.
func (b *bench) sizes() {
	b.title("program sizes", "kB")
	for _, path := range []string{b.made.nitro, b.made.nitroctl, b.made.emptyGo, b.made.service} {
		if st, err := os.Stat(path); err == nil {
			b.row(filepath.Base(path), fmt.Sprintf("%.1f", float64(st.Size())/1000))
		}
	}
	b.out.Flush()
}

// machine is the line that says where the figures come from.
func machine() string {
	release, _ := os.ReadFile("/proc/sys/kernel/osrelease")
	var nitro string
	if out, err := exec.Command("git", "describe", "--always", "--dirty").Output(); err == nil {
		nitro = ", nitro " + strings.TrimSpace(string(out))
	}
	return fmt.Sprintf("machine: Linux %s, %s, %d cpus (%s), %s%s; load at the start: %s",
		strings.TrimSpace(string(release)), runtime.GOARCH, runtime.NumCPU(), processor(), runtime.Version(), nitro, load())
}

func processor() string {
	info, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(info)) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "unknown"
}

// load is the number of runnable processes, averaged over one, five and
// fifteen minutes: above 1, the figures are noisy.
func load() string {
	text, _ := os.ReadFile("/proc/loadavg")
	fields := strings.Fields(string(text))
	return strings.Join(fields[:min(3, len(fields))], " ")
}
