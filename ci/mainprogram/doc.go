// Package mainprogram tests nitro with a main program, and that it can stand in
// for another init of containers: what such inits promise is a table, and each
// line of it is tried with nitro and with tini, as PID 1 of a namespace and as
// an ordinary process that is a subreaper.
//
// What nitro does otherwise, and on purpose, is said where it is tested: the
// main program starts with default signal dispositions and an empty mask,
// whatever nitro was started with (tini passes both on); a nitro in the
// background of its terminal leaves the terminal alone (tini takes it); and
// left-over processes get SIGTERM first and time to end (as PID 1 tini exits,
// and the kernel kills them; as a subreaper it leaves them to others).
package mainprogram
