package fakeos

import (
	"fmt"
	"strconv"
	"strings"
)

// Tree adds what the lines say to the file system. Each line is one of
//
//	web/run                    an executable file (and the directories above it)
//	web/run !ENOEXEC           a file that cannot be opened or executed for that reason
//	web/notification-fd = 3    a file with that line in it
//	web/down-signal = "1\n"    a file with exactly that in it
//	web/log -> ../logger       a symbolic link
//	web/timeout-kill |         a FIFO
//	web/                       a directory
//
// A path is relative to the service directory or absolute, and in Go's quotes
// if it has bytes that would be in the way. Empty lines and those beginning
// with # are ignored.
func (w *World) Tree(lines string) error {
	for line := range strings.Lines(lines) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		n, err := parseNode(line)
		if err != nil {
			return fmt.Errorf("tree %s: %w", line, err)
		}
		if w.node(root) == nil {
			w.put(node{path: root})
		}
		if err := w.roomFor(n.path); err != nil {
			return fmt.Errorf("tree %s: %w", line, err)
		}
		w.put(n)
	}
	return nil
}

// roomFor refuses a place below something that is no directory: a node must
// lie where its path says, not where a link leads.
func (t *tree) roomFor(p string) error {
	for up := parent(p); up != "/"; up = parent(up) {
		if n := t.node(up); n != nil && n.kind != dirNode {
			return fmt.Errorf("%s is no directory", up)
		}
	}
	return nil
}

func parseNode(line string) (node, error) {
	p, rest, err := parsePath(line)
	if err != nil {
		return node{}, err
	}
	n := node{path: absolute(p), kind: fileNode}
	mark, value, _ := strings.Cut(rest, " ")
	value = strings.TrimSpace(value)
	switch {
	case rest == "" && strings.HasSuffix(p, "/"):
		n.kind = dirNode
	case rest == "":
		n.exec = true
	case rest == "|":
		n.kind = fifoNode
	case rest[0] == '!':
		e, ok := ParseErrno(rest[1:])
		if !ok {
			return node{}, fmt.Errorf("no such errno: %s", rest[1:])
		}
		n.errno = e
	case mark == "->":
		n.kind = linkNode
		n.text, err = parseText(value, "")
	case mark == "=":
		n.text, err = parseText(value, "\n")
	default:
		err = fmt.Errorf("can't read %q", rest)
	}
	return n, err
}

// parsePath takes the path from the front of a line.
func parsePath(line string) (p, rest string, err error) {
	if line[0] != '"' {
		p, rest, _ = strings.Cut(line, " ")
		return p, strings.TrimSpace(rest), nil
	}
	q, err := strconv.QuotedPrefix(line)
	if err != nil {
		return "", "", err
	}
	p, err = strconv.Unquote(q)
	return p, strings.TrimSpace(line[len(q):]), err
}

// parseText is a quoted string as it is, or a plain one with end added.
func parseText(s, end string) (string, error) {
	if strings.HasPrefix(s, `"`) {
		return strconv.Unquote(s)
	}
	return s + end, nil
}
