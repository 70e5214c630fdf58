package ctl

import (
	"os"
	"os/signal"
	"time"

	"nitro/ctl/wire"
	"nitro/osdep"
)

// exitOnSignal lets every signal that would end the program remove the sockets
// first. It does so from a goroutine of its own, because the other one may be
// held up by a terminal that was stopped.
func exitOnSignal(f *files, rule signalRule) {
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, osdep.EndingSignals()...)
	go func() {
		sig := <-caught
		f.removeAll()
		if rule.endsAll && osdep.NumberOf(sig) == osdep.SIGTERM {
			time.Sleep(answerTime)
		}
		os.Exit(signalStatus(sig, rule.onInterrupt))
	}()
}

// signalRule is what a command makes of signals.
type signalRule struct {
	onInterrupt int  // the exit status after SIGINT
	endsAll     bool // it asks for the end of all processes, its own included
}

// answerTime is for a SIGTERM that comes of what was asked for: nitro has
// answered before it sent that, so the answer is there, and reading it ends the
// program as it should.
const answerTime = time.Second

func (c *command) signalRule() signalRule {
	rule := signalRule{onInterrupt: exitSignal + int(osdep.SIGINT)}
	if c.kind == kindEvents {
		rule.onInterrupt = exitDone
	}
	rule.endsAll = c.tag == wire.TagShutdown || c.tag == wire.TagReboot
	return rule
}

func signalStatus(sig os.Signal, onInterrupt int) int {
	number := osdep.NumberOf(sig)
	if number == osdep.SIGINT {
		return onInterrupt
	}
	return exitSignal + int(number)
}
