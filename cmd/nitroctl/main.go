// The runtime would read cgroup files to count processors at start, and keep
// two of them open; for one busy thread the number does not matter.
//
//go:debug containermaxprocs=0
//go:debug updatemaxprocs=0

// Command nitroctl controls nitro; see nitroctl(1).
package main

import (
	"os"

	"nitro/ctl"
	"nitro/osdep"
)

func main() {
	osdep.RepairStandard()
	os.Exit(ctl.Main(os.Args))
}
