//go:build !linux

package realtest

// HasProc tells whether FDs, RSS, Threads, Switches and Leftovers work here.
const HasProc = false

// Leftovers finds nothing where there is no /proc of Linux.
func (n *Nitro) Leftovers() []int { return nil }

// FDs needs /proc.
func (n *Nitro) FDs() map[int]string { n.t.Skip("needs the /proc of Linux"); return nil }

// RSS needs /proc.
func (n *Nitro) RSS() int { n.t.Skip("needs the /proc of Linux"); return 0 }

// Threads needs /proc.
func (n *Nitro) Threads() int { n.t.Skip("needs the /proc of Linux"); return 0 }

// Switches needs /proc.
func (n *Nitro) Switches() int { n.t.Skip("needs the /proc of Linux"); return 0 }
