package fakeos

import (
	"slices"
	"strings"
	"syscall"

	"nitro/osdep"
)

// root is where the service directory lies in the tree, so that links may
// point out of it.
const root = "/svc"

type kind uint8

const (
	dirNode kind = iota
	fileNode
	linkNode
	fifoNode
)

// node is one entry. Its path is absolute, without links or dots.
type node struct {
	path  string
	kind  kind
	exec  bool
	text  string        // a file's content, a link's target
	errno syscall.Errno // what opening or executing it gives
}

// tree is the file system: nodes in the order of their paths. The slice is
// replaced at each change, never changed, so that clones may share it.
type tree struct {
	nodes    []node
	listFail failure
}

func (t *tree) node(p string) *node { return t.nodeAt([]byte(p)) }

// nodeAt is node without an allocation.
func (t *tree) nodeAt(p []byte) *node {
	i := t.rank(p)
	if i == len(t.nodes) || t.nodes[i].path != string(p) {
		return nil
	}
	return &t.nodes[i]
}

// rank is the place of a path among the nodes.
func (t *tree) rank(p []byte) int {
	lo, hi := 0, len(t.nodes)
	for lo < hi {
		mid := (lo + hi) / 2
		if t.nodes[mid].path < string(p) {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// put adds or replaces a node, and the directories above it.
func (t *tree) put(n node) {
	if up := parent(n.path); up != "/" && t.node(up) == nil {
		t.put(node{path: up})
	}
	nodes := slices.Clone(t.nodes)
	if i := t.rank([]byte(n.path)); i < len(nodes) && nodes[i].path == n.path {
		nodes[i] = n
	} else {
		nodes = slices.Insert(nodes, i, n)
	}
	t.nodes = nodes
}

func parent(p string) string {
	i := strings.LastIndexByte(p, '/')
	if i <= 0 {
		return "/"
	}
	return p[:i]
}

// within tells whether p is top or below it.
func within(p, top string) bool {
	return strings.HasPrefix(p, top) && (len(p) == len(top) || p[len(top)] == '/')
}

// absolute is a path of the notation in the whole tree.
func absolute(p string) string {
	p = strings.TrimRight(p, "/")
	switch {
	case strings.HasPrefix(p, "/"):
		return p
	case p == "" || p == ".":
		return root
	}
	return root + "/" + p
}

// Remove takes away a file, or a directory with all that is in it.
func (w *World) Remove(p string) bool {
	top := absolute(p)
	before := len(w.nodes)
	w.nodes = slices.DeleteFunc(slices.Clone(w.nodes), func(n node) bool { return within(n.path, top) })
	return len(w.nodes) < before
}

// Move renames a file, or a directory with all that is in it.
func (w *World) Move(from, to string) bool {
	from, to = absolute(from), absolute(to)
	var moved []node
	for _, n := range w.nodes {
		if within(n.path, from) {
			n.path = to + n.path[len(from):]
			moved = append(moved, n)
		}
	}
	w.Remove(from)
	for _, n := range moved {
		w.put(n)
	}
	return len(moved) > 0
}

// resolve follows a path to a node. With last it also follows a link at the
// end. Errors are ENOENT, ENOTDIR and ELOOP.
func (t *tree) resolve(dir, file string, last bool) (*node, error) {
	var space [256]byte
	p := appendPath(space[:0], dir)
	if d := t.nodeAt(p); d != nil && d.kind == dirNode && file != "" && strings.IndexByte(file, '/') < 0 {
		// Nothing below a link has a node of its own, so dir is no link.
		n := t.nodeAt(append(append(p, '/'), file...))
		if n == nil {
			return nil, syscall.ENOENT
		}
		if n.kind != linkNode || !last {
			return n, nil
		}
	}
	full := absolute(dir)
	if file != "" {
		full += "/" + file
	}
	return t.walk(full, last)
}

// appendPath is absolute without an allocation.
func appendPath(b []byte, dir string) []byte {
	if strings.HasPrefix(dir, "/") {
		return append(b, dir...)
	}
	b = append(b, root...)
	if dir == "" || dir == "." {
		return b
	}
	return append(append(b, '/'), dir...)
}

func (t *tree) walk(p string, last bool) (*node, error) {
	rest := strings.Split(p, "/")
	at := ""
	for hops := 0; len(rest) > 0; {
		c := rest[0]
		rest = rest[1:]
		switch c {
		case "", ".":
			continue
		case "..":
			at = strings.TrimSuffix(parent("/"+at), "/")
			at = strings.TrimPrefix(at, "/")
			continue
		}
		if at != "" && t.node("/"+at).kind != dirNode {
			return nil, syscall.ENOTDIR
		}
		next := c
		if at != "" {
			next = at + "/" + c
		}
		n := t.node("/" + next)
		if n == nil {
			return nil, syscall.ENOENT
		}
		if n.kind == linkNode && (len(rest) > 0 || last) {
			if hops++; hops > 40 {
				return nil, syscall.ELOOP
			}
			if n.errno != 0 {
				return nil, n.errno
			}
			if strings.HasPrefix(n.text, "/") {
				at = ""
			}
			rest = append(strings.Split(n.text, "/"), rest...)
			continue
		}
		at = next
	}
	n := t.node("/" + at)
	if n == nil {
		return nil, syscall.ENOENT
	}
	return n, nil
}

// List lists the directories of the service directory.
func (w *World) List(names []string) ([]string, error) {
	w.alive("List")
	if err := w.listFail.take(); err != nil {
		return names, err
	}
	n, err := w.resolve(".", "", true)
	if err != nil {
		return names, err
	}
	top := n.path + "/"
	i := w.rank([]byte(top))
	from := len(names)
	for ; i < len(w.nodes) && strings.HasPrefix(w.nodes[i].path, top); i++ {
		name := w.nodes[i].path[len(top):]
		if strings.IndexByte(name, '/') < 0 && w.IsDir(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names[from:])
	return names, nil
}

// FailList makes the next n calls of List fail; n < 0: all.
func (w *World) FailList(err error, n int) { w.listFail = failure{err, n} }

// IsDir follows links.
func (w *World) IsDir(dir string) bool {
	n, err := w.resolve(dir, "", true)
	return err == nil && n.kind == dirNode
}

// Look tells whether a file is there.
func (w *World) Look(dir, file string) osdep.Presence {
	w.alive("Look")
	_, err := w.resolve(dir, file, true)
	switch err {
	case nil:
		return osdep.Present
	case syscall.ENOENT, syscall.ENOTDIR:
		if n, err := w.resolve(dir, file, false); err == nil && n.kind == linkNode {
			return osdep.Dangling
		}
		return osdep.Absent
	}
	return osdep.Hidden
}

// Log tells what dir/log is.
func (w *World) Log(dir string) (osdep.LogKind, string) {
	w.alive("Log")
	n, err := w.resolve(dir, "log", false)
	if err != nil {
		return osdep.NoLog, ""
	}
	switch {
	case n.kind == linkNode:
		t := strings.TrimRight(n.text, "/")
		return osdep.LogLink, t[strings.LastIndexByte(t, '/')+1:]
	case n.kind == dirNode && w.Look(dir+"/log", "run").IsThere():
		return osdep.LogNested, ""
	}
	return osdep.LogOther, ""
}

// ReadFile reads a control file.
func (w *World) ReadFile(dir, file string, b []byte) (int, error) {
	w.alive("ReadFile")
	n, err := w.resolve(dir, file, true)
	switch {
	case err == syscall.ENOENT || err == syscall.ENOTDIR:
		return 0, osdep.ErrAbsent
	case err != nil:
		return 0, err
	case n.errno != 0:
		return 0, n.errno
	case n.kind != fileNode:
		return 0, osdep.ErrNotRegular
	case len(n.text) > len(b):
		return 0, osdep.ErrTooLong
	}
	return copy(b, n.text), nil
}

// executable is what execve of a file would say, nil when it would work.
func (w *World) executable(dir, file string) error {
	if d, err := w.resolve(dir, "", true); err != nil {
		return err
	} else if d.kind != dirNode {
		return syscall.ENOTDIR
	}
	n, err := w.resolve(dir, file, true)
	switch {
	case err != nil:
		return err
	case n.errno != 0:
		return n.errno
	case n.kind != fileNode || !n.exec:
		return syscall.EACCES
	}
	return nil
}
