// Package elsewhere runs the programs on systems that have no processes, where
// they shall compile and say so: under node, js and wasip1.
package elsewhere
