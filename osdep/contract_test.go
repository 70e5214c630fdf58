//go:build unix && !aix

package osdep_test

import (
	"testing"

	"nitro/osdep"
	"nitro/osdep/osdeptest"
)

// The real System keeps the contract that every fake is held to.
func TestContract(t *testing.T) {
	osdeptest.Run(t, func(t *testing.T) *osdeptest.Fixture {
		s := osdep.NewStage(t)
		return &osdeptest.Fixture{
			System: s.System,
			Mkdir:  s.Mkdir, Script: s.Script, File: s.File, Junk: s.Junk, Symlink: s.Symlink, Fifo: s.Fifo,
			Move: s.Move, Remove: s.Remove,
			Exit: s.Exit, Write: s.Write, WriteReady: s.WriteReady, CloseReady: s.CloseReady, ReadLine: s.ReadLine,
			Listen: s.Listen, Send: s.Send, Take: s.Take, Raise: s.Raise,
		}
	})
}
