package main

import (
	"fmt"
	"strconv"
	"syscall"
	"time"
)

// attended is how many services a supervisor has while it is watched.
const attended = 20

// settle is longer than any of them counts a service as just started.
const settle = 2500 * time.Millisecond

// attend measures what a supervisor does in the course of its life: nothing,
// while nothing happens; starting a service again that ran longer than a
// second; telling of one. All supervisors are at work at the same time, and
// asked in turn.
func (b *bench) attend() error {
	var watched []*instance
	for _, p := range b.peers {
		if !p.attends {
			continue
		}
		in, err := b.prepareInstance(p, attended)
		if err != nil {
			return err
		}
		if _, err = in.up(); err != nil {
			b.failed(in, err)
			continue
		}
		watched = append(watched, in)
	}
	time.Sleep(settle)
	b.idle(watched)
	if err := b.respawn(watched); err != nil {
		return err
	}
	b.ask(watched)
	for _, in := range watched {
		if _, err := in.down(); err != nil {
			b.failed(in, err)
		}
	}
	return nil
}

// idle counts the context switches of supervisors that have nothing to do.
func (b *bench) idle(watched []*instance) {
	const span = 3 * time.Second
	before := make([]usage, len(watched))
	for i, in := range watched {
		before[i] = in.usage()
	}
	time.Sleep(span)
	b.title("idle, "+strconv.Itoa(attended)+" services", "context switches in "+span.String(), "PSS kB")
	for i, in := range watched {
		after := in.usage()
		b.row(in.name, strconv.Itoa(after.switches-before[i].switches), strconv.Itoa(after.pss))
	}
	b.out.Flush()
}

// respawn kills one service after the other. Those that take a second for each
// get fewer.
func (b *bench) respawn(watched []*instance) error {
	const slow, few = 500 * time.Millisecond, 3
	took := make([]samples, len(watched))
	for k := range min(b.plan.kills, attended) {
		for i, in := range watched {
			if len(took[i]) >= few && took[i].median() > slow {
				continue
			}
			d, err := in.kill(k)
			if err != nil {
				return err
			}
			took[i] = append(took[i], d)
		}
	}
	b.title("respawn after more than 1 s of running", "median × nitro's", "fastest", "slowest", "runs")
	for i, in := range watched {
		b.row(in.name, took[i].cell(took[0]), inUnits(took[i].at(0)), inUnits(took[i].at(1)), strconv.Itoa(len(took[i])))
	}
	b.out.Flush()
	return nil
}

// kill measures from the death of the k-th service to the first instruction of
// its next instance.
func (in *instance) kill(k int) (time.Duration, error) {
	begin := time.Now()
	if err := syscall.Kill(in.first[k], syscall.SIGKILL); err != nil {
		return 0, fmt.Errorf("%s: a service is gone: %w", in.name, err)
	}
	_, err := in.await(1)
	return time.Since(begin), in.explain(err)
}
