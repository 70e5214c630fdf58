package boot

import (
	"bytes"
	"fmt"
)

// cpio makes an archive in the format "newc", of which the kernel makes its
// first root. Everything in it belongs to root and is from 1970. The kernel
// takes several archives in a row.
func (f *files) cpio() []byte {
	var b bytes.Buffer
	for i, e := range f.all {
		record(&b, i+1, e)
	}
	record(&b, 0, entry{name: "TRAILER!!!"})
	return b.Bytes()
}

func record(b *bytes.Buffer, inode int, e entry) {
	const links, zero = 1, 0 // zero: owner, group, time, devices, checksum
	fmt.Fprintf(b, "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x", inode, e.mode, zero, zero,
		links, zero, len(e.body), zero, zero, zero, zero, len(e.name)+1, zero)
	b.WriteString(e.name + "\x00")
	align(b)
	b.Write(e.body)
	align(b)
}

func align(b *bytes.Buffer) { b.Write(make([]byte, -b.Len()&3)) }
