package realtest

import (
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"nitro/ctl/wire"
)

// Client is a datagram socket that speaks to nitro in bytes.
type Client struct {
	t    *testing.T
	n    *Nitro
	conn *net.UnixConn
}

var clients atomic.Int64

// Client binds a socket outside of notify/: replies come to its address.
func (n *Nitro) Client() *Client {
	n.t.Helper()
	return n.ClientAt(filepath.Join(n.Dir, "client"+strconv.FormatInt(clients.Add(1), 10)))
}

// ClientAt binds a socket at a path; "" leaves it without an address.
func (n *Nitro) ClientAt(path string) *Client {
	n.t.Helper()
	var local *net.UnixAddr
	if path != "" {
		local = &net.UnixAddr{Name: path, Net: "unixgram"}
	}
	conn, err := net.DialUnix("unixgram", local, &net.UnixAddr{Name: n.Socket, Net: "unixgram"})
	if err != nil {
		n.t.Fatal(err)
	}
	n.t.Cleanup(func() { conn.Close() })
	if path != "" && n.opts.UID != 0 {
		os.Lchown(path, n.opts.UID, n.opts.UID) // or nitro could not answer
	}
	return &Client{n.t, n, conn}
}

// Send sends one datagram.
func (c *Client) Send(b []byte) {
	c.t.Helper()
	c.conn.SetWriteDeadline(time.Now().Add(Bound))
	if _, err := c.conn.Write(b); err != nil {
		c.t.Fatal("send: ", err)
	}
}

// Receive waits for one datagram.
func (c *Client) Receive() []byte {
	c.t.Helper()
	c.conn.SetReadDeadline(time.Now().Add(Bound))
	b := make([]byte, 1<<16)
	k, err := c.conn.Read(b)
	if err != nil {
		c.t.Fatal("no reply: ", err)
	}
	return b[:k]
}

// Ask sends a request and returns the reply.
func (c *Client) Ask(tag wire.Tag, payload string) []byte {
	c.t.Helper()
	c.Send(wire.AppendPacket(nil, tag, payload))
	return c.Receive()
}

// Close ends the socket; its file stays.
func (c *Client) Close() { c.conn.Close() }

// Ask sends one request from a socket of its own and returns the reply.
func (n *Nitro) Ask(tag wire.Tag, payload string) []byte {
	n.t.Helper()
	c := n.Client()
	defer c.Close()
	return c.Ask(tag, payload)
}

// Service is what query and list say of one.
type Service struct {
	Name   string // list only
	State  wire.State
	Pid    int
	Status int32
	Uptime int
}

// Query asks for the state of a service; one that is not known has state 0.
func (n *Nitro) Query(service string) Service {
	n.t.Helper()
	r := wire.NewReader(n.Ask(wire.TagQuery, service))
	var s Service
	for p, ok := r.Next(); ok; p, ok = r.Next() {
		s.take(p)
	}
	return s
}

func (s *Service) take(p wire.Packet) {
	switch p.Tag {
	case wire.TagName:
		s.Name = string(wire.Name(p.Payload))
	case wire.TagState:
		s.State = wire.State(p.Payload[0])
	case wire.TagPid:
		v, _ := wire.U32(p.Payload)
		s.Pid = int(v)
	case wire.TagStatus:
		v, _ := wire.U32(p.Payload)
		s.Status = int32(v)
	case wire.TagUptime:
		v, _ := wire.U32(p.Payload)
		s.Uptime = int(v)
	}
}

// DecodeList takes a list reply apart; more tells whether the list goes on.
func DecodeList(reply []byte) (all []Service, more bool) {
	r := wire.NewReader(reply)
	for p, ok := r.Next(); ok; p, ok = r.Next() {
		switch {
		case p.Kind == wire.Open && p.Tag == wire.TagService:
			all = append(all, Service{})
		case p.Kind == wire.Plain && p.Tag == wire.TagMore:
			more = true
		case p.Kind == wire.Plain && len(all) > 0:
			all[len(all)-1].take(p)
		}
	}
	return all, more
}

// List asks for all services, page by page.
func (n *Nitro) List() (all []Service) {
	n.t.Helper()
	after := ""
	for {
		page, more := DecodeList(n.Ask(wire.TagList, after))
		all = append(all, page...)
		if !more || len(page) == 0 {
			return all
		}
		after = page[len(page)-1].Name
	}
}

// Barrier returns when nitro has done all that was asked of it before, and the
// events of it have arrived.
func (n *Nitro) Barrier() {
	n.t.Helper()
	n.Ask(wire.TagInfo, "")
}

// Quiet wants that no event has come that the test did not look at.
func (n *Nitro) Quiet() {
	n.t.Helper()
	n.Barrier()
	if rest := n.Events.Rest(); len(rest) > 0 {
		n.t.Errorf("unexpected events: %v", rest)
	}
}

// ClientlessSend sends a datagram from a socket without an address.
func (n *Nitro) ClientlessSend(b []byte) {
	n.t.Helper()
	c := n.ClientAt("")
	c.Send(b)
	c.Close()
}

// QuietFor wants that no event comes within so many milliseconds, and none
// that the test has not looked at before.
func (n *Nitro) QuietFor(ms int) {
	n.t.Helper()
	if e, ok := n.Events.next(time.Duration(ms)*time.Millisecond, nil); ok {
		n.t.Errorf("unexpected event: %v", e)
	}
}
