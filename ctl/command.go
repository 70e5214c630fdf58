package ctl

import (
	"nitro/ctl/wire"
	"nitro/osdep"
)

// kind says how an exchange goes.
type kind uint8

const (
	kindAsk    kind = iota // asks something of each service, may wait for a state
	kindWait               // asks nothing, waits for a state of each service
	kindShow               // shows each service's state
	kindList               // shows all services
	kindInfo               // shows the supervisor's counters
	kindEvents             // shows what happens
	kindOrder              // asks something that concerns no service
)

// command is one row of the table of commands.
type command struct {
	names  []string // the first is the command's own, the rest are short for it
	kind   kind
	tag    wire.Tag // the request
	signal byte     // the letter of the signal that a TagSignal asks for
	until  states   // what is waited for; none: the answer is enough
	show   func(*service) (line []byte, code int)

	fatalFails bool // a service that becomes FATAL ends the wait with status 1
	traced     bool // -v prints the events
	verb       string
	anyArgs    bool // arguments are ignored where none are needed
}

// Sets of states that are waited for.
var (
	running = setOf(wire.Starting, wire.Up, wire.Oneshot)
	ready   = setOf(wire.Up, wire.Oneshot)
	stopped = setOf(wire.Down, wire.Fatal)
	ending  = setOf(wire.Shutdown, wire.Down, wire.Fatal)
)

// commands is what nitroctl can do. The states are those of NITROCTL COMMANDS
// in nitroctl(1).
var commands = [...]command{
	{names: []string{"list", "l"}, kind: kindList, tag: wire.TagList, show: showLine, verb: "list"},
	{names: []string{"info"}, kind: kindInfo, tag: wire.TagInfo, verb: "get info"},
	{names: []string{"events"}, kind: kindEvents, verb: "watch"},
	{names: []string{"rescan", "scan", "s"}, kind: kindOrder, tag: wire.TagRescan, verb: "rescan", anyArgs: true},
	{names: []string{"Shutdown"}, kind: kindOrder, tag: wire.TagShutdown, verb: "shut down"},
	{names: []string{"Reboot"}, kind: kindOrder, tag: wire.TagReboot, verb: "reboot"},

	{names: []string{"up", "u"}, tag: wire.TagUp, traced: true, verb: "start"},
	{names: []string{"down", "d"}, tag: wire.TagDown, until: stopped, traced: true, verb: "stop"},
	{names: []string{"start"}, tag: wire.TagUp, until: ready, fatalFails: true, traced: true, verb: "start"},
	{names: []string{"fast-start"}, tag: wire.TagUp, until: running, fatalFails: true, traced: true, verb: "start"},
	{names: []string{"restart"}, tag: wire.TagRestart, until: ready, fatalFails: true, traced: true, verb: "restart"},
	{names: []string{"fast-restart", "r"}, tag: wire.TagRestart, until: running, fatalFails: true, traced: true, verb: "restart"},
	{names: []string{"stop"}, tag: wire.TagDown, until: stopped, traced: true, verb: "stop"},
	{names: []string{"fast-stop"}, tag: wire.TagDown, until: ending, traced: true, verb: "stop"},
	{names: []string{"ready"}, tag: wire.TagReady, traced: true, verb: "make ready"},

	{names: []string{"wait-up"}, kind: kindWait, tag: wire.TagQuery, until: ready, traced: true, verb: "wait for"},
	{names: []string{"wait-down"}, kind: kindWait, tag: wire.TagQuery, until: stopped, traced: true, verb: "wait for"},
	{names: []string{"wait-starting"}, kind: kindWait, tag: wire.TagQuery, until: running, verb: "wait for"},

	{names: []string{"pidof"}, kind: kindShow, tag: wire.TagQuery, show: showPid, verb: "look up"},
	{names: []string{"check"}, kind: kindShow, tag: wire.TagQuery, show: showNothing, verb: "look up"},

	signalCommand("pause", 'p'), signalCommand("cont", 'c'), signalCommand("hup", 'h'),
	signalCommand("alarm", 'a'), signalCommand("interrupt", 'i'), signalCommand("quit", 'q'),
	signalCommand("term", 't'), signalCommand("kill", 'k'),
	signalCommand("1", '1'), signalCommand("2", '2'),
}

func signalCommand(name string, letter byte) command {
	return command{names: []string{name, string(letter)}, tag: wire.TagSignal, signal: letter, verb: "signal"}
}

// listOf is list with arguments.
var listOf = command{names: []string{"list"}, kind: kindShow, tag: wire.TagQuery, show: showLine, verb: "list"}

// commandNamed finds a command by its name or what is short for it.
func commandNamed(word string) *command {
	for i := range commands {
		for _, name := range commands[i].names {
			if name == word {
				return &commands[i]
			}
		}
	}
	return nil
}

// aboutService tells whether the command takes services as arguments.
func (c *command) aboutService() bool {
	return c.kind == kindAsk || c.kind == kindWait || c.kind == kindShow
}

// needsAnswer tells whether the command is of no use without a reply.
func (c *command) needsAnswer() bool { return c.kind != kindAsk && c.kind != kindOrder }

// request is the datagram that asks for the command.
func (c *command) request(name string) []byte {
	switch {
	case c.tag == wire.TagSignal:
		sig, _ := osdep.SignalByLetter(c.signal)
		return wire.AppendPacket(nil, c.tag, string([]byte{byte(sig)})+name)
	case c.aboutService():
		return wire.AppendPacket(nil, c.tag, name)
	}
	return wire.AppendPacket(nil, c.tag, "")
}
