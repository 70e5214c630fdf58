package command

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// Quiet runs a program in a directory and returns what it wrote to its standard
// output. Nothing is printed: what it says is in the error. It finds the
// programs of administrators, too, and speaks English.
func Quiet(dir, name string, args ...string) (string, error) {
	c := exec.Command(name, args...)
	c.Dir = dir
	c.Env = append(os.Environ(), "LC_ALL=C", "PATH="+os.Getenv("PATH")+":/usr/sbin:/sbin")
	var said strings.Builder
	c.Stderr = &said
	out, err := c.Output()
	if err != nil {
		err = fmt.Errorf("%s: %w\n%s%s", strings.Join(c.Args, " "), err, out, said.String())
	}
	return string(out), err
}
