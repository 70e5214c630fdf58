package core_test

import (
	"testing"

	"nitro/core"
	"nitro/osdep"
	"nitro/osdep/fakeos"
)

// stage is a supervisor on a simulated machine.
type stage struct {
	t     *testing.T
	world *fakeos.World
	main  []string
	nitro *core.Supervisor // nil before boot
	over  bool
}

func newStage(t *testing.T) *stage {
	st := &stage{t: t, world: fakeos.New()}
	st.world.Strict = true
	if err := st.world.Tree("./"); err != nil {
		t.Fatal(err)
	}
	return st
}

func (st *stage) boot() {
	st.nitro = core.New(st.world.System())
	st.nitro.SetMain(st.main)
	if err := st.nitro.Boot(); err != nil {
		st.over = true
		st.world.Remark("boot fails %s", fakeos.ErrName(err))
		return
	}
	st.settle()
}

// settle lets nitro work until it would wait. It is not woken without a reason.
func (st *stage) settle() {
	if st.nitro == nil || !st.world.Wakes() {
		return
	}
	for n := 0; !st.over; n++ {
		if n == 10000 {
			st.t.Fatal("nitro does not come to rest: 10000 wake-ups at one instant")
		}
		if st.nitro.Step() {
			st.over = true
			st.remarkOver()
			break
		}
		if st.world.Blocked {
			break
		}
	}
	st.check()
}

func (st *stage) remarkOver() {
	if st.main == nil {
		st.world.Remark("over %v", st.nitro.Outcome())
		return
	}
	st.world.Remark("over %v %d", st.nitro.Outcome(), st.nitro.Status())
}

// advance lets time pass, waking nitro at each of its deadlines.
func (st *stage) advance(d osdep.Time) {
	end := st.world.Now() + d
	for !st.over && st.world.Until != 0 && st.world.Until <= end {
		st.world.AdvanceTo(st.world.Until)
		st.settle()
	}
	st.world.AdvanceTo(end)
	st.settle()
}

// check looks for what is wrong in every scenario.
func (st *stage) check() {
	for _, v := range st.world.Violations {
		st.t.Error("violation: ", v)
	}
	st.world.Violations = nil
	if n := st.nitro.Ignored(); n > 0 {
		st.t.Errorf("%d events that cannot happen", n)
	}
	if st.over {
		return
	}
	if n := st.world.Unreaped(); n > 0 {
		st.t.Errorf("nitro waits with %d dead children", n)
	}
	if n := st.world.Waiting(); n > 0 {
		st.t.Errorf("nitro waits with %d datagrams in its socket", n)
	}
}
