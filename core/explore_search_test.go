package core

import (
	"fmt"

	"nitro/osdep/fakeos"
)

// node is a state that the search will go on from.
type node struct {
	nitro  *kept
	world  *fakeos.World
	memory memory
	id     int32 // in the trail
}

// step is how a state was first reached. Breadth-first, so that is a shortest
// way.
type step struct {
	from int32
	what action
}

// search goes through everything that can happen in one plan.
type search struct {
	plan    *plan
	m       *machine
	seen    map[uint64]struct{}
	trail   []step
	here    []node
	next    []node
	free    []*kept
	options []action
	buffer  []byte

	transitions, rollouts int
}

// finding is a broken law and a shortest way to it.
type finding struct {
	plan  *plan
	wrong string
	way   []action
}

// newSearch boots a plan's machine: the first state.
func newSearch(p *plan) *search {
	x := &search{plan: p, m: newMachine(p), seen: map[uint64]struct{}{}}
	x.m.boot()
	return x
}

// boot puts the machine where nitro waits for the first time.
func (m *machine) boot() {
	m.World = fakeos.New()
	m.SetTrace(m.tracing)
	for _, line := range m.plan.tree() {
		if err := m.Tree(line); err != nil {
			panic(err)
		}
	}
	m.nitro = New(&m.sys)
	if err := m.nitro.Boot(); err != nil {
		panic(err)
	}
	m.settle()
	m.forgetDead()
}

// run goes through the whole space, or to the first broken law. limit bounds
// the number of states; a space that is larger is an error of its own.
func (x *search) run(limit int) *finding {
	if wrong := x.m.check(x.m.states()); wrong != "" {
		return x.found(wrong)
	}
	if f := x.keep(step{from: none}); f != nil {
		return f
	}
	for len(x.here) > 0 || x.deeper() {
		n := x.here[len(x.here)-1]
		x.here = x.here[:len(x.here)-1]
		if f := x.expand(n); f != nil {
			return f
		}
		x.free = append(x.free, n.nitro)
		if len(x.trail) > limit {
			return x.found(fmt.Sprintf("the space has more than %d states and was cut short", limit))
		}
	}
	return nil
}

// deeper goes on to the states that are one action further away.
func (x *search) deeper() bool {
	x.here, x.next = x.next, x.here[:0]
	return len(x.here) > 0
}

// expand tries everything that can happen in a state.
func (x *search) expand(n node) *finding {
	x.load(n)
	x.options = x.m.offer(x.options)
	for _, a := range x.options {
		if f := x.try(n, a); f != nil {
			return f
		}
		for _, r := range x.m.refusals() {
			a.refuse = r
			if f := x.try(n, a); f != nil {
				return f
			}
		}
	}
	return nil
}

func (x *search) try(n node, a action) *finding {
	x.load(n)
	was := x.m.states()
	x.transitions++
	rested := x.m.do(a)
	this := step{n.id, a}
	if !rested {
		return x.foundAt(this, "nitro does not come to rest")
	}
	tries := [2]int{x.m.spawns, x.m.pipes}
	if wrong := x.m.check(was); wrong != "" {
		return x.foundAt(this, wrong)
	}
	if x.m.nitro.phase == PhaseOver {
		return nil
	}
	f := x.keep(this)
	x.m.spawns, x.m.pipes = tries[0], tries[1]
	return f
}

// load makes the machine that of a state.
func (x *search) load(n node) {
	n.nitro.restore(x.m.nitro)
	x.m.World = n.world.Clone()
	x.m.remind(n.memory)
}

// remind puts the search's own memory back.
func (m *machine) remind(was memory) {
	kept := m.memory.writers[:0]
	m.memory = was
	m.memory.writers = append(kept, was.writers...)
}

// keep goes on from the state at hand later, if it is new, and first looks
// where it leads when nothing more is asked.
func (x *search) keep(this step) *finding {
	k := x.m.key(&x.buffer)
	if _, known := x.seen[k]; known {
		return nil
	}
	x.seen[k] = struct{}{}
	x.trail = append(x.trail, this)
	n := x.save(int32(len(x.trail) - 1))
	x.next = append(x.next, n)
	return x.rollOut(n)
}

func (x *search) save(id int32) node {
	k := &kept{}
	if last := len(x.free) - 1; last >= 0 {
		k, x.free = x.free[last], x.free[:last]
	}
	k.keep(x.m.nitro)
	memory := x.m.memory
	memory.writers = append([]writer(nil), memory.writers...)
	return node{k, x.m.World.Clone(), memory, id}
}

// way is the actions from the boot to a state.
func (x *search) way(id int32) (way []action) {
	for ; id > 0; id = x.trail[id].from {
		way = append([]action{x.trail[id].what}, way...)
	}
	return way
}

func (x *search) found(wrong string) *finding { return &finding{plan: x.plan, wrong: wrong} }

func (x *search) foundAt(last step, wrong string, more ...action) *finding {
	way := append(x.way(last.from), last.what)
	return &finding{x.plan, wrong, append(way, more...)}
}
