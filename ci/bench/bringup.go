package main

import (
	"fmt"
	"strconv"
	"time"
)

// bringing is what one peer did with one number of services.
type bringing struct {
	up, down, list samples
	usage          usage
	spent          time.Duration
	failed         bool // and not tried again
}

// bringUp measures each peer with each number of services, round after round,
// each round beginning with another peer.
func (b *bench) bringUp() error {
	results := map[string][]bringing{}
	for _, p := range b.peers {
		results[p.name] = make([]bringing, len(b.plan.stages))
	}
	for i, s := range b.plan.stages {
		for round := range s.rounds + 1 {
			for k := range b.peers {
				p := b.peers[(k+round)%len(b.peers)]
				if r := &results[p.name][i]; !r.failed && (round <= 1 || r.spent < s.span) {
					if err := b.bringOnce(p, s.n, round > 0, r); err != nil {
						return err
					}
				}
			}
		}
	}
	b.printTimes("up", results, func(r bringing) samples { return r.up })
	b.printTimes("down", results, func(r bringing) samples { return r.down })
	b.printUsage(results)
	b.printTimes("list of all, whole program", results, func(r bringing) samples { return r.list })
	return nil
}

// rest is how long services run before they are taken down: runit and
// daemontools hold those back that have run for less than a second.
const rest = 1100 * time.Millisecond

func (b *bench) bringOnce(p peer, n int, counts bool, r *bringing) error {
	begin := time.Now()
	defer func() { r.spent += time.Since(begin) }()
	in, err := b.prepareInstance(p, n)
	if err != nil {
		return err
	}
	up, err := in.up()
	var down time.Duration
	var list samples
	if err == nil && counts {
		r.usage = in.usage()
	}
	if err == nil && counts && p.list != nil {
		list, err = in.listAll()
	}
	if err == nil {
		if counts && p.attends {
			time.Sleep(time.Until(in.since.Add(rest)))
		}
		down, err = in.down()
	}
	if err != nil {
		r.failed = true
		b.failed(in, err)
	} else if counts {
		r.up, r.down, r.list = append(r.up, up), append(r.down, down), append(r.list, list...)
	}
	return nil
}

// printTimes prints a table of durations. It leaves out who has none.
func (b *bench) printTimes(what string, results map[string][]bringing, of func(bringing) samples) {
	cells := []string{what + ", median × nitro's"}
	for _, s := range b.plan.stages {
		cells = append(cells, fmt.Sprintf("N=%d", s.n), "fastest", "runs")
	}
	b.title(cells...)
	for _, p := range b.peers {
		cells, some := []string{p.name}, false
		for i := range b.plan.stages {
			s, fastest := of(results[p.name][i]), "–"
			if len(s) > 0 {
				fastest, some = inUnits(s.at(0)), true
			}
			var reference samples
			if nitro := results["nitro"]; nitro != nil {
				reference = of(nitro[i])
			}
			cells = append(cells, s.cell(reference), fastest, strconv.Itoa(len(s)))
		}
		if some {
			b.row(cells...)
		}
	}
	b.out.Flush()
}

func (b *bench) printUsage(results map[string][]bringing) {
	cells := []string{"the supervisor's own, once all are up"}
	for _, s := range b.plan.stages {
		cells = append(cells, fmt.Sprintf("PSS kB N=%d", s.n), "RSS kB", "processes", "descriptors")
	}
	b.title(cells...)
	for _, p := range b.peers {
		cells = []string{p.name}
		for i := range b.plan.stages {
			u := results[p.name][i].usage
			for _, v := range []int{u.pss, u.rss, u.processes, u.descriptors} {
				cells = append(cells, strconv.Itoa(v))
			}
		}
		b.row(cells...)
	}
	b.out.Flush()
}
