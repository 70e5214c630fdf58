package osdep

// System is the machine as core sees it, split by what a reader looks for.
// Nothing in it is safe for use by two goroutines: one loop owns it.
type System struct {
	Clock
	Processes
	Tree
	Control
	Machine
}

// Time is an instant in nanoseconds on a clock with an arbitrary origin above
// zero. It never goes back, does not follow changes of the wall clock and
// stands still while the system is suspended. Zero is no instant: "never".
type Time int64

// Spans of Time.
const (
	Millisecond Time = 1e6
	Second      Time = 1e9
)

// FD is a descriptor. Those that System gives out are close-on-exec.
type FD int32

// NoFD is no descriptor.
const NoFD FD = -1

// Watch asks Wait for a descriptor that can be read (or is at its end).
type Watch struct {
	FD    FD
	Ready bool // set by Wait
}

// Notice is a set of things that a wake-up found.
type Notice uint32

// What Wait reports. Signals of one kind that arrive together are one.
const (
	Children  Notice = 1 << iota // SIGCHLD: a child may have died
	Requests                     // the control socket has a datagram
	Hangup                       // SIGHUP
	Interrupt                    // SIGINT
	Quit                         // SIGQUIT
	Terminate                    // SIGTERM
	User1                        // SIGUSR1
	Room                         // Forward has room again after it had none
	Other                        // any other signal that Signals tells of
)

// SignalSet is a set of signals: bit 0 is signal 1.
type SignalSet uint64

// With is the set with one more signal.
func (s SignalSet) With(sig Signal) SignalSet { return s | 1<<(sig-1) }

func (s SignalSet) without(sig Signal) SignalSet { return s &^ SignalSet(0).With(sig) }

// Has tells whether a signal is in the set.
func (s SignalSet) Has(sig Signal) bool { return s>>(sig-1)&1 != 0 }

// Clock is time, and the one call that lets it pass.
type Clock interface {
	// Now is the present instant.
	Now() Time

	// Wait blocks until a watched descriptor is readable, a signal or a
	// datagram came, or the instant until has passed (0: no bound). With
	// until in the past it only looks. It sets Ready in every Watch, and
	// returns early, with nothing, whenever it likes.
	Wait(until Time, watch []Watch) Notice

	// Signals takes the signals that Wait has noticed and that can be passed
	// on: all that can be caught but SIGCHLD, those that speak of the process
	// itself (a fault, a pipe without a reader, a terminal that is not its
	// own), and the runtime's own. Several of one kind are one.
	Signals() SignalSet
}

// Signal is a signal by its number on this system.
type Signal int

// Spawn is a script to start.
type Spawn struct {
	Dir     string   // working directory, relative to the service directory; "." is the latter
	File    string   // the program, relative to Dir; also its argv[0]
	Args    []string // what follows argv[0]
	Service string   // the value of NITRO_SERVICE
	Stdin   FD       // NoFD: /dev/null
	Stdout  FD       // NoFD: nitro's own standard output

	// Terminal gives nitro's own standard input instead of Stdin and, as PID
	// 1 and where that is a terminal which nobody controls, makes it the
	// controlling terminal.
	Terminal bool

	// Ready becomes the descriptor numbered ReadyNumber (3 to 1023; 1 and 2
	// take the place of what would be there). NoFD: none.
	Ready       FD
	ReadyNumber int
}

// Process is one that nitro may not have started itself.
type Process struct {
	Pid     int
	Command string // its name, as the system shows it: no path, no arguments
}

// Reaped says what Reap found.
type Reaped uint8

// Results of Reap.
const (
	ReapedChild Reaped = iota // one child, now forgotten by the system
	NoneDead                  // children, but all alive
	NoChildren                // no child at all
)

