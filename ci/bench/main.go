// Command bench measures nitro beside the supervisors that are installed, all
// in one run and in interleaved rounds: the absolute figures belong to the
// machine, the ratios to the programs. It asserts nothing.
//
//	go run ./ci/bench [-quick] [-with NAME=PROGRAM]... [-only NAME,NAME]
//
// Run it in the module's directory, on Linux, with a C compiler; ci/packages.sh
// installs the peers. Every supervisor gets the same services: a static
// program of less than 1 kB that writes its pid to the standard output which
// it inherits, a pipe, as its first instructions, and waits. So "up" is the
// time from just before the supervisor is started until the first instruction
// of its last service; "down" that from the signal until the end of the pipe,
// when the supervisor and everything below it is gone.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"

	"nitro/osdep/host"
)

// plan is how much is measured.
type plan struct {
	stages []stage
	kills  int // respawns of each peer
	asks   int // raw requests
	runs   int // of each client program, and of each init with a command
}

var (
	full = plan{
		stages: []stage{{1, 7, 12 * time.Second}, {100, 7, 14 * time.Second}, {1000, 5, 18 * time.Second}},
		kills:  20, asks: 3000, runs: 101,
	}
	quick = plan{
		stages: []stage{{1, 2, 3 * time.Second}, {100, 2, 3 * time.Second}, {1000, 1, 0}},
		kills:  8, asks: 500, runs: 21,
	}
)

// stage is the bringing up and down of n services. The first round warms up: in
// it other supervisors make files that stay. A peer that has taken longer than
// span is left out of the rounds that remain, but measured once in any case.
type stage struct {
	n, rounds int
	span      time.Duration
}

func main() {
	isQuick := flag.Bool("quick", false, "fewer rounds: under a minute")
	only := flag.String("only", "", "measure these `peers` only, separated by commas")
	var more []peer
	flag.Func("with", "also measure another `NAME=PROGRAM` with nitro's command line, an earlier build for instance",
		func(s string) error {
			name, program, ok := strings.Cut(s, "=")
			if !ok {
				return errors.New("not NAME=PROGRAM")
			}
			more = append(more, nitroPeer(name, program))
			return nil
		})
	flag.Parse()
	p := full
	if *isQuick {
		p = quick
	}
	if err := run(p, more, *only); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(p plan, more []peer, only string) error {
	if !host.Linux {
		return errors.New("it needs Linux: it reads /proc")
	}
	begin := time.Now()
	dir, err := os.MkdirTemp("", "nitro-bench.")
	if err != nil {
		return err
	}
	remove := func() {
		endAll(dir)
		os.RemoveAll(dir)
	}
	defer remove()
	go func() {
		stop := make(chan os.Signal, 1)
		signal.Notify(stop, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
		<-stop
		starting.Lock() // nothing is started any more
		remove()
		os.Exit(130)
	}()

	made, err := buildPrograms(dir)
	if err != nil {
		return err
	}
	peers, missing := installed(slices.Concat(peersOf(made), more), only)
	b := &bench{plan: p, dir: dir, made: made, peers: peers, out: tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)}
	fmt.Println(machine())
	for _, m := range missing {
		fmt.Println("missing:", m)
	}
	b.sizes()
	if err := b.bringUp(); err != nil {
		return err
	}
	if err := b.attend(); err != nil {
		return err
	}
	if err := b.mainProgram(); err != nil {
		return err
	}
	fmt.Printf("\n%d s; load at the end: %s\n", int(time.Since(begin).Seconds()), load())
	return nil
}

// bench is one run.
type bench struct {
	plan  plan
	dir   string // holds everything; its name marks every process
	made  programs
	peers []peer
	out   *tabwriter.Writer
}

// failed says that a peer could not do something, ends what is left of it, and
// lets the others go on.
func (b *bench) failed(in *instance, why error) {
	fmt.Printf("failed: %s with %d services: %v\n", in.name, in.n, why)
	endAll(in.home)
}
