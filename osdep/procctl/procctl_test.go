package procctl

import (
	"encoding/binary"
	"slices"
	"testing"
	"unsafe"
)

func TestIDTakesTheRegistersThatTheKernelReads(t *testing.T) {
	const id, command = 0x1_0000_0002, 6
	for _, c := range []struct {
		processor string
		bits      int
		pairs     bool
		want      []uintptr
	}{
		{"386", 32, false, []uintptr{0, 2, 1, command}},
		{"arm", 32, true, []uintptr{0, 0, 2, 1, command}},
	} {
		if got := Words(c.bits, c.pairs, id, command); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.processor, got, c.want)
		}
	}
	if got := Words(64, false, 77, command); !slices.Equal(got, []uintptr{0, 77, command}) {
		t.Errorf("amd64: %v", got)
	}
}

// The sizes are the kernel's to know: it copies that much in and out.
func TestStructsAreTheKernels(t *testing.T) {
	const word = unsafe.Sizeof(uintptr(0))
	for _, c := range []struct {
		name      string
		got, want uintptr
	}{
		{"PidInfo", unsafe.Sizeof(PidInfo{}), 72},
		{"Pids.Pids", unsafe.Offsetof(Pids{}.Pids), 64},
		{"Pids", unsafe.Sizeof(Pids{}), 64 + word},
		{"KillRequest.Killed", unsafe.Offsetof(KillRequest{}.Killed), 12},
		{"KillRequest", unsafe.Sizeof(KillRequest{}), 80},
		{"DragonFlyReaper.Head", unsafe.Offsetof(DragonFlyReaper{}.Head), 128},
	} {
		if c.got != c.want {
			t.Errorf("%s: %d, want %d", c.name, c.got, c.want)
		}
	}
	if got := unsafe.Sizeof(DragonFlyReaper{}); word == 8 && got != 192 {
		t.Errorf("DragonFlyReaper: %d, want 192", got)
	}
}

// What a kernel writes: a process that lives, one that is dead, a reaper with
// processes of its own, one on its way out, and a place that was not needed.
func TestTheLivingAreRead(t *testing.T) {
	list := make([]PidInfo, 5)
	raw := unsafe.Slice((*byte)(unsafe.Pointer(&list[0])), len(list)*72)
	for i, f := range [][3]uint32{{100, 100, 0x1 | 0x2}, {101, 100, 0x1 | 0x8}, {102, 102, 0x1 | 0x2 | 0x4}, {103, 100, 0x1 | 0x20}} {
		for j, v := range f {
			binary.NativeEndian.PutUint32(raw[72*i+4*j:], v)
		}
	}
	var alive []int32
	for i := range list {
		if list[i].IsAlive() {
			alive = append(alive, list[i].Pid)
		}
	}
	if want := []int32{100, 102, 103}; !slices.Equal(alive, want) {
		t.Errorf("alive: %v, want %v", alive, want)
	}
}
