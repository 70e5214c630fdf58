package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"

	"github.com/goreleaser/nfpm/v2"
	_ "github.com/goreleaser/nfpm/v2/apk"
	_ "github.com/goreleaser/nfpm/v2/deb"
	"github.com/goreleaser/nfpm/v2/files"
	_ "github.com/goreleaser/nfpm/v2/ipk"
	_ "github.com/goreleaser/nfpm/v2/rpm"
)

const summary = "supervisor for a directory of services"

const description = summary + `
nitro starts the services in a directory, restarts those that end, connects
their output to loggers without losing a line, stops them in order, and takes
commands from nitroctl. It needs no configuration file, no rights and no other
program, and is also the first process of a machine or of a container.`

var formats = []string{"deb", "rpm", "apk", "ipk"}

// packages writes nitro for each architecture of each format, and nitro-sysv
// once for each format.
func packages(d *dist, s *source, all []programs) error {
	for _, format := range formats {
		for _, p := range all {
			for _, arch := range architectures[format][p.target.String()] {
				t, err := installed(format, p)
				if err != nil {
					return err
				}
				if err := pack(d, format, t, describe(s, format, arch)); err != nil {
					return fmt.Errorf("%s for %s: %w", format, arch, err)
				}
			}
		}
		t, err := sysvTree(format)
		if err != nil {
			return err
		}
		if err := pack(d, format, t, describeSysv(s, format)); err != nil {
			return fmt.Errorf("%s of nitro-sysv: %w", format, err)
		}
	}
	return nil
}

// packageVersion is the version in the notation of a format.
func packageVersion(s *source, format string) string {
	switch format {
	case "apk":
		return alpineVersion(s.version, s.time)
	case "rpm":
		return rpmVersion(s.version, s.time)
	}
	return debianVersion(s.version, s.time)
}

// describe is all that a package says of itself, but for its files.
func describe(s *source, format, arch string) *nfpm.Info {
	info := &nfpm.Info{
		Name: "nitro", Arch: arch, Platform: "linux",
		Version: packageVersion(s, format), VersionSchema: "none",
		Section: "admin", Maintainer: "The authors of nitro <nitro@localhost>",
		Description: description, License: "0BSD",
		MTime: s.time, DisableGlobbing: true,
	}
	info.Deb.Arch, info.RPM.Arch, info.APK.Arch, info.IPK.Arch = arch, arch, arch, arch
	info.RPM.BuildHost, info.RPM.Summary, info.RPM.Group = "localhost", summary, "System Environment/Base"
	switch format {
	case "rpm":
		info.Release = "1"
	case "apk":
		info.Release, info.Description = "0", summary // one line is the rule there
	}
	return info
}

// pack writes a package of the tree. nfpm reads files by name: they lie in a
// directory of their own for that long.
func pack(d *dist, format string, t tree, info *nfpm.Info) error {
	dir, err := os.MkdirTemp("", "nitro-package.")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if info.Contents, err = contents(t.owned(info.Name), dir); err != nil {
		return err
	}
	packager, err := nfpm.Get(format)
	if err != nil {
		return err
	}
	info = nfpm.WithDefaults(info)
	var body bytes.Buffer
	if err := packager.Package(info, &body); err != nil {
		return err
	}
	return d.write(path.Join(format, packager.ConventionalFileName(info)), body.Bytes())
}

func contents(t tree, dir string) (all files.Contents, err error) {
	for i, f := range t {
		c := &files.Content{
			Destination: "/" + f.name, Source: f.link, Type: files.TypeSymlink,
			FileInfo: &files.ContentFileInfo{Mode: f.mode.Perm()},
		}
		switch {
		case f.mode.IsDir():
			c.Type = files.TypeDir
		case f.mode.IsRegular():
			c.Type, c.Source = kind(f), filepath.Join(dir, strconv.Itoa(i))
			c.FileInfo.Size = int64(len(f.body))
			if err := os.WriteFile(c.Source, f.body, 0o600); err != nil {
				return nil, err
			}
		case f.mode.Type() != fs.ModeSymlink:
			return nil, fmt.Errorf("%s: no file, link or directory", f.name)
		}
		all = append(all, c)
	}
	return all, nil
}

func kind(f file) string {
	if f.config {
		return files.TypeConfigNoReplace
	}
	return files.TypeFile
}
