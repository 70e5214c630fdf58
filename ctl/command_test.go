package ctl

import (
	"bytes"
	"strings"
	"testing"

	"nitro/osdep"
)

// row is one command against a server, as release 0.8 answers it.
type row struct {
	words    string
	request  string // the first datagram, in hexadecimal
	from     string // the first socket's name
	answers  map[string][]string
	later    []later
	code     int
	out, err string
	takes    osdep.Time
}

// on is short for the answers to one request.
func on(pairs ...string) map[string][]string {
	m := map[string][]string{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = strings.Split(pairs[i+1], "|")
	}
	return m
}

func after(at osdep.Time, what string) later { return later{at, what} }

const (
	ms  = osdep.Millisecond
	sec = osdep.Second
)

var rows = map[string]row{
	"up waits only for the answer": {
		words: "up a", request: "01 00 78 61", from: "a,4711_0",
		answers: on("120 a", "STARTING a; STARTING a; ok"),
	},
	"u is up": {
		words: "u a", request: "01 00 78 61",
		answers: on("120 a", "STARTING a; ok"),
	},
	"up of nothing": {
		words: "up a", request: "01 00 78 61", answers: on("120 a", "nosuch", "125 a", "nosuch"),
		code: 111, err: "nitroctl: no such service 'a'\n",
	},
	"up of a service that fails at once is answered all the same": {
		words: "up a", request: "01 00 78 61", answers: on("120 a", "DOWN a; FATAL a; FATAL a; ok"),
	},
	"up while shutting down is refused after the event": {
		words: "up a", request: "01 00 78 61", answers: on("120 a", "DOWN a; nosuch", "125 a", "is DOWN 0 0 1"),
		code: 111, err: "nitroctl: can't start 'a': refused by the supervisor\n",
	},
	"down waits for DOWN": {
		words: "down a", request: "01 00 79 61", from: "a,4711_0",
		answers: on("121 a", "SHUTDOWN a; ok"),
		later:   []later{after(20*ms, "DOWN a")}, takes: 20 * ms,
	},
	"d is down": {
		words: "d a", request: "01 00 79 61", answers: on("121 a", "DOWN a; ok"),
	},
	"down is content with FATAL": {
		words: "down a", request: "01 00 79 61", answers: on("121 a", "SHUTDOWN a; ok"),
		later: []later{after(20*ms, "FATAL a")}, takes: 20 * ms,
	},
	"down of nothing": {
		words: "down a", request: "01 00 79 61", answers: on("121 a", "nosuch", "125 a", "nosuch"),
		code: 111, err: "nitroctl: no such service 'a'\n",
	},
	"stop waits for DOWN": {
		words: "stop a", request: "01 00 79 61", answers: on("121 a", "SHUTDOWN a; ok"),
		later: []later{after(20*ms, "DOWN a")}, takes: 20 * ms,
	},
	"stop of a service that is forgotten when down": {
		words: "stop a", request: "01 00 79 61", answers: on("121 a", "SHUTDOWN a; ok", "125 a", "nosuch"),
		takes: sec,
	},
	"fast-stop returns at SHUTDOWN": {
		words: "fast-stop a", request: "01 00 79 61", answers: on("121 a", "SHUTDOWN a; ok"),
	},
	"fast-stop returns at DOWN": {
		words: "fast-stop a", request: "01 00 79 61", answers: on("121 a", "DOWN a; ok"),
	},
	"fast-stop waits while a one-shot finishes": {
		words: "fast-stop a", request: "01 00 79 61", answers: on("121 a", "ONESHOT a; ONESHOT a; ok"),
		later: []later{after(30*ms, "DOWN a")}, takes: 30 * ms,
	},
	"start waits for UP": {
		words: "start a", request: "01 00 78 61", answers: on("120 a", "STARTING a; STARTING a; ok", "125 a", "is STARTING 5 0 1"),
		later: []later{after(2*sec-ms, "UP a")}, takes: 2*sec - ms,
	},
	"start waits for ONESHOT": {
		words: "start a", request: "01 00 78 61", answers: on("120 a", "SETUP a; SETUP a; ok"),
		later: []later{after(5*ms, "ONESHOT a")}, takes: 5 * ms,
	},
	"start of a service that is UP": {
		words: "start a", request: "01 00 78 61", answers: on("120 a", "UP a; ok"),
	},
	"start fails at FATAL": {
		words: "start a", request: "01 00 78 61", answers: on("120 a", "SETUP a; SETUP a; ok"),
		later: []later{after(5*ms, "FATAL a")}, takes: 5 * ms,
		code: 1, err: "nitroctl: failed to start 'a'\n",
	},
	"start fails when the exec does": {
		words: "start a", request: "01 00 78 61", answers: on("120 a", "DOWN a; FATAL a; FATAL a; ok"),
		code: 1, err: "nitroctl: failed to start 'a'\n",
	},
	"start goes by what was said last before the answer": {
		words: "start a", request: "01 00 78 61", answers: on("120 a", "FATAL a; SETUP a; ok"),
		later: []later{after(5*ms, "UP a")}, takes: 5 * ms,
	},
	"fast-start returns at STARTING": {
		words: "fast-start a", request: "01 00 78 61", answers: on("120 a", "STARTING a; STARTING a; ok"),
	},
	"fast-start fails at FATAL": {
		words: "fast-start a", request: "01 00 78 61", answers: on("120 a", "DOWN a; FATAL a; FATAL a; ok"),
		code: 1, err: "nitroctl: failed to start 'a'\n",
	},
	"restart waits for UP again": {
		words: "restart a", request: "01 00 7a 61", answers: on("122 a", "UP a; RESTART a; ok"),
		later: []later{after(3*ms, "DOWN a"), after(4*ms, "STARTING a"), after(900*ms, "UP a")}, takes: 900 * ms,
	},
	"restart fails at FATAL": {
		words: "restart a", request: "01 00 7a 61", answers: on("122 a", "RESTART a; ok"),
		later: []later{after(3*ms, "FATAL a")}, takes: 3 * ms,
		code: 1, err: "nitroctl: failed to restart 'a'\n",
	},
	"fast-restart returns at STARTING": {
		words: "fast-restart a", request: "01 00 7a 61", answers: on("122 a", "RESTART a; ok"),
		later: []later{after(3*ms, "DOWN a"), after(4*ms, "STARTING a"), after(900*ms, "UP a")}, takes: 4 * ms,
	},
	"r is fast-restart": {
		words: "r a", request: "01 00 7a 61", answers: on("122 a", "RESTART a; ok"),
		later: []later{after(4*ms, "STARTING a")}, takes: 4 * ms,
	},
	"ready": {
		words: "ready a", request: "01 00 82 61", answers: on("130 a", "UP a; UP a; ok"),
	},
	"ready of a service that does not wait for it": {
		words: "ready a", request: "01 00 82 61", answers: on("130 a", "DOWN a; ok"),
	},
	"ready of nothing": {
		words: "ready a", request: "01 00 82 61", answers: on("130 a", "nosuch", "125 a", "nosuch"),
		code: 111, err: "nitroctl: no such service 'a'\n",
	},
	"wait-up asks nothing": {
		words: "wait-up a", request: "01 00 7d 61", answers: on("125 a", "is STARTING 7 0 0"),
		later: []later{after(10*ms, "UP a")}, takes: 10 * ms,
	},
	"wait-up of a service that is UP": {
		words: "wait-up a", request: "01 00 7d 61", answers: on("125 a", "is UP 7 0 0"),
	},
	"wait-up waits through FATAL": {
		words: "wait-up a", request: "01 00 7d 61", answers: on("125 a", "is FATAL 0 -1 0"),
		later: []later{after(10*ms, "FATAL a"), after(20*ms, "ONESHOT a")}, takes: 20 * ms,
	},
	"wait-up of nothing": {
		words: "wait-up a", request: "01 00 7d 61", answers: on("125 a", "nosuch"),
		code: 111, err: "nitroctl: no such service 'a'\n",
	},
	"wait-up times out": {
		words: "-t 0.5 wait-up a", request: "01 00 7d 61", answers: on("125 a", "is DOWN 0 0 0"),
		code: 3, err: "nitroctl: action timed out\n", takes: 500 * ms,
	},
	"wait-down": {
		words: "wait-down a", request: "01 00 7d 61", answers: on("125 a", "is UP 7 0 0"),
		later: []later{after(10*ms, "SHUTDOWN a"), after(20*ms, "DOWN a")}, takes: 20 * ms,
	},
	"wait-down is content with FATAL": {
		words: "wait-down a", request: "01 00 7d 61", answers: on("125 a", "is FATAL 0 -1 0"),
	},
	"wait-starting": {
		words: "wait-starting a", request: "01 00 7d 61", answers: on("125 a", "is SETUP 0 0 0"),
		later: []later{after(10*ms, "STARTING a")}, takes: 10 * ms,
	},
	"pidof": {
		words: "pidof a", request: "01 00 7d 61", answers: on("125 a", "is UP 15246 0 0"), out: "15246\n",
	},
	"pidof without a process": {
		words: "pidof a", request: "01 00 7d 61", answers: on("125 a", "is ONESHOT 0 0 0"), code: 1,
	},
	"pidof of nothing": {
		words: "pidof a", request: "01 00 7d 61", answers: on("125 a", "nosuch"),
		code: 111, err: "nitroctl: no such service 'a'\n",
	},
	"check": {
		words: "check a", request: "01 00 7d 61", answers: on("125 a", "is STARTING 9 0 0"),
	},
	"check of nothing": {
		words: "check a", request: "01 00 7d 61", answers: on("125 a", "nosuch"),
		code: 111, err: "nitroctl: no such service 'a'\n",
	},
	"list S": {
		words: "list b a", request: "01 00 7d 62", from: "b,4711_0",
		answers: on("125 a", "is UP 15246 256 3", "125 b", "is FATAL 0 -1 70"),
		out:     "FATAL b (wstatus -1) 70s\nUP a (pid 15246) (wstatus 256) 3s\n",
	},
	"l S is list S": {
		words: "l a", request: "01 00 7d 61", answers: on("125 a", "is UP 15246 15 3"),
		out: "UP a (pid 15246) (wstatus 15) 3s\n",
	},
	"list S of nothing shows the others": {
		words: "list x a", request: "01 00 7d 78",
		answers: on("125 x", "nosuch", "125 a", "is UP 1 0 3"),
		code:    111, out: "UP a (pid 1) (wstatus 0) 3s\n", err: "nitroctl: no such service 'x'\n",
	},
	"list": {
		words: "list", request: "00 00 7c", from: ",4711_0",
		answers: on("124", "hex ffff64 0200656100 01006603 0400678e3b0000 04006800000000 04006900000000 feff64"),
		out:     "STARTING a (pid 15246) (wstatus 0) 0s\n",
	},
	"nothing is list": {
		words: "", request: "00 00 7c", answers: on("124", "hex"),
	},
	"l is list": {
		words: "l", request: "00 00 7c", answers: on("124", "hex"),
	},
	"info": {
		words: "info", request: "00 00 7b", from: ",4711_0",
		answers: on("123", "hex 04006a01000000 04006701000000 04006b05000000 04006cff000000 04006d04000000 0400f301020304 ffff05 01006603 feff05"),
		out:     "nitro_pid 1\npid 1\nmax_service 5\ntotal_reaps 255\ntotal_sv_reaps 4\n# unknown tag 0xf3\n",
	},
	"rescan":                  {words: "rescan", request: "00 00 7e", from: ",4711_0", answers: on("126", "ok")},
	"scan is rescan":          {words: "scan", request: "00 00 7e", answers: on("126", "ok")},
	"s is rescan":             {words: "s", request: "00 00 7e", answers: on("126", "ok")},
	"rescan ignores the rest": {words: "rescan a b", request: "00 00 7e", answers: on("126", "ok")},
	"rescan refused": {
		words: "rescan", request: "00 00 7e", answers: on("126", "nosuch"),
		code: 111, err: "nitroctl: can't rescan: refused by the supervisor\n",
	},
	"Shutdown": {words: "Shutdown", request: "00 00 7f", from: ",4711_0", answers: on("127", "ok")},
	"Reboot":   {words: "Reboot", request: "00 00 80", from: ",4711_0", answers: on("128", "ok")},
	"a server that lacks a command": {
		words: "ready a", request: "01 00 82 61", answers: on("130 a", "unknown"),
		code: 111, err: "nitroctl: command not implemented in server\n",
	},
	"a server that lacks an order": {
		words: "Reboot", request: "00 00 80", answers: on("128", "unknown"),
		code: 111, err: "nitroctl: command not implemented in server\n",
	},
	"a server that lacks list": {
		words: "list", request: "00 00 7c", answers: on("124", "unknown"),
		code: 111, err: "nitroctl: command not implemented in server\n",
	},
	"-v prints each event by the argument's own text": {
		words: "-v restart /dev/../dev/null", request: "04 00 7a 6e 75 6c 6c", answers: on("122 null", "RESTART null; ok"),
		later: []later{after(3*ms, "DOWN null"), after(4*ms, "STARTING null"), after(9*ms, "UP null")}, takes: 9 * ms,
		out: "RESTART /dev/../dev/null\nDOWN /dev/../dev/null\nSTARTING /dev/../dev/null\nUP /dev/../dev/null\n",
	},
	"the worst of several counts": {
		words: "start a b", request: "01 00 78 61",
		answers: on("120 a", "UP a; ok", "120 b", "FATAL b; ok"),
		code:    1, err: "nitroctl: failed to start 'b'\n",
	},
}

