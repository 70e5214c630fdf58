package ctl

import (
	"nitro/ctl/version"
	"nitro/osdep"
)

// usageLine is all that a wrong call gets, on standard error.
const usageLine = "usage: nitroctl COMMAND [SERVICE ...]\n"

const usageText = `usage: nitroctl [-hV] [-t SECONDS] [-v] [COMMAND [SERVICE ...]]

  -t SECONDS  wait no longer than that
  -v          print each transition
  -h, -V      print this, or the version

  list, l [SERVICE ...]              a line for each service (the default)
  up, u                              start, without waiting
  start, fast-start                  start; wait until up, or until started
  down, d, stop, fast-stop           stop; wait until down, or until asked to stop
  restart, fast-restart, r           stop and start
  ready                              tell that a starting service is up
  wait-up, wait-down, wait-starting  ask nothing, wait for that state
  pause p, cont c, hup h, alarm a, interrupt i, quit q, term t, kill k, 1, 2
                                     send that signal to the service's process
  pidof, check                       print its process, or tell if there is one
  info, events                       the supervisor's counters; what happens
  rescan, scan, s                    read the service directory again
  Shutdown, Reboot

SERVICE is a name or a path to a service directory.
`

func versionText() string {
	return "nitroctl " + version.Version + "\n" + osdep.Platform() + "\n"
}
