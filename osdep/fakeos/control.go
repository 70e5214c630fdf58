package fakeos

import (
	"bytes"
	"fmt"
	"strings"

	"nitro/osdep"
)

type control struct {
	controlOpen bool
	controlErr  error
	inbox       []osdep.Request
	clients     []client
	maxReply    int
}

// client is a socket in notify/ with what came to it.
type client struct {
	name  string
	queue [][]byte
}

// clientQueue is how many datagrams a client's socket holds.
const clientQueue = 10

// OpenControl makes the socket where there is none, or fails as FailControl
// has said.
func (w *World) OpenControl() error {
	w.alive("OpenControl")
	if w.controlOpen {
		return nil
	}
	if w.controlErr != nil {
		if w.tracing {
			w.record("socket fails")
		}
		return w.controlErr
	}
	w.controlOpen = true
	if w.tracing {
		w.record("socket opens")
	}
	return nil
}

// FailControl makes OpenControl fail, until err is nil.
func (w *World) FailControl(err error) {
	w.controlErr = nil
	if err != nil {
		w.controlErr = fmt.Errorf("can't make nitro.sock: %w", err)
	}
}

// LoseControl takes the socket away, as a mount over it does.
func (w *World) LoseControl() {
	w.controlOpen = false
	w.inbox = nil
}

// Send puts a datagram into the socket. from is the client's address, "" for
// one without. It is false when there is no socket.
func (w *World) Send(from string, data []byte) bool {
	if !w.controlOpen {
		return false
	}
	var r osdep.Request
	r.Len = copy(r.Data[:], data)
	r.From.Len = copy(r.From.Path[:], from)
	w.inbox = append(w.inbox, r)
	return true
}

// Waiting is how many datagrams nitro has not taken.
func (w *World) Waiting() int { return len(w.inbox) }

// Receive takes the oldest datagram.
func (w *World) Receive(r *osdep.Request) bool {
	w.alive("Receive")
	if !w.controlOpen || len(w.inbox) == 0 {
		return false
	}
	*r = w.inbox[0]
	w.inbox = w.inbox[1:]
	w.Received++
	return true
}

// Reply records an answer.
func (w *World) Reply(to *osdep.Peer, packet []byte) {
	w.acts("Reply")
	w.Replied++
	if to.Len == 0 {
		w.violate("Reply to a client without an address: %s", Words(packet))
		return
	}
	if len(packet) > w.maxReply {
		w.violate("Reply of %d bytes, more than MaxReply", len(packet))
	}
	name := to.Path[:to.Len]
	name = name[bytes.LastIndexByte(name, '/')+1:]
	if w.tracing {
		w.record("reply %s %s", name, Words(packet))
	}
	for i := range w.clients {
		if w.clients[i].name == string(name) {
			w.clients[i].take(packet)
		}
	}
}

// Notify records an event.
func (w *World) Notify(service string, packet []byte) {
	w.acts("Notify")
	w.Events++
	if w.tracing {
		w.record("notify %s", Words(packet))
		if named := eventName(packet); named != service {
			w.violate("Notify to listeners for %q of an event that names %q", service, named)
		}
	}
	for i := range w.clients {
		if c := &w.clients[i]; c.listensTo(service) {
			c.take(packet)
		}
	}
}

// Listen makes a client with the socket notify/name.
func (w *World) Listen(name string) { w.clients = append(w.clients, client{name: name}) }

// Take takes the oldest datagram that came to a client.
func (w *World) Take(name string) (packet []byte, ok bool) {
	for i := range w.clients {
		if c := &w.clients[i]; c.name == name && len(c.queue) > 0 {
			packet, c.queue = c.queue[0], c.queue[1:]
			return packet, true
		}
	}
	return nil, false
}

// take puts a datagram into the queue, which clones may share.
func (c *client) take(packet []byte) {
	if len(c.queue) < clientQueue {
		c.queue = append(c.queue[:len(c.queue):len(c.queue)], bytes.Clone(packet))
	}
}

func (c *client) listensTo(service string) bool {
	return strings.HasPrefix(c.name, "ALL,") || strings.HasPrefix(c.name, strings.ReplaceAll(service, "/", ",")+",")
}

// MaxReply is 4096 unless SetMaxReply has said otherwise.
func (w *World) MaxReply() int { return w.maxReply }

// SetMaxReply sets the size of the largest datagram.
func (w *World) SetMaxReply(n int) { w.maxReply = n }

// CloseControl removes the socket.
func (w *World) CloseControl() {
	w.acts("CloseControl")
	if w.controlOpen && w.tracing {
		w.record("socket closes")
	}
	w.controlOpen = false
	w.inbox = nil
}
