package osdep

// Error is an error that is known by its text.
type Error string

func (e Error) Error() string { return string(e) }

// Errors that core tells apart.
const (
	ErrAgain      Error = "nothing there yet"
	ErrAbsent     Error = "no such file"
	ErrNotRegular Error = "not a regular file"
	ErrTooLong    Error = "too long"
	ErrInUse      Error = "another nitro is using it" // errors.Is; the control socket
)
