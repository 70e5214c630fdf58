package osdep

import (
	"runtime/debug"
	"sync/atomic"
)

// faults is where a goroutine's panic is reported: the buffer of messages,
// once there is one.
var faults atomic.Pointer[ring]

// goOn starts a goroutine that ends with the process only. A panic in it,
// which would end nitro, is reported, and the work begins anew.
func goOn(name string, work func()) {
	go func() {
		for runOnce(name, work) {
		}
	}()
}

func runOnce(name string, work func()) (again bool) {
	defer func() {
		if fault := recover(); fault != nil {
			again = true
			report(name, fault)
		}
	}()
	work()
	return false
}

func report(name string, fault any) {
	r := faults.Load()
	if r == nil {
		return
	}
	text := "unknown"
	switch f := fault.(type) {
	case error:
		text = f.Error()
	case string:
		text = f
	}
	r.line("nitro: ", "fault in "+name+": "+text+"\n"+string(debug.Stack()))
}
