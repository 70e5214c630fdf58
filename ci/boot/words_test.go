//go:build boot

package boot

import "testing"

// Process 1 gets those words of the kernel's command line that nobody else
// wanted. Most of them are not meant for nitro.
func TestTheCommandLineChoosesTheTree(t *testing.T) {
	each(t, func(t *testing.T, a Arch) {
		for _, c := range []struct{ name, words, tree string }{
			{"single", "splash single", "for repairs"},
			{"S", "/srv/two S", "for repairs"},
			{"directory", "splash auto nosuchthing=1 -h --version srv/three . /no/such /init /srv/two /srv/three", "two"},
			{"rubbish", "splash auto nosuchthing=1 -h -V -- -- help 0 1 s Single srv/two /init/ /no/such", "for every day"},
		} {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				m := Start(t, a, Image{Root: `
					etc/nitro/a/run: exec /tell for every day
					etc/nitro.single/a/run: exec /tell for repairs
					srv/two/a/run: exec /tell two
					srv/three/a/run: exec /tell three
					tell:
						echo "this is the tree $*"
						exec nitroctl Shutdown
				`}, Options{Append: c.words})
				m.Await("this is the tree " + c.tree + "\n")
				m.AwaitPowerOff()
			})
		}
	})
}
