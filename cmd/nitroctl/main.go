// Command nitroctl controls nitro; see nitroctl(1).
package main

import (
	"os"

	"nitro/ctl"
)

func main() { os.Exit(ctl.Main(os.Args)) }