func TestCommands(t *testing.T) {
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			s := newServer(t)
			s.answers, s.later = r.answers, r.later
			code, out, errs := s.run(strings.Fields(r.words)...)
			if code != r.code || out != r.out || errs != r.err {
				t.Errorf("nitroctl %s: exit %d, want %d\nstdout %q, want %q\nstderr %q, want %q",
					r.words, code, r.code, out, r.out, errs, r.err)
			}
			if want := unhex(strings.ReplaceAll(r.request, " ", "")); len(s.requests) == 0 || !bytes.Equal(s.requests[0], want) {
				t.Errorf("requests % x, want % x first", s.requests, want)
			}
			if r.from != "" && (len(s.froms) == 0 || s.froms[0] != r.from) {
				t.Errorf("asked by %q, want %q", s.froms, r.from)
			}
			if s.elapsed() != r.takes {
				t.Errorf("took %d ms, want %d", s.elapsed()/ms, r.takes/ms)
			}
		})
	}
}

// TestSignals sends each signal by its letter and by its word, as this system
// numbers it.
func TestSignals(t *testing.T) {
	for word, letter := range map[string]byte{
		"pause": 'p', "cont": 'c', "hup": 'h', "alarm": 'a', "interrupt": 'i', "quit": 'q', "term": 't', "kill": 'k', "1": '1', "2": '2',
	} {
		for _, word := range []string{word, string(letter)} {
			t.Run(word, func(t *testing.T) {
				number, _ := osdep.SignalByLetter(letter)
				s := newServer(t)
				s.answers = on("129 "+string([]byte{byte(number)})+"svc", "ok")
				code, out, errs := s.run(word, "svc")
				want := []byte{4, 0, 129, byte(number), 's', 'v', 'c'}
				if code != 0 || out+errs != "" || len(s.requests) != 1 || !bytes.Equal(s.requests[0], want) {
					t.Errorf("exit %d, %q, requests % x, want % x", code, out+errs, s.requests, want)
				}
			})
		}
	}
}

// TestEveryCommandIsTested keeps the table of commands and the rows together.
func TestEveryCommandIsTested(t *testing.T) {
	tried := map[*command]bool{&listOf: true}
	for _, r := range rows {
		if inv, ok := parseArgs(strings.Fields(r.words)); ok {
			tried[inv.command] = true
		}
	}
	for i := range commands {
		c := &commands[i]
		if c.signal == 0 && c.kind != kindEvents && !tried[c] {
			t.Errorf("no row for %s", c.names[0])
		}
	}
}
