package osdep

// A main program without a service directory has a nitro that reads none and
// that nobody can control: both are there, empty.

type noTree struct{}

func (noTree) List(names []string) ([]string, error)        { return names, nil }
func (noTree) IsDir(string) bool                            { return false }
func (noTree) Look(string, string) Presence                 { return Absent }
func (noTree) Log(string) (LogKind, string)                 { return NoLog, "" }
func (noTree) ReadFile(string, string, []byte) (int, error) { return 0, ErrAbsent }

type noControl struct{}

func (noControl) OpenControl() error    { return nil }
func (noControl) Receive(*Request) bool { return false }
func (noControl) Reply(*Peer, []byte)   {}
func (noControl) Notify(string, []byte) {}
func (noControl) MaxReply() int         { return 0 }
func (noControl) CloseControl()         {}
