package ctl

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"nitro/ctl/wire"
)

// target is a SERVICE argument and what it means.
type target struct {
	typed string
	// names are what the service may be called; the first that the
	// supervisor knows is meant. Empty: there is none.
	names []string
	// missing is the path and the cause why it does not exist. It is told
	// where none of names is a service.
	missing string
}

// tree resolves arguments. Its directory is looked for once.
type tree struct {
	getenv func(string) string
	dir    string // the working directory by the name that the user gave it
	known  bool
}

// target finds what an argument means. One that is the path of something that
// exists, without looking through symbolic links, means its last component; any
// other without a slash is a name.
func (t *tree) target(argument string) target {
	if argument == "" {
		return target{}
	}
	full, missing := t.locate(argument)
	switch {
	case full != "":
		return target{typed: argument, names: t.namesOf(full, argument)}
	case isNested(argument):
		return target{argument, []string{argument}, missing}
	case strings.Contains(argument, "/"):
		return target{argument, nil, missing}
	}
	return target{typed: argument, names: []string{argument}}
}

// locate makes the argument absolute. full is empty for what does not exist.
func (t *tree) locate(argument string) (full, missing string) {
	if filepath.IsAbs(argument) {
		full = filepath.Clean(argument)
	} else {
		full = filepath.Join(t.workingDir(), argument)
	}
	if _, err := os.Lstat(full); err != nil {
		return "", full + ": " + cause(err)
	}
	return full, ""
}

// namesOf gives the names that an existing path may stand for. Three are not
// the last component's: a template's and a nested logger's own scripts mean the
// service that they run for, and web/log is the nested logger of web, unless
// that has a link there and the supervisor knows no such service.
func (t *tree) namesOf(full, argument string) []string {
	base := filepath.Base(full)
	if base == "/" {
		return nil
	}
	isLog := base == "log"
	if isLog || strings.HasSuffix(base, "@") {
		self := t.getenv("NITRO_SERVICE")
		if self != "" && (strings.HasSuffix(full, "/"+self) || strings.HasSuffix(full, "/"+directoryOf(self))) {
			return []string{self}
		}
	}
	if isLog && argument != "log" {
		nested := filepath.Base(filepath.Dir(full)) + "/log"
		if isNested(nested) {
			return []string{nested, base}
		}
	}
	return []string{base}
}

// isNested tells the name of a nested logger, NAME/log.
func isNested(name string) bool {
	of, ok := strings.CutSuffix(name, "/log")
	return ok && of != "" && of[0] != '.' && !strings.Contains(of, "/") && len(name) <= wire.MaxName
}

// directoryOf is the directory of a service's files: the template of an
// instance, up to and including the first @.
func directoryOf(service string) string {
	name, isLog := strings.CutSuffix(service, "/log")
	if i := strings.IndexByte(name, '@'); i >= 0 {
		name = name[:i+1]
	}
	if isLog {
		name += "/log"
	}
	return name
}

// workingDir is $PWD where that names the current directory, for it tells which
// symbolic links the user came by; else what the system says. Empty: it has no
// name any more.
func (t *tree) workingDir() string {
	if t.known {
		return t.dir
	}
	t.known = true
	t.dir = t.getenv("PWD")
	if filepath.IsAbs(t.dir) && isSame(t.dir, ".") {
		return t.dir
	}
	t.dir, _ = syscall.Getwd()
	return t.dir
}

func isSame(a, b string) bool {
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(infoA, infoB)
}

// cause is an error's reason as the C library words it.
func cause(err error) string {
	if of, ok := err.(*os.PathError); ok {
		err = of.Err
	}
	return capital(err)
}
