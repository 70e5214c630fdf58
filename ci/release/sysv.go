package main

import "github.com/goreleaser/nfpm/v2"

// nitro-sysv makes nitro the machine's PID 1: it consists of the names that the
// kernel and other programs expect, as links. Each is nitroctl, which is nitro
// when it is called init and is PID 1.
var sysvNames = []string{"halt", "init", "poweroff", "reboot"}

// owners are the packages that have these names, and cannot be there at the
// same time. On Debian one of them must be; the package says that it is as good
// as sysvinit-core, or the package init would have to go.
var owners = map[string][]string{
	"deb": {"systemd-sysv", "sysvinit-core", "runit-init", "finit-sysv", "dinit-sysv"},
	"rpm": {"systemd", "systemd-sysvinit", "systemd-sysvcompat", "sysvinit", "sysvinit-tools", "upstart"},
	"apk": {"openrc-init", "sysvinit", "s6-linux-init", "dinit-init"},
	"ipk": {"procd"},
}

// sysvTree holds absolute links in /sbin, which work whether that is a
// directory or a link to /usr/sbin. The distributions with rpm have it as a
// link, and name files by where they are.
func sysvTree(format string) (t tree, err error) {
	dir := "sbin/"
	if format == "rpm" {
		dir = "usr/sbin/"
	}
	for _, name := range sysvNames {
		if format == "ipk" && name != "init" {
			continue // an alternative: see describeSysv
		}
		t.addLink(dir+name, "/usr/bin/nitroctl")
	}
	if format == "ipk" {
		return t, nil
	}
	for _, name := range sysvNames {
		if name != "halt" {
			t.addLink(pagePath(name+".8"), "halt.8.gz")
		}
	}
	if err := t.addPage("cmd/nitroctl/halt.8"); err != nil {
		return nil, err
	}
	return t, t.addLicenseOf("nitro-sysv", format)
}

func describeSysv(s *source, format string) *nfpm.Info {
	info := describe(s, format, independent[format])
	info.Name = "nitro-sysv"
	info.RPM.Summary = "nitro as the first process of the machine"
	info.Description = info.RPM.Summary
	if format != "apk" {
		info.Description += "\nLinks that make nitro PID 1, and that end or restart the machine."
	}
	version := packageVersion(s, format)
	switch format {
	case "deb":
		info.Depends = []string{"nitro (= " + version + ")"}
		info.Conflicts, info.Replaces = owners[format], owners[format]
		info.Provides = []string{"sysvinit-core"}
	case "rpm":
		info.Depends = []string{"nitro = " + version + "-1"}
		info.Conflicts = owners[format]
	case "apk":
		info.Depends = []string{"nitro=" + version + "-r0"}
		for _, owner := range owners[format] {
			info.Depends = append(info.Depends, "!"+owner)
		}
	case "ipk":
		info.Depends = []string{"nitro (= " + version + ")"}
		info.Conflicts = owners[format]
		info.IPK.Alternatives = alternatives()
	}
	return info
}

// alternatives are how OpenWrt takes a name from busybox, which stays.
func alternatives() (list []nfpm.IPKAlternative) {
	for _, name := range sysvNames {
		if name != "init" {
			list = append(list, nfpm.IPKAlternative{Priority: 300, Target: "/usr/bin/nitroctl", LinkName: "/sbin/" + name})
		}
	}
	return list
}
