package clients

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"nitro/ci/realtest"
	"nitro/ctl/wire"
)

// datagram is a random one: noise, or a request with something wrong about it.
// It is no request to end.
func datagram(r *rand.Rand) []byte {
	names := []string{"a", "b", "nobody", "SYS", "t@x", "t@", "", "../a", "a/log", "a,1", string(make([]byte, 64))}
	tags := []wire.Tag{
		wire.TagUp, wire.TagDown, wire.TagRestart, wire.TagInfo, wire.TagList, wire.TagQuery, wire.TagRescan,
		wire.TagSignal, wire.TagReady, wire.TagOK, wire.TagService, 0, 255, 192, wire.Tag(wire.Up),
	}
	var b []byte
	switch r.IntN(4) {
	case 0:
		b = make([]byte, r.IntN(40))
	case 1:
		b = make([]byte, r.IntN(5000))
	default:
		name := names[r.IntN(len(names))]
		tag := tags[r.IntN(len(tags))]
		if tag == wire.TagSignal {
			name = string([]byte{byte(r.IntN(256))}) + name
		}
		b = wire.AppendPacket(nil, tag, name)
	}
	if r.IntN(4) < 2 {
		for range r.IntN(4) {
			if len(b) > 0 {
				b[r.IntN(len(b))] = byte(r.IntN(256))
			}
		}
	}
	if r.IntN(8) == 0 {
		b = b[:r.IntN(len(b)+1)]
	}
	if len(b) > 2 && (wire.Tag(b[2]) == wire.TagShutdown || wire.Tag(b[2]) == wire.TagReboot) {
		b[2] = 0
	}
	return b
}

func TestRandomDatagramsHurtNobody(t *testing.T) {
	t.Parallel()
	n := realtest.Start(t, realtest.NewTree(t, `
		a/run: exec sleep 1000
		b/setup: exit 0
		t@/run: exec sleep 1000
	`), realtest.Options{})
	w := watch(t, n)
	seed := uint64(time.Now().UnixNano())
	if given, err := strconv.ParseUint(os.Getenv("CLIENTS_SEED"), 10, 64); err == nil {
		seed = given
	}
	t.Logf("CLIENTS_SEED=%d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	bound := bind(t, filepath.Join(n.Dir, "random"))
	unbound := n.ClientAt("")
	for i := range 20000 {
		if b := datagram(r); i%2 == 0 || len(b) == 0 {
			send(t, n, bound, b)
		} else {
			unbound.Send(b)
		}
		if i%500 == 0 {
			w.ask()
		}
	}
	w.stillFast("after 20000 random datagrams")
	n.Ctl("down", "t@x") // a rescan may have forgotten it
	w.nothingLeaked()
}

func TestClientsThatNeverReadCostNobodyAnAnswer(t *testing.T) {
	t.Parallel()
	tree := realtest.NewTree(t)
	for i := range 60 {
		tree.Add(fmt.Sprintf("service%02d/setup: exit 0", i))
	}
	n := realtest.Start(t, tree, realtest.Options{NoListener: true})
	for i := range 60 {
		awaitState(n, fmt.Sprintf("service%02d", i), wire.Oneshot)
	}
	w := watch(t, n)

	// Unread datagrams count as memory of their sender, nitro: fifty clients
	// with as many answers as the kernel keeps for each are more than a
	// socket may have.
	for i := range 50 {
		deaf := bind(t, filepath.Join(n.Dir, "sock", "notify", fmt.Sprint("ALL,", i)))
		for range 20 {
			send(t, n, deaf, wire.AppendPacket(nil, wire.TagList, ""))
		}
	}
	w.stillFast("fifty clients read no answer")
	for range 20 {
		send(t, n, w.conn, wire.AppendPacket(nil, wire.TagReady, "service00"))
		w.skip()
	}
	w.stillFast("nor any event")
	if states := n.CtlOK("list", "service00"); states == "" {
		t.Error("nitroctl got no answer")
	}
	w.nothingLeaked()
}

// skip takes one answer.
func (w *witness) skip() {
	w.t.Helper()
	w.conn.SetReadDeadline(time.Now().Add(realtest.Bound))
	if _, err := w.conn.Read(make([]byte, 4096)); err != nil {
		w.t.Fatal("no answer: ", err)
	}
}

// awaitState asks until a service is in that state.
func awaitState(n *realtest.Nitro, service string, want wire.State) {
	n.T().Helper()
	for over := time.Now().Add(realtest.Bound); n.Query(service).State != want; {
		if time.Now().After(over) {
			n.T().Fatalf("%s is %s, want %s", service, n.State(service), want)
		}
	}
}

func TestAClientThatDiesWhileItWaitsIsForgotten(t *testing.T) {
	t.Parallel()
	n := realtest.Start(t, realtest.NewTree(t, "a/run: exec sleep 1000"), realtest.Options{})
	w := watch(t, n)
	n.Events.Await("STARTING a")
	notify := filepath.Join(n.Dir, "sock", "notify")
	var waiting []*realtest.Running
	for range 5 {
		waiting = append(waiting, n.BeginCtl("wait-down", "a"))
	}
	for over := time.Now().Add(realtest.Bound); ; n.Barrier() { // until all have their socket
		if found, _ := filepath.Glob(filepath.Join(notify, "a,*")); len(found) == 5 {
			break
		}
		if time.Now().After(over) {
			t.Fatal("nitroctl binds no socket")
		}
	}
	for _, c := range waiting {
		c.Signal(9)
		c.End()
	}
	found, _ := filepath.Glob(filepath.Join(notify, "a,*"))
	if len(found) != 5 {
		t.Fatalf("the dead left %v", found)
	}
	n.CtlOK("down", "a")
	for _, path := range found {
		isGone(t, path)
	}
	w.stillFast("after five dead clients")
	w.nothingLeaked()
}

func TestAThousandStaleSocketsGoWithTheFirstEvent(t *testing.T) {
	t.Parallel()
	n := realtest.Start(t, realtest.NewTree(t, "a/setup: exit 0"), realtest.Options{})
	n.Events.Await("ONESHOT a")
	w := watch(t, n)
	notify := filepath.Join(n.Dir, "sock", "notify")
	for i := range 1000 {
		name := filepath.Join(notify, fmt.Sprint("ALL,stale", i))
		bind(t, name).Close() // which leaves the file behind
	}
	w.stillFast("beside a thousand stale sockets")
	begin := time.Now()
	n.Ask(wire.TagReady, "a")
	t.Logf("the event that removed them took %v", time.Since(begin))
	if left, _ := filepath.Glob(filepath.Join(notify, "ALL,stale*")); len(left) > 0 {
		t.Errorf("%d stale sockets are left", len(left))
	}
	n.Events.Await("ONESHOT a")
	w.nothingLeaked()
}

func TestAFloodOfRequestsLeavesRoomForOthers(t *testing.T) {
	t.Parallel()
	n := realtest.Start(t, realtest.NewTree(t, "a/run: exec sleep 1000"), realtest.Options{})
	w := watch(t, n)
	var floods sync.WaitGroup
	over := make(chan struct{})
	for range 4 {
		c := n.ClientAt("")
		floods.Go(func() {
			request := wire.AppendPacket(nil, wire.TagList, "")
			for {
				select {
				case <-over:
					return
				default:
					c.Send(request)
				}
			}
		})
	}
	w.stillFast("beside four floods")
	close(over)
	floods.Wait()
	w.nothingLeaked()
}
