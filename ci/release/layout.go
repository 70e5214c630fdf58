package main

import (
	"fmt"
	"os"
	"path"
)

const completionDir = "cmd/nitroctl/completion"

// completions are the places where shells look, which differ for zsh.
var completions = map[string]string{
	"nitroctl.bash": "usr/share/bash-completion/completions/nitroctl",
	"nitroctl.fish": "usr/share/fish/vendor_completions.d/nitroctl.fish",
	"_nitroctl":     "usr/share/zsh/site-functions/_nitroctl",
}

// installed is what the package nitro puts where. OpenWrt keeps its flash for
// programs: no pages there, no completions.
func installed(format string, p programs) (t tree, err error) {
	t.add("usr/sbin/nitro", 0o755, p.nitro)
	t.add("usr/bin/nitroctl", 0o755, p.nitroctl)
	t.addDir("etc/nitro", 0o755)
	if format == "ipk" {
		return t, nil
	}
	for _, add := range []func(string) error{t.addPages, t.addCompletions, t.addLicense, t.addReady} {
		if err := add(format); err != nil {
			return nil, err
		}
	}
	for _, name := range []string{"README.md", "cmd/nitro/BOARD.md", "cmd/nitro/CONTAINER.md", "cmd/nitro/HOSTED.md"} {
		if err := t.read(name, path.Join("usr/share/doc/nitro", path.Base(name))); err != nil {
			return nil, err
		}
	}
	return t, t.addExamples(p.target, "usr/share/doc/nitro/examples")
}

func (t *tree) addPages(string) error {
	if err := t.addPage("cmd/nitro/nitro.8"); err != nil {
		return err
	}
	return t.addPage("cmd/nitroctl/nitroctl.1")
}

func (t *tree) addPage(from string) error {
	body, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if body, err = compressed(body); err != nil {
		return err
	}
	t.add(pagePath(path.Base(from)), 0o644, body)
	return nil
}

// pagePath is where man looks for a page, compressed.
func pagePath(page string) string {
	return fmt.Sprintf("usr/share/man/man%s/%s.gz", path.Ext(page)[1:], page)
}

func (t *tree) addCompletions(format string) error {
	found, err := os.ReadDir(completionDir)
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range found {
		to := completions[e.Name()]
		switch {
		case to == "":
			return fmt.Errorf("%s/%s: no place is known for it", completionDir, e.Name())
		case e.Name() == "_nitroctl" && format == "deb":
			to = "usr/share/zsh/vendor-completions/_nitroctl"
		}
		if err := t.read(path.Join(completionDir, e.Name()), to); err != nil {
			return err
		}
	}
	return nil
}

func (t *tree) addLicense(format string) error { return t.addLicenseOf("nitro", format) }

// addLicenseOf puts the license where the distribution wants it.
func (t *tree) addLicenseOf(name, format string) error {
	text, err := os.ReadFile("LICENSE")
	switch {
	case err != nil:
		return err
	case format == "deb":
		t.add("usr/share/doc/"+name+"/copyright", 0o644, copyright(text))
	case format != "ipk":
		t.add("usr/share/licenses/"+name+"/LICENSE", 0o644, text)
	}
	return nil
}

// ready are the files by which the service managers of the distributions start
// nitro: what is installed from which example.
var ready = map[string]map[string]string{
	"deb": systemd,
	"rpm": systemd,
	"apk": {"openrc/nitro": "etc/init.d/nitro"},
}

var systemd = map[string]string{
	"systemd/nitro.service":      "usr/lib/systemd/system/nitro.service",
	"systemd/user/nitro.service": "usr/lib/systemd/user/nitro.service",
}

func (t *tree) addReady(format string) error {
	for from, to := range ready[format] {
		if err := t.read(path.Join(examplesDir, from), to); err != nil {
			return err
		}
		last := &(*t)[len(*t)-1]
		last.config = path.Dir(to) == "etc/init.d"
	}
	return nil
}
