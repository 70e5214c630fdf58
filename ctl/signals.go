package ctl

import (
	"os"
	"os/signal"

	"nitro/osdep"
)

// exitOnSignal lets every signal that would end the program remove the sockets
// first. It does so from a goroutine of its own, because the other one may be
// held up by a terminal that was stopped.
func exitOnSignal(f *files, onInterrupt int) {
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, osdep.EndingSignals()...)
	go func() {
		sig := <-caught
		f.removeAll()
		os.Exit(signalStatus(sig, onInterrupt))
	}()
}

func signalStatus(sig os.Signal, onInterrupt int) int {
	number := osdep.NumberOf(sig)
	if number == osdep.SIGINT {
		return onInterrupt
	}
	return exitSignal + int(number)
}
