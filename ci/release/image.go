package main

import (
	"bytes"
	"io"
	"io/fs"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// image writes the directory oci: an image layout with one image for several
// platforms, made from nothing but the programs.
func image(d *dist, s *source, all []programs) error {
	index := mutate.IndexMediaType(empty.Index, types.OCIImageIndex)
	for _, p := range all {
		name, wanted := platforms[p.target.String()]
		if !wanted {
			continue
		}
		platform, err := v1.ParsePlatform(name)
		if err != nil {
			return err
		}
		one, err := imageFor(s, p, *platform)
		if err != nil {
			return err
		}
		index = mutate.AppendManifests(index, mutate.IndexAddendum{Add: one, Descriptor: v1.Descriptor{Platform: platform}})
	}
	index = mutate.Annotations(index, labels(s)).(v1.ImageIndex)
	l, err := layout.Write(d.path("oci"), empty.Index)
	if err != nil {
		return err
	}
	return l.AppendIndex(index, layout.WithAnnotations(map[string]string{"org.opencontainers.image.ref.name": s.version}))
}

func imageFor(s *source, p programs, platform v1.Platform) (v1.Image, error) {
	layer, err := layerOf(s, p)
	if err != nil {
		return nil, err
	}
	created := v1.Time{Time: s.time}
	base := mutate.MediaType(empty.Image, types.OCIManifestSchema1)
	base = mutate.ConfigMediaType(base, types.OCIConfigJSON)
	one, err := mutate.Append(base, mutate.Addendum{
		Layer:   layer,
		History: v1.History{Created: created, CreatedBy: "nitro " + s.version},
	})
	if err != nil {
		return nil, err
	}
	config, err := one.ConfigFile()
	if err != nil {
		return nil, err
	}
	config = config.DeepCopy()
	config.OS, config.Architecture, config.Variant, config.Created = platform.OS, platform.Architecture, platform.Variant, created
	config.Config = v1.Config{
		Entrypoint: []string{"/usr/sbin/nitro"},
		Env:        []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin"},
		WorkingDir: "/",
		Labels:     labels(s),
	}
	return mutate.ConfigFile(one, config)
}

// labels are the image's description, as
// https://specs.opencontainers.org/image-spec/annotations/ names them.
func labels(s *source) map[string]string {
	l := map[string]string{
		"org.opencontainers.image.title":       "nitro",
		"org.opencontainers.image.description": summary,
		"org.opencontainers.image.licenses":    "0BSD",
		"org.opencontainers.image.version":     s.version,
		"org.opencontainers.image.created":     s.time.Format("2006-01-02T15:04:05Z"),
	}
	if s.commit != "" {
		l["org.opencontainers.image.revision"] = s.commit
	}
	return l
}

// imageTree is the root file system: the programs, a place for services, and
// what nitro and engines mount over.
func imageTree(p programs) (t tree) {
	t.add("usr/sbin/nitro", 0o755, p.nitro)
	t.add("usr/bin/nitroctl", 0o755, p.nitroctl)
	for _, dir := range []string{"dev", "etc/nitro", "proc", "run", "sys"} {
		t.addDir(dir, 0o755)
	}
	t.addDir("tmp", fs.ModeSticky|0o777)
	return t
}

func layerOf(s *source, p programs) (v1.Layer, error) {
	var text bytes.Buffer
	if err := imageTree(p).writeTar(&text, s.time); err != nil {
		return nil, err
	}
	open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text.Bytes())), nil }
	return tarball.LayerFromOpener(open, tarball.WithMediaType(types.OCILayer), tarball.WithCompressionLevel(9))
}
