package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"time"
)

// component is what the inventory lists: nitro, the programs, and what the
// programs are linked from. See https://cyclonedx.org/docs/1.5/json/.
type component struct {
	Type     string    `json:"type"`
	Ref      string    `json:"bom-ref"`
	Name     string    `json:"name"`
	Version  string    `json:"version,omitempty"`
	PURL     string    `json:"purl,omitempty"`
	Licenses []license `json:"licenses,omitempty"`
	Hashes   []hash    `json:"hashes,omitempty"`
}

type license struct {
	License licenseID `json:"license"`
}

type licenseID struct {
	ID string `json:"id"`
}

type hash struct {
	Algorithm string `json:"alg"`
	Content   string `json:"content"`
}

type dependency struct {
	Ref       string   `json:"ref"`
	DependsOn []string `json:"dependsOn"`
}

type bom struct {
	Format       string       `json:"bomFormat"`
	SpecVersion  string       `json:"specVersion"`
	Serial       string       `json:"serialNumber,omitempty"`
	Version      int          `json:"version"`
	Metadata     metadata     `json:"metadata"`
	Components   []component  `json:"components"`
	Dependencies []dependency `json:"dependencies"`
}

type metadata struct {
	Timestamp string    `json:"timestamp"`
	Component component `json:"component"`
}

// licensesOf the modules that may be linked. Another one is an error, for
// somebody must read its license.
var licensesOf = map[string]string{"stdlib": "BSD-3-Clause", "golang.org/x/sys": "BSD-3-Clause"}

// inventory writes a software bill of materials: each program of each target
// with its checksum, and the modules that it consists of, as its linker wrote
// them into it.
func inventory(d *dist, s *source, all []programs) error {
	b := bom{Format: "CycloneDX", SpecVersion: "1.5", Version: 1}
	b.Metadata.Timestamp = s.time.Format(time.RFC3339)
	b.Metadata.Component = component{Type: "application", Ref: "nitro", Name: "nitro", Version: s.version, Licenses: known("0BSD")}
	linked := map[string]component{}
	for _, p := range all {
		for name, body := range map[string][]byte{"nitro": p.nitro, "nitroctl": p.nitroctl} {
			ref := p.target.String() + "/" + name
			b.Components = append(b.Components, component{
				Type: "file", Ref: ref, Name: ref, Version: s.version,
				Hashes: []hash{{"SHA-256", fmt.Sprintf("%x", sha256.Sum256(body))}},
			})
			needs, err := modules(p.info[name], linked)
			if err != nil {
				return fmt.Errorf("%s: %w", ref, err)
			}
			b.Dependencies = append(b.Dependencies, dependency{ref, needs})
		}
	}
	for _, c := range linked {
		b.Components = append(b.Components, c)
	}
	return b.write(d, "nitro-"+s.version+".cdx.json")
}

func known(id string) []license { return []license{{licenseID{id}}} }

// modules adds what a program is linked from, and returns the references.
func modules(info *debug.BuildInfo, linked map[string]component) (refs []string, err error) {
	add := func(name, version string) {
		if licensesOf[name] == "" {
			err = fmt.Errorf("module %s: no license is known", name)
		}
		ref := "pkg:golang/" + name + "@" + version
		linked[ref] = component{Type: "library", Ref: ref, Name: name, Version: version, PURL: ref, Licenses: known(licensesOf[name])}
		refs = append(refs, ref)
	}
	add("stdlib", strings.TrimPrefix(info.GoVersion, "go"))
	for _, m := range info.Deps {
		add(m.Path, m.Version)
	}
	slices.Sort(refs)
	return refs, err
}

// write sorts, and numbers the document by its content.
func (b *bom) write(d *dist, name string) error {
	slices.SortFunc(b.Components, func(x, y component) int { return strings.Compare(x.Ref, y.Ref) })
	slices.SortFunc(b.Dependencies, func(x, y dependency) int { return strings.Compare(x.Ref, y.Ref) })
	text, err := json.Marshal(b)
	if err != nil {
		return err
	}
	h := sha256.Sum256(text)
	h[6], h[8] = h[6]&0x0f|0x80, h[8]&0x3f|0x80 // RFC 9562, version 8: of the author's choice
	b.Serial = fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", h[:4], h[4:6], h[6:8], h[8:10], h[10:16])
	if text, err = json.MarshalIndent(b, "", "  "); err != nil {
		return err
	}
	return d.write(name, append(text, '\n'))
}
