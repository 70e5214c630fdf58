package main

import "strings"

// copyright is the license as Debian's machine-readable copyright file:
// https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
func copyright(license []byte) []byte {
	var b strings.Builder
	b.WriteString("Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n" +
		"Upstream-Name: nitro\n\nFiles: *\nCopyright: the authors of nitro\nLicense: 0BSD\n")
	for line := range strings.Lines(string(license)) {
		line = strings.TrimSpace(line)
		if line == "" {
			line = "."
		}
		b.WriteString(" " + line + "\n")
	}
	return []byte(b.String())
}
