package wire

// Tag says what a packet means. Tags 1 to 9 are state events: the tag is the
// State, the payload the service's name.
type Tag uint8

// Answers.
const (
	TagOK      Tag = 80 // done
	TagNoSuch  Tag = 81 // no such service, or not possible
	TagUnknown Tag = 82 // unknown command
)

// Parts of answers.
const (
	TagService Tag = 100 // group: one service
	TagName    Tag = 101 // the service's name, see AppendName
	TagState   Tag = 102 // u8, a State
	TagPid     Tag = 103 // u32, the process of run; 0: none
	TagStatus  Tag = 104 // i32, as wait(2) gives it; -1: could not be executed, or setup exited 111
	TagUptime  Tag = 105 // u32, seconds since the last start or stop

	TagSupervisor   Tag = 106 // u32, the supervisor's pid
	TagServices     Tag = 107 // u32, how many services it knows
	TagReaped       Tag = 108 // u32, children reaped
	TagServiceReaps Tag = 109 // u32, children reaped that were a service's

	TagMore Tag = 192 // no payload: the list goes on; ask again with the last name
)

// Requests. Those with a name carry it without a NUL.
const (
	TagUp       Tag = 120 // name
	TagDown     Tag = 121 // name
	TagRestart  Tag = 122 // name
	TagInfo     Tag = 123
	TagList     Tag = 124 // nothing, or a name: only the services after it
	TagQuery    Tag = 125 // name
	TagRescan   Tag = 126
	TagShutdown Tag = 127
	TagReboot   Tag = 128
	TagSignal   Tag = 129 // signal number u8, name
	TagReady    Tag = 130 // name
)
