//go:build !linux

package realtest

import "time"

// CPU needs /proc.
func (n *Nitro) CPU() time.Duration { n.t.Skip("needs the /proc of Linux"); return 0 }

// Waits needs /proc.
func (n *Nitro) Waits() int { n.t.Skip("needs the /proc of Linux"); return 0 }
