package main

import (
	"os"
	"slices"
	"strconv"
)

// front is an init of containers, which starts one command and passes signals
// on to it. The one without a program is the command on its own.
type front struct {
	name string
	argv []string
}

func fronts(made programs) []front {
	return []front{
		{"nitro", []string{made.nitro, "--"}},
		{"tini", []string{"tini", "-s", "--"}},
		{"dumb-init", []string{"dumb-init", "--"}},
		{"catatonit", []string{"catatonit", "--"}},
		{"no init", nil},
	}
}

// mainProgram measures what it costs to have an init before a command: from
// its start to the command's first instruction, from SIGTERM to the end of
// both, and the whole life of a command that has nothing to do.
func (b *bench) mainProgram() error {
	var peers []peer
	var whole []client
	for _, f := range fronts(b.made) {
		p := peer{
			name: f.name + " -- command", programs: f.argv[:min(1, len(f.argv))], alone: true, end: terminate,
			start: func(*instance) []string { return slices.Concat(f.argv, []string{b.made.service}) },
		}
		if found, _ := installed([]peer{p}, ""); len(found) == 0 {
			b.row("missing: " + f.name)
			continue
		}
		peers = append(peers, p)
		whole = append(whole, client{name: f.name, argv: slices.Concat(f.argv, []string{b.made.emptyC}), env: os.Environ()})
	}
	lives := make([]bringing, len(peers))
	for round := range b.plan.runs + 1 {
		for i, p := range peers {
			if err := b.bringOnce(p, 1, round > 0, &lives[i]); err != nil {
				return err
			}
		}
	}
	b.title("a command behind an init", "start to its first instruction", "fastest", "SIGTERM to the end", "runs")
	for i, p := range peers {
		l := &lives[i]
		if len(l.up) > 0 && len(l.down) > 0 {
			b.row(p.name, l.up.cell(lives[0].up), inUnits(l.up.at(0)), l.down.cell(lives[0].down), strconv.Itoa(len(l.up)))
		}
	}
	b.out.Flush()
	b.title("an empty command behind an init, start to end", "median × nitro's", "fastest", "99 %", "runs")
	b.runInTurn(whole, b.plan.runs)
	b.out.Flush()
	return nil
}
