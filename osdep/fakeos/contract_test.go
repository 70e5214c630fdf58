package fakeos

import (
	"strconv"
	"strings"
	"testing"

	"nitro/osdep/osdeptest"
)

// TestContract holds the simulated machine to what the real ones are held to.
func TestContract(t *testing.T) {
	osdeptest.Run(t, func(t *testing.T) *osdeptest.Fixture {
		w := New()
		w.Obedient = true
		t.Cleanup(func() {
			for _, v := range w.Violations {
				t.Error("violation: ", v)
			}
		})
		add := func(path, rest string) { plant(t, w, strconv.Quote(path)+rest) }
		must := func(ok bool, what string) {
			t.Helper()
			if !ok {
				t.Fatal(what)
			}
		}
		number := func(name string, number int) {
			t.Helper()
			must(w.ReadyNumber(name) == number, name+" has another descriptor for readiness")
		}
		add("./", "")
		return &osdeptest.Fixture{
			System:  w.System(),
			Mkdir:   func(path string) { add(path+"/", "") },
			Script:  func(path string) { add(path, "") },
			File:    func(path, content string) { add(path, " = "+strconv.Quote(content)) },
			Junk:    func(path string) { add(path, " !ENOEXEC") },
			Symlink: func(path, target string) { add(path, " -> "+strconv.Quote(target)) },
			Fifo:    func(path string) { add(path, " |") },
			Move:    func(from, to string) { must(w.Move(from, to), "nothing to move") },
			Remove:  func(path string) { must(w.Remove(path), "nothing to remove") },

			Exit:  func(name string, code int) { must(w.Exit(name, Exited(code)), "no such process") },
			Write: func(name, text string) { must(w.Write(name, text) == nil, "can't write") },
			WriteReady: func(name string, n int, text string) {
				number(name, n)
				must(w.WriteReady(name, text) == nil, "can't write")
			},
			CloseReady: func(name string, n int) {
				number(name, n)
				must(w.CloseReady(name), "can't close")
			},
			ReadLine: func(name string) string {
				text, _, err := w.Read(name)
				must(err == nil && strings.Count(text, "\n") == 1, "not one line: "+text)
				return strings.TrimSuffix(text, "\n")
			},

			Listen: w.Listen,
			Send:   func(name string, data []byte) { must(w.Send(name, data), "no socket") },
			Take: func(name string) (string, bool) {
				packet, ok := w.Take(name)
				return string(packet), ok
			},
			Raise: w.Raise,
		}
	})
}