// Processes are the children, their signals, and the pipes between them.
type Processes interface {
	// Spawn starts a process in a session of its own, standard error being
	// nitro's own, with default signal dispositions and an empty mask, the
	// open-files limit that nitro was started with, and no descriptor but
	// those in s. It returns once the program is executed. A failure of any
	// step is an errno; IsPassing tells whether to try again. It keeps
	// nothing of s.
	Spawn(s *Spawn) (pid int, err error)

	// SpawnMain starts the main program, once: in a process group of its own,
	// which gets the foreground of nitro's terminal if nitro had it and has
	// it until the program is reaped; with all descriptors, the working
	// directory and the environment that nitro was started with, a PATH if
	// there was none, but without NITRO_SERVICE; else as Spawn. The command
	// is found as execvp(3) does; it has one word at least. In the
	// foreground, a program that cannot be executed may be no error, but one
	// that exits with ExecStatus.
	SpawnMain(command []string) (pid int, err error)

	// Kill sends a signal to one child that was not reaped yet.
	Kill(pid int, sig Signal) error

	// Reap takes one dead child, whoever started it, without waiting.
	// status is as wait(2) encodes it.
	Reap() (pid int, status int32, found Reaped)

	// Leftovers fills list, up to its capacity, with processes that
	// SignalLeftovers would reach at the moment. Empty: none, or the system
	// does not tell.
	Leftovers(list []Process) []Process

	// SignalLeftovers sends a signal to every process that is left of the
	// services and that the system lets nitro find: as PID 1 to all, else to
	// nitro's descendants. It reports how many it reached, -1 if that is
	// not known.
	SignalLeftovers(sig Signal) int

	// Pipe makes a pipe; both ends block, for they are given to children.
	Pipe() (r, w FD, err error)
	// ReadPipe reads what a pipe holds, without waiting: n = 0 and a nil
	// error at its end, ErrAgain when it is empty.
	ReadPipe(fd FD, b []byte) (n int, err error)
	// Pending is the number of bytes in a pipe that nobody has read.
	Pending(r FD) int
	// Close closes a descriptor of Pipe. Each is closed once.
	Close(fd FD)
}

// Presence says whether a file is there.
type Presence uint8

// Results of Look.
const (
	Absent   Presence = iota
	Dangling          // a symbolic link to nothing: as if absent, but worth a word
	Present
	Hidden // behind an error other than ENOENT and ENOTDIR: it may be there
)

// IsThere is true for what is present or hidden: a script that cannot be seen
// fails when it is executed, and says why.
func (p Presence) IsThere() bool { return p >= Present }

// LogKind says what a service's file "log" is.
type LogKind uint8

// Results of Log.
const (
	NoLog     LogKind = iota
	LogLink           // a symbolic link; the target's last component names the logger
	LogNested         // a real directory with a run of its own
	LogOther          // anything else, which is no logger
)

// Tree is the service directory. Every path is relative to it and looked up
// anew at each call, so that a directory put in its place is the one that is
// seen. Nothing here is cached.
type Tree interface {
	// List appends the names of all entries that are directories, symbolic
	// links to one included, in byte order; "." and ".." are left out.
	List(names []string) ([]string, error)
	// IsDir tells whether dir is a directory or a link to one.
	IsDir(dir string) bool
	// Look tells whether file is in dir.
	Look(dir, file string) Presence
	// Log reads dir/log. target is the link's last path component, slashes
	// at the end ignored; it may be empty, "." or "..".
	Log(dir string) (kind LogKind, target string)
	// ReadFile reads a control file into b: a regular file only, opened
	// without waiting (a FIFO or a device cannot hold nitro up). A file
	// longer than b is an error. Absent: n = 0 and ErrAbsent.
	ReadFile(dir, file string, b []byte) (n int, err error)
}

// Request is one datagram that came to the control socket.
type Request struct {
	Data [256]byte
	Len  int
	From Peer
}

// Peer is a client's address as a plain value. Len 0: it has none and gets no
// reply.
type Peer struct {
	Len  int
	Path [108]byte
}

