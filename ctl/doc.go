// Package ctl is nitroctl: the client of the control protocol that package
// wire encodes.
//
// One invocation reads its arguments (args.go), looks its command up in one
// table (command.go), finds the supervisor's socket (socket.go) and the names
// of the services (target.go), and then holds one exchange for each service,
// all at once, in one loop (loop.go). An exchange has a datagram socket of its
// own in the supervisor's directory notify/ (line.go), which is the address of
// the replies and a subscription to the service's events at once; it asks and
// waits (ask.go), shows (show.go), reads the pages of a list (list.go), counters
// (info.go), events (events.go), or merely asks for something that concerns no
// service (order.go). reply.go takes the datagrams apart, print.go makes lines.
//
// Nothing a supervisor sends can do more than give a wrong line: what is
// malformed or unknown is skipped. A waiting exchange asks for the service's
// state again every second, so that a lost event costs a second.
//
// Under the names init, halt, poweroff and reboot the program does what these
// do elsewhere (personality.go, init.go, halt.go).
//
// One goroutine does the work. A second one waits for signals and does nothing
// but remove the sockets and exit (signals.go).
package ctl
