package core

import (
	"fmt"

	"nitro/ctl/wire"
)

// A rollout goes on from one state along one way, without branching, to see
// where it ends.

// maxRollout is how many actions a rollout may take.
const maxRollout = 80

// manner is how processes behave in a rollout.
type manner uint8

const (
	prompt  manner = iota // they end when asked
	deaf                  // only SIGKILL ends them
	asleep                // not even that: state D
	steady                // run lives until it is asked to end, the other scripts end well
	manners = steady
)

// rollOut looks where a new state leads: shutdown ends, however processes
// behave, and without a shutdown everybody gets what was asked for last.
func (x *search) rollOut(n node) *finding {
	for how := range manners {
		if f := x.rollShutdown(n, how); f != nil {
			return f
		}
	}
	if n.nitro.phase == PhaseUp {
		return x.rollQuiet(n)
	}
	return nil
}

// rollShutdown is liveness: from every state, a shutdown comes to its end.
func (x *search) rollShutdown(n node, how manner) *finding {
	x.rollouts++
	x.load(n)
	var way []action
	if n.nitro.phase.Starts() {
		way = append(way, action{verb: askShutdown})
	}
	for k := 0; k < maxRollout; k++ {
		var a action
		if k < len(way) {
			a = way[k]
		} else {
			next, any := x.m.follow(how)
			if !any {
				return x.foundAfter(n, way, "shutdown is stuck: nothing lives and nothing is due")
			}
			a = next
			way = append(way, a)
		}
		was := x.m.states()
		if !x.m.do(a) {
			return x.foundAfter(n, way, "nitro does not come to rest")
		}
		if wrong := x.m.check(was); wrong != "" {
			return x.foundAfter(n, way, wrong)
		}
		if x.m.nitro.phase == PhaseOver {
			return nil
		}
	}
	return x.foundAfter(n, way, fmt.Sprintf("shutdown is not over after %d actions, in phase %v", maxRollout, x.m.nitro.phase))
}

// follow is what happens next when processes behave in some manner.
func (m *machine) follow(how manner) (a action, any bool) {
	m.Live(func(pid int, service, file string) bool {
		i := m.plan.index(service)
		switch {
		case how == prompt, how == steady && (file != "run" || m.isAskedToEnd(service)):
			any = true
			a = action{verb: verbOf(file), who: int8(i)}
		case how == asleep && m.memory.stuck == 0 && i >= 0:
			any = true
			a = action{verb: stick, who: int8(i), arg: int8(fileIndex(file))}
		}
		return !any
	})
	if any {
		return a, true
	}
	_, any = m.nextMoment()
	return action{verb: pass}, any
}

func verbOf(file string) verb {
	for v, f := range verbFiles {
		if f == file {
			return v
		}
	}
	panic("no verb ends " + file)
}

func (m *machine) isAskedToEnd(service string) bool {
	i := m.nitro.find(service)
	return i != none && (m.nitro.svc[i].state == wire.Shutdown || m.nitro.svc[i].state == wire.Restart)
}

// rollQuiet lets everything come to rest while nothing fails and nobody asks:
// then each service is what it was last asked to be.
func (x *search) rollQuiet(n node) *finding {
	x.rollouts++
	x.load(n)
	began := x.m.states()
	var way []action
	for len(way) < maxRollout {
		a, any := x.m.follow(steady)
		if !any {
			break
		}
		way = append(way, a)
		was := x.m.states()
		if !x.m.do(a) {
			return x.foundAfter(n, way, "nitro does not come to rest")
		}
		if wrong := x.m.check(was); wrong != "" {
			return x.foundAfter(n, way, wrong)
		}
	}
	if len(way) == maxRollout {
		return x.foundAfter(n, way, "it goes on for ever though nothing fails")
	}
	if wrong := x.m.checkWishes(began); wrong != "" {
		return x.foundAfter(n, way, wrong)
	}
	return nil
}

// checkWishes: the last thing asked wins.
func (m *machine) checkWishes(began [maxServices]State) string {
	for i, is := range m.states() {
		if i >= len(m.plan.names) {
			break
		}
		name, wish := m.plan.names[i], m.memory.asked[i]
		switch {
		case is == 0:
			if !m.memory.absent[i] {
				continue // came back and was not looked for yet
			}
		case wish == wishDown && is != wire.Down:
			return fmt.Sprintf("%s was last asked down and is %v", name, is)
		case wish == wishUp && !m.reached(i, is, began[i]):
			return fmt.Sprintf("%s was last asked up and is %v", name, is)
		case m.nitro.svc[m.nitro.find(name)].gone:
			return fmt.Sprintf("%s has vanished and is not forgotten", name)
		}
	}
	return ""
}

// reached tells whether a service that was asked up came as far as it can. One
// that failed before everything went well stays FATAL, one that is made ready
// by others stays STARTING.
func (m *machine) reached(i int, is, began State) bool {
	switch is {
	case wire.Up:
		return true
	case wire.Oneshot:
		return !m.plan.has(i, "run")
	case wire.Starting:
		return m.plan.has(i, "notification-fd=3") || m.plan.has(i, "notification-fd=0")
	case wire.Fatal:
		return began == wire.Fatal || m.memory.absent[i]
	case wire.Down:
		return m.memory.absent[i]
	}
	return false
}

func (x *search) foundAfter(n node, more []action, wrong string) *finding {
	return &finding{x.plan, wrong, append(x.way(n.id), more...)}
}
