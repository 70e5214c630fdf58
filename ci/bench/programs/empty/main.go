// Command empty is the least that a Go program can be: what its runtime costs.
package main

func main() {}
