package ctl

import (
	"strings"

	"nitro/osdep"
)

// haltOptions are the options of sysvinit's halt, poweroff and reboot.
type haltOptions struct {
	force    bool // -f: act at once, without nitro
	noSync   bool // -n
	powerOff bool // -p: halt -f shall power off
	shutdown bool // -w: write the shutdown record, and nothing else
	boot     bool // -B: write the boot record, and nothing else
	print    string
}

func haltUsage(role personality) string {
	return "usage: " + role.String() + " [-Bdfhiknpw]\n"
}

// halt is halt, poweroff and reboot. control is nitroctl.
func (w *world) halt(role personality, words []string, control func([]string) int) int {
	options, ok := parseHalt(role, words)
	switch {
	case !ok:
		return w.usage(haltUsage(role))
	case options.print != "":
		return w.show(options.print)
	case options.shutdown:
		return w.record(role, osdep.RecordShutdown)
	case options.boot:
		return w.record(role, osdep.RecordBoot)
	case options.force:
		return w.actAtOnce(role, options)
	case role == asReboot:
		return control([]string{"Reboot"})
	}
	return control([]string{"Shutdown"})
}

// parseHalt reads the options. Those that say how nitro works anyway (-d: no
// record in wtmp, -i: network down first, -h: disks to standby, -k: kexec) are
// accepted and mean nothing.
func parseHalt(role personality, words []string) (o haltOptions, ok bool) {
	for _, word := range words {
		switch {
		case word == "--help":
			o.print = haltUsage(role)
			return o, true
		case word == "--version":
			o.print = versionText()
			return o, true
		case word == "--":
			continue
		case len(word) < 2 || word[0] != '-' || strings.Trim(word[1:], "Bdfhiknpw") != "":
			return o, false
		}
		o.force = o.force || strings.Contains(word, "f")
		o.noSync = o.noSync || strings.Contains(word, "n")
		o.powerOff = o.powerOff || strings.Contains(word, "p")
		o.shutdown = o.shutdown || strings.Contains(word, "w")
		o.boot = o.boot || strings.Contains(word, "B")
	}
	return o, true
}

func (w *world) record(role personality, kind osdep.LoginRecord) int {
	if err := w.power.record(kind); err != nil {
		w.complainAs(role, err.Error())
		return exitOther
	}
	return exitDone
}

// actAtOnce ends the machine without telling anybody.
func (w *world) actAtOnce(role personality, o haltOptions) int {
	if !o.noSync {
		w.power.sync()
	}
	action := osdep.PowerOff
	switch {
	case role == asReboot:
		action = osdep.PowerReboot
	case role == asHalt && !o.powerOff:
		action = osdep.PowerHalt
	}
	if err := w.power.act(action); err != nil {
		w.complainAs(role, "can't end the machine: "+err.Error())
		return exitOther
	}
	return exitDone
}

func (w *world) complainAs(role personality, text string) {
	_ = w.err([]byte(role.String() + ": " + text + "\n"))
}
