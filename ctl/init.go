package ctl

import (
	"os"
	"path/filepath"
	"strings"

	"nitro/osdep"
)

const initUsage = "usage: init 0|6|q\n"

// init is what telinit does elsewhere. control is nitroctl.
func (w *world) init(words []string, control func([]string) int) int {
	words, shown := w.initOptions(words)
	if shown != "" {
		return w.show(shown)
	}
	if len(words) != 1 {
		return w.usage(initUsage)
	}
	switch words[0] {
	case "0":
		return control([]string{"Shutdown"})
	case "6":
		return control([]string{"Reboot"})
	case "q":
		return control([]string{"rescan"})
	}
	return w.usage(initUsage)
}

// initOptions skips the options of sysvinit's telinit: -t SECONDS and
// -e VARIABLE, which have no meaning here.
func (w *world) initOptions(words []string) (rest []string, shown string) {
	for len(words) > 0 && len(words[0]) > 1 && words[0][0] == '-' {
		switch word := words[0]; {
		case word == "--help":
			return nil, initUsage
		case word == "--version":
			return nil, versionText()
		case word == "--":
			return words[1:], ""
		case word[1] != 't' && word[1] != 'e':
			return nil, ""
		case len(word) == 2 && len(words) > 1:
			words = words[2:]
		default:
			words = words[1:]
		}
	}
	return words, ""
}

// pathOfPID1 is what is searched when the kernel gave no PATH.
const pathOfPID1 = "/usr/local/bin:/usr/local/sbin:/usr/bin:/bin:/usr/sbin:/sbin"

// becomeNitro executes nitro in place of PID 1, with the same arguments. If no
// nitro is to be had it tries what nitro would when it can't go on. It returns
// only if nothing can be executed.
func becomeNitro(w *world, args []string) int {
	argv := append([]string{""}, args[1:]...)
	err := error(osdep.ErrAbsent)
	for _, argv[0] = range nitroPlaces(w.getenv("PATH"), args[0]) {
		if failed := osdep.Become(argv[0], argv); !os.IsNotExist(failed) {
			err = failed
		}
	}
	w.complain("can't exec nitro: ", err.Error())
	for _, program := range rescuePlaces(args[1:]) {
		_ = os.Chdir(program.dir)
		_ = osdep.Become(program.file, []string{program.file})
	}
	return exitOther
}

// nitroPlaces are the paths where nitro may be: in PATH, else beside init.
func nitroPlaces(path, self string) (places []string) {
	if path == "" {
		path = pathOfPID1
	}
	for _, dir := range strings.Split(path, ":") {
		if filepath.IsAbs(dir) {
			places = append(places, filepath.Join(dir, "nitro"))
		}
	}
	if filepath.IsAbs(self) {
		places = append(places, filepath.Join(filepath.Dir(self), "nitro"))
	}
	if real, err := filepath.EvalSymlinks(self); err == nil && filepath.IsAbs(real) {
		places = append(places, filepath.Join(filepath.Dir(real), "nitro"))
	}
	return places
}

type rescue struct{ dir, file string }

// rescuePlaces is what a PID 1 that can't go on executes, in that order.
func rescuePlaces(arguments []string) (places []rescue) {
	for _, dir := range arguments {
		if info, err := os.Stat(dir); filepath.IsAbs(dir) && err == nil && info.IsDir() {
			places = append(places, rescue{dir, filepath.Join(dir, "SYS/fatal")})
			break
		}
	}
	return append(places, rescue{"/etc/nitro", "/etc/nitro/SYS/fatal"},
		rescue{"/", "/sbin/sulogin"}, rescue{"/", "/bin/sh"})
}
