// Package realtest starts the built programs nitro and nitroctl on service
// directories made for a test, and plays their scripts. Nothing in it sleeps:
// a test waits for an event, a process or a line of output, always with a
// bound ([Bound]).
//
//	func TestMain(m *testing.M) { realtest.Main(m) }
//
//	func TestRestartKeepsThePipe(t *testing.T) {
//		t.Parallel()
//		tree := realtest.NewTree(t, `
//			web/run
//			web/log -> ../weblog
//			weblog/run
//		`)
//		n := realtest.Start(t, tree, realtest.Options{})
//		logger := n.Actor("weblog/run").Listen() // each start of a script is one Actor
//		web := n.Actor("web/run")
//		web.Write(1, "hello\n")
//		logger.AwaitLine("hello")
//		web.Exit(1)
//		n.Events.ExpectOf("web", "STARTING", "DOWN")
//		n.CtlOK("stop", "web")
//	}
//
// [Tree.Add] has the notation of service directories: a script without text is
// played by the program ci/realtest/actor under the control of the test (see
// [Actor] for what it can do), one with text ("web/run: exec sleep 1000") is a
// shell script, which can report with "tell WORDS" ([Nitro.Told]).
//
// nitro gets a control socket of its own, and an environment of PATH,
// NITRO_SOCK and two variables of this package; [Options] change that.
// [Nitro.Events] is a listener bound in notify/ before nitro starts; the
// kernel keeps ten datagrams for it, so a burst of more events than that can
// lose some. [Nitro.Quiet] wants that none came unexpected.
//
// [Nitro.Ctl] runs nitroctl, [Nitro.BeginCtl] lets it run beside the test;
// [Nitro.Client] speaks the protocol in bytes. [Nitro.Stop] wants an orderly
// end, exit 0, no process and no socket left; it is called at the end of each
// test that did not end nitro itself. [Nitro.FDs], [Nitro.RSS] and the like
// look into /proc.
//
// A package that makes sense on Linux only calls [OnLinux] before Main.
package realtest
