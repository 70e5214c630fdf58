package matrix

import (
	"slices"
	"strings"
)

// row is targets of one system that are alike but for the processor.
type row struct {
	system string
	tier   Tier
	link   string
	names  []string
}

// Markdown is the list as README.md has it: a row for each system, tier and way
// of linking; a row for each reason why there is nothing.
func Markdown() string {
	var rows []row
	for _, t := range all {
		if t.Tier == None {
			continue
		}
		r := row{system: systems[t.GOOS], tier: t.Tier, link: "the system's C library"}
		if t.Static {
			r.link = "static"
		}
		i := slices.IndexFunc(rows, func(o row) bool { return o.system == r.system && o.tier == r.tier && o.link == r.link })
		if i < 0 {
			i, rows = len(rows), append(rows, r)
		}
		rows[i].names = append(rows[i].names, strings.TrimPrefix(t.String(), t.GOOS+"-"))
	}
	var b strings.Builder
	b.WriteString("| system | processors | tested | linked |\n|---|---|---|---|\n")
	for _, r := range rows {
		b.WriteString("| " + r.system + " | " + strings.Join(r.names, ", ") + " | " + tiers[r.tier] + " | " + r.link + " |\n")
	}
	return b.String() + nothing()
}

// nothing says for which pairs there are no programs, and why.
func nothing() string {
	var reasons []string
	pairs := map[string][]string{}
	for _, t := range all {
		if t.Tier != None {
			continue
		}
		if pairs[t.Remark] == nil {
			reasons = append(reasons, t.Remark)
		}
		pairs[t.Remark] = append(pairs[t.Remark], t.GOOS+"/"+t.GOARCH)
	}
	var b strings.Builder
	for _, r := range reasons {
		b.WriteString("| – | " + strings.Join(pairs[r], ", ") + " | not made: " + r + " | |\n")
	}
	return b.String()
}

// systems are the names that people have for them.
var systems = map[string]string{
	"linux": "Linux", "android": "Android", "darwin": "macOS", "freebsd": "FreeBSD", "netbsd": "NetBSD", "openbsd": "OpenBSD",
	"dragonfly": "DragonFly BSD", "illumos": "illumos", "solaris": "Solaris",
}

var tiers = map[Tier]string{
	Boot: "booted as PID 1 in QEMU, and run",
	Run:  "run, under an emulator of the processor where need be",
	Vet:  "type-checked, vetted, linked, inspected; not run here",
}
