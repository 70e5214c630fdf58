// Package architecture holds the rules that keep the layers apart, as tests:
//
//	cmd/nitro, cmd/nitroctl   wiring only
//	core                      imports osdep and ctl/wire
//	ctl                       imports ctl/wire and osdep
//	osdep                     the only place that knows which system this is, for tests too
//
// What the rules allow is a table with a reason for each entry, in the test
// that holds to it.
package architecture
