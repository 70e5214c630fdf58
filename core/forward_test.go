package core_test

import (
	"strings"
	"testing"

	"nitro/osdep"
)

// While LOG is down at shutdown, a slow reader of nitro's own output gets all
// that is in LOG's pipe: each time that it takes some, the rest has three
// seconds more. One that takes nothing is waited for three seconds only.
func TestShutdownWaitsForASlowReaderOfLogsLines(t *testing.T) {
	line := strings.Repeat("x", 999) + "\n"
	for _, slow := range []bool{true, false} {
		st := newStage(t)
		if err := st.world.Tree("a/run\nLOG/run\n"); err != nil {
			t.Fatal(err)
		}
		st.world.Obedient = true
		st.boot()
		st.do("ctl down LOG")
		st.do("room 0")
		for range 20 {
			if err := st.world.Write("a", line); err != nil {
				t.Fatal(err)
			}
		}
		st.do("signal TERM")
		if slow {
			for range 8 {
				st.advance(2 * osdep.Second)
				if st.over {
					break
				}
				st.world.SetRoom(osdep.RoomEnough)
				st.settle()
			}
		} else {
			st.advance(3 * osdep.Second)
		}
		if !st.over {
			t.Fatalf("slow = %v: nitro still waits", slow)
		}
		if got := string(st.world.Console); slow && got != strings.Repeat(line, 20) || !slow && got != "" {
			t.Errorf("slow = %v: the reader got %d bytes of %d", slow, len(got), 20*len(line))
		}
	}
}
