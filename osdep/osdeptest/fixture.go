// Package osdeptest is the contract of osdep.System as a test suite. It runs
// against the real System and against every fake, so that no fake drifts away
// from what it stands for.
//
//	fixture.go    Fixture: a System and the hands that a test needs around it
//	run.go        Run, and how a test waits
//	processes.go  tree.go  control.go  clock.go: the stories
package osdeptest

import "nitro/osdep"

// Fixture is a System with an empty service directory and without a control
// socket, and the means to play everything around nitro. Each is called from
// the test's goroutine only and reports its own failures. Paths are relative
// to the service directory.
//
// A process is called by what Spawn got: Dir/File. Its Spawn's Service equals
// its Dir, and no two live at a time under one name. A process made by Script
// does nothing until it is told to, and dies of a signal that would kill it by
// default. What it is told may take a while: the suite waits for the effect.
type Fixture struct {
	System *osdep.System

	// Mkdir makes a directory and those above it.
	Mkdir func(path string)
	// Script makes an executable file whose processes obey, and the
	// directories above it.
	Script func(path string)
	// File makes a file that is not executable, and the directories above it.
	File func(path, content string)
	// Junk makes an executable file that the kernel refuses: ENOEXEC.
	Junk func(path string)
	// Symlink makes a symbolic link at path.
	Symlink func(path, target string)
	// Fifo makes a named pipe.
	Fifo func(path string)
	// Move renames.
	Move func(from, to string)
	// Remove removes a file, or a directory with all below it.
	Remove func(path string)

	// Exit ends a process with that status.
	Exit func(name string, code int)
	// Write lets it write to its standard output.
	Write func(name, text string)
	// WriteReady lets it write to the descriptor that Spawn's ReadyNumber
	// says.
	WriteReady func(name string, number int, text string)
	// CloseReady lets it close that descriptor.
	CloseReady func(name string, number int)
	// ReadLine lets it read a line from its standard input and gives the
	// line without its newline. It is called when the line is there.
	ReadLine func(name string) string

	// Listen makes a client with a socket notify/NAME. The control socket is
	// open then.
	Listen func(name string)
	// Send sends a datagram to nitro from that client, or, with "", from one
	// without an address. It is there when Send returns.
	Send func(name string, data []byte)
	// Take takes the oldest datagram that came to the client.
	Take func(name string) (packet string, ok bool)

	// Raise sends a signal to nitro: one of Hangup, Interrupt, Quit,
	// Terminate and User1.
	Raise func(n osdep.Notice)
}
