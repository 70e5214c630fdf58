//go:build !unix || aix

package osdep

import (
	"os"
	"time"
)

// MaxSocketPath is the longest path of a Unix socket in bytes.
const MaxSocketPath = 0

// ClientSocket is a datagram socket of a program that talks to nitro; here
// there are none.
type ClientSocket struct{}

// OpenClient fails.
func OpenClient() (ClientSocket, error) { return ClientSocket{}, errUnsupported }

// FD is no descriptor.
func (ClientSocket) FD() FD { return NoFD }

// Close does nothing.
func (ClientSocket) Close() {}

// Bind fails.
func (ClientSocket) Bind(string, bool) error { return errUnsupported }

// Send fails.
func (ClientSocket) Send(string, []byte) error { return errUnsupported }

// Receive fails.
func (ClientSocket) Receive([]byte) (int, error) { return 0, errUnsupported }

// ProbeSocket fails.
func ProbeSocket(string) error { return errUnsupported }

// IsNoPlace tells nothing of a failed Bind.
func IsNoPlace(error) bool { return false }

// IsInUse tells nothing of a failed Bind.
func IsInUse(error) bool { return false }

// IsStale tells nothing of a failed ProbeSocket.
func IsStale(error) bool { return false }

// IsBrokenPipe tells nothing of a failed WriteAll.
func IsBrokenPipe(error) bool { return false }

// OwnerOf fails.
func OwnerOf(string) (int, error) { return -1, errUnsupported }

var firstNow = time.Now().Add(-time.Second)

// Now is the time since about when the program was started.
func Now() Time { return Time(time.Since(firstNow)) }

// AwaitReadable returns at once.
func AwaitReadable([]Watch, Time) {}

// WriteAll writes b to standard output or standard error.
func WriteAll(fd FD, b []byte) error {
	out := os.Stdout
	if fd == 2 {
		out = os.Stderr
	}
	_, err := out.Write(b)
	return err
}

// EndingSignals is the interrupt.
func EndingSignals() []os.Signal { return []os.Signal{os.Interrupt} }

// NumberOf knows the interrupt.
func NumberOf(sig os.Signal) Signal {
	if sig == os.Interrupt {
		return SIGINT
	}
	return 0
}

// Become fails.
func Become(string, []string) error { return errUnsupported }
