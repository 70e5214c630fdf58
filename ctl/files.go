package ctl

import (
	"os"
	"sync"

	"nitro/osdep"
)

// files are the sockets' files that must not outlive the program. Two
// goroutines share them: the one that works and the one that waits for signals.
type files struct {
	mutex sync.Mutex
	paths map[string]bool
	ended bool // nothing may be made any more
}

// bind makes the file. Once the other goroutine is ending the program it never
// returns: nothing may come between the signal and its exit status.
func (f *files) bind(socket osdep.ClientSocket, path string, open bool) error {
	f.mutex.Lock()
	if f.ended {
		f.mutex.Unlock()
		select {}
	}
	defer f.mutex.Unlock()
	if err := socket.Bind(path, open); err != nil {
		return err
	}
	if f.paths == nil {
		f.paths = make(map[string]bool)
	}
	f.paths[path] = true
	return nil
}

func (f *files) remove(path string) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if f.paths[path] {
		os.Remove(path)
		delete(f.paths, path)
	}
}

// removeAll is the last thing that the program does.
func (f *files) removeAll() {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.ended = true
	for path := range f.paths {
		os.Remove(path)
	}
	clear(f.paths)
}
