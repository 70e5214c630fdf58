package ctl

import "nitro/osdep"

// Main is the program: args is its argv, the result its exit status. It may
// also exit by itself, on a signal.
func Main(args []string) int {
	w := realWorld()
	if len(args) == 0 {
		return w.usage(usageLine)
	}
	name, words := args[0], args[1:]
	switch role := personalityOf(name); role {
	case asInit:
		if w.pid == 1 {
			return becomeNitro(w, args)
		}
		return w.init(words, w.control)
	case asHalt, asPoweroff, asReboot:
		return w.halt(role, words, w.control)
	}
	return w.control(words)
}

// control is nitroctl, called by that name.
func (w *world) control(words []string) int {
	inv, ok := parseArgs(words)
	switch {
	case !ok:
		return w.usage(usageLine)
	case inv.print != "":
		return w.show(inv.print)
	}
	if err := osdep.Supported(); err != nil {
		w.complain(err.Error())
		return exitOther
	}
	s, code := w.newSession(&inv)
	if s == nil {
		return code
	}
	defer s.files.removeAll()
	w.catch(&s.files, inv.command.signalRule())
	return s.carryOut(&inv)
}

func (w *world) newSession(inv *invocation) (s *session, code int) {
	s = &session{world: w, self: w.getenv("NITRO_SERVICE"), verbose: inv.verbose}
	if inv.span != forever {
		s.deadline = w.now() + inv.span
	}
	socket, err := w.socket()
	if err != nil {
		w.complain(err.Error())
		return nil, exitOther
	}
	if s.place, err = placeOf(socket); err != nil {
		w.complain("can't use ", socket, ": ", err.Error())
		return nil, exitOther
	}
	return s, exitDone
}

// carryOut does what was asked for and returns the exit status.
func (s *session) carryOut(inv *invocation) int {
	switch c := inv.command; c.kind {
	case kindList:
		return s.run([]exchange{newList(s)})
	case kindInfo:
		return s.run([]exchange{newInfo(s)})
	case kindEvents:
		return s.run([]exchange{newEvents(s)})
	case kindOrder:
		return s.run([]exchange{newOrder(s, c)})
	}
	return s.askAll(inv)
}

// askAll works on all services at once, and prints what it was told of them in
// the order of the arguments.
func (s *session) askAll(inv *invocation) int {
	t := tree{getenv: s.getenv}
	all := make([]exchange, len(inv.services))
	asks := make([]*ask, len(inv.services))
	for i, argument := range inv.services {
		asks[i] = newAsk(s, inv.command, t.target(argument), i)
		all[i] = asks[i]
	}
	code := s.run(all)
	var text []byte
	for _, a := range asks {
		text = append(text, a.text...)
	}
	s.print(text)
	if s.broken != 0 {
		return s.broken
	}
	return code
}
