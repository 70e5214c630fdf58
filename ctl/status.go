package ctl

// Exit statuses. Of several services the largest counts. A signal gives 128
// and its number.
const (
	exitDone       = 0
	exitFailed     = 1 // the service failed, or has no process
	exitUsage      = 2
	exitTimedOut   = 3
	exitNobody     = 4 // no supervisor to talk to
	exitOther      = 111
	exitSignal     = 128
	exitBrokenPipe = exitSignal + 13 // as SIGPIPE, 13 everywhere, would have it
)
