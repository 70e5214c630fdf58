package main

import (
	"bytes"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"nitro/ctl/wire"

	"golang.org/x/sys/unix"
)

// client is a program that is run from beginning to end.
type client struct {
	name  string
	argv  []string
	env   []string
	takes samples
}

// ask measures how long it takes to learn of one service: the bare exchange of
// datagrams, and whole client programs beside programs that do nothing.
func (b *bench) ask(watched []*instance) {
	b.title("one service", "median × the first's", "fastest", "99 of 100 within", "runs")
	var clients []client
	for _, in := range watched {
		if in.speaks {
			b.exchange(in)
		}
		if in.status != nil {
			argv := in.status(in, serviceName(1))
			clients = append(clients, client{name: name(argv), argv: argv, env: in.environment()})
		}
	}
	clients = append(clients,
		client{name: "an empty Go program", argv: []string{b.made.emptyGo}},
		client{name: "an empty C program", argv: []string{b.made.emptyC}})
	b.runInTurn(clients, b.plan.runs)
	b.out.Flush()
}

// name is a command line with the paths cut off.
func name(argv []string) string {
	words := make([]string, len(argv))
	for i, w := range argv {
		words[i] = filepath.Base(w)
	}
	return strings.Join(words, " ")
}

// listAll measures how long a client program takes to list all services. It
// looks first whether it does.
func (in *instance) listAll() (samples, error) {
	const most, enough = 3, time.Second
	argv := expand(in.list(in))
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Env = in.environment()
	out, err := cmd.Output()
	if lines := bytes.Count(out, []byte("\n")); err != nil || lines != in.n {
		return nil, fmt.Errorf("%s lists %d of %d services (%v)", name(argv[:1]), lines, in.n, err)
	}
	var took samples
	for first := time.Now(); len(took) < most && time.Since(first) < enough; {
		begin := time.Now()
		if err := runQuietly(argv, in.environment()); err != nil {
			return nil, err
		}
		took = append(took, time.Since(begin))
	}
	return took, nil
}

// expand replaces a last argument DIR/* by what is in DIR.
func expand(argv []string) []string {
	last := argv[len(argv)-1]
	if !strings.HasSuffix(last, "/*") {
		return argv
	}
	dirs, _ := filepath.Glob(last)
	return append(argv[:len(argv)-1:len(argv)-1], dirs...)
}

// runInTurn runs each client as often as told and prints a row for each.
func (b *bench) runInTurn(clients []client, runs int) {
	for range runs + 1 {
		for i := range clients {
			c := &clients[i]
			begin := time.Now()
			if err := runQuietly(c.argv, c.env); err != nil {
				c.name += " (" + err.Error() + ")"
			}
			c.takes = append(c.takes, time.Since(begin))
		}
	}
	for _, c := range clients {
		c.takes = c.takes[1:]
		b.rowOf(c.name, c.takes, clients[0].takes[1:])
	}
}

func (b *bench) rowOf(name string, s, reference samples) {
	b.row(name, s.cell(reference), inUnits(s.at(0)), inUnits(s.at(0.99)), strconv.Itoa(len(s)))
}

// exchange measures a query and its answer through one socket that stays.
func (b *bench) exchange(in *instance) {
	took, err := in.query(b.plan.asks)
	if err != nil {
		b.row("failed: " + in.name + ": " + err.Error())
		return
	}
	b.rowOf(in.name+", query datagram and answer", took, took)
}

func (in *instance) query(times int) (samples, error) {
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_DGRAM, 0)
	if err != nil {
		return nil, err
	}
	defer unix.Close(fd)
	unix.CloseOnExec(fd)
	path := filepath.Join(in.home, "client")
	if err := unix.Bind(fd, &unix.SockaddrUnix{Name: path}); err != nil {
		return nil, err
	}
	defer unix.Unlink(path)
	if err := unix.Connect(fd, &unix.SockaddrUnix{Name: in.socket}); err != nil {
		return nil, err
	}
	request := wire.AppendPacket(nil, wire.TagQuery, serviceName(1))
	var answer [4096]byte
	var took samples
	for range times {
		begin := time.Now()
		if _, err := unix.Write(fd, request); err != nil {
			return nil, err
		}
		if err := readable(fd, begin.Add(patience)); err != nil {
			return nil, err
		}
		n, err := unix.Read(fd, answer[:])
		if err != nil {
			return nil, err
		}
		took = append(took, time.Since(begin))
		r := wire.NewReader(answer[:n])
		if p, ok := r.Next(); !ok || p.Tag != wire.TagState {
			return nil, errors.New("the answer to a query does not begin with a state")
		}
	}
	return took, nil
}
