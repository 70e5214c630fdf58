package fakeos

import (
	"encoding/binary"

	"nitro/osdep"
)

// AppendState appends all that decides how the machine will behave, as bytes:
// two worlds with the same bytes answer alike for ever. Time is left out but
// for pending notices, for only core has deadlines; the tree too, which a
// search does not change. since is the instant that counts as zero.
func (w *World) AppendState(b []byte, since osdep.Time) []byte {
	b = binary.AppendVarint(b, int64(w.now-since))
	b = binary.AppendUvarint(b, uint64(w.notices))
	b = binary.AppendUvarint(b, uint64(w.sent))
	b = append(b, byte(len(w.living)))
	for i := range w.living {
		p := &w.living[i]
		b = binary.AppendUvarint(b, uint64(p.pid))
		b = append(b, p.service...)
		b = append(b, 0)
		b = append(b, p.file...)
		b = append(b, 0, bits(p.child, p.leftover, p.obedient, p.unkillable, p.stopped), byte(p.held))
		b = append(b, w.pipeIndex(p.stdin), w.pipeIndex(p.stdout), w.pipeIndex(p.ready))
	}
	b = binary.AppendUvarint(b, uint64(len(w.dead)))
	for _, d := range w.dead {
		b = binary.AppendUvarint(b, uint64(d.pid))
		b = binary.AppendVarint(b, int64(d.status))
	}
	for _, e := range w.open {
		b = binary.AppendUvarint(b, uint64(e.fd))
		b = append(b, w.pipeIndex(e.pipe), bits(e.write))
	}
	b = append(b, byte(len(w.all)))
	for i := range w.all {
		b = binary.AppendUvarint(b, uint64(len(w.all[i].data)))
		b = append(b, w.all[i].data...)
	}
	b = append(b, byte(len(w.inbox)))
	for i := range w.inbox {
		r := &w.inbox[i]
		b = append(b, byte(r.Len))
		b = append(b, r.Data[:r.Len]...)
		b = append(b, byte(r.From.Len))
		b = append(b, r.From.Path[:r.From.Len]...)
	}
	b = binary.AppendVarint(b, int64(w.spawnFail.left))
	b = binary.AppendVarint(b, int64(w.pipeFail.left))
	b = binary.AppendVarint(b, int64(w.room))
	b = binary.AppendVarint(b, int64(w.watchdog))
	b = binary.AppendVarint(b, int64(w.armed))
	return append(b, bits(w.controlOpen, w.controlErr != nil, w.Replaced != "", w.kernelLog, w.noPower))
}

// pipeIndex names a pipe by its place, so that its history does not matter.
func (w *World) pipeIndex(id pipeID) byte {
	for i := range w.all {
		if w.all[i].id == id {
			return byte(i + 1)
		}
	}
	return 0
}

func bits(flags ...bool) byte {
	var b byte
	for i, f := range flags {
		if f {
			b |= 1 << i
		}
	}
	return b
}