// Control is the control socket and the directory notify/ beside it.
type Control interface {
	// OpenControl makes the socket and its directories, or makes them anew
	// where they are gone or covered by a mount; it does nothing when the
	// socket is in its place. Errors name the path and the cause.
	OpenControl() error
	// Receive takes one datagram, without waiting. What does not fit into
	// Data is cut off. false: none there.
	Receive(r *Request) bool
	// Reply sends an answer: to the file in notify/ that bears the last
	// component of the peer's address, else to that address. A client that
	// is gone or whose queue is full misses it; nitro never waits.
	Reply(to *Peer, packet []byte)
	// Notify sends packet to every socket in notify/ whose name begins with
	// the service's name (with "/" written as ",") or ALL, and a comma. A
	// dead socket is unlinked, a full one skipped.
	Notify(service string, packet []byte)
	// MaxReply is the largest datagram that any client can receive, in bytes.
	MaxReply() int
	// CloseControl removes the socket and notify/.
	CloseControl()
}

// RoomEnough is the free space of Forward's buffers, in bytes, that core waits
// for before it reads anything that must be forwarded.
const RoomEnough = 8192

// Sink is where lines go that nobody else takes.
type Sink uint8

// Sinks, each with a buffer of its own.
const (
	OwnOutput Sink = iota // nitro's standard output
	KernelLog             // the kernel's log, as records "<29>nitro: LINE"
)

// Role is what nitro is to the system.
type Role uint8

// Roles, found at run time.
const (
	Ordinary      Role = iota // a process like any other
	ContainerPID1             // has the duties of PID 1, ends by exiting
	MachinePID1               // the real one: never ends
	ForeignPID1               // that of a system whose duties nitro does not know
)

// Machine is what is left: messages, the console, and the end.
type Machine interface {
	// Role never changes.
	Role() Role
	// Pid is nitro's own.
	Pid() int
	// Print writes one line, "nitro: " and message, to standard error
	// through a bounded buffer: it never waits, and what does not fit is
	// counted and said later.
	Print(message string)
	// HasKernelLog tells whether the kernel's log takes lines: only that of a
	// MachinePID1, where /dev/kmsg can be written.
	HasKernelLog() bool
	// Room is how many bytes Forward takes at the moment for a sink. After an
	// answer below RoomEnough, Wait notices when it is there again.
	Room(to Sink) int
	// Forward writes lines that nobody else takes (LOG is absent) to a sink
	// through the same kind of buffer. It takes at most Room bytes; the
	// caller keeps the rest.
	Forward(to Sink, lines []byte)
	// Exec replaces nitro by a program of the service directory, with that
	// as working directory. It returns only if that fails.
	Exec(file string, args ...string) error

	// The rest is for a MachinePID1, and without effect elsewhere.

	// RenewConsole opens the console anew as descriptors 0 to 2: a getty may
	// have hung up the one that was opened at the start.
	RenewConsole()
	// TakeOver is Exec for the moment when nitro cannot go on: the program,
	// which may be an absolute path, gets the console as its controlling
	// terminal, and Ctrl-Alt-Del resets the machine from then on. It can be
	// called for any Role.
	TakeOver(file string) error
	// ArmWatchdog opens the hardware watchdog, if there is one, or sets a new
	// timeout of one that is open. From then on FeedWatchdog must be called
	// more often than every granted seconds, or the machine is reset. It is
	// ErrAbsent where there is no watchdog.
	ArmWatchdog(seconds int) (granted int, err error)
	// FeedWatchdog does nothing as long as none is armed.
	FeedWatchdog()
	// EndMachine remounts every file system read-only that can be, syncs, and
	// powers off or reboots, all on a thread of its own: each of these calls
	// can hang. It disarms the watchdog before a power off, and leaves it
	// armed before a reboot, which may get stuck.
	EndMachine(reboot bool)
	// EndMachineNow skips everything that may have hung EndMachine: it powers
	// off or reboots at once, on the caller's thread. It returns only if the
	// kernel refuses.
	EndMachineNow(reboot bool) error
}
