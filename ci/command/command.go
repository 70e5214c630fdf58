// Package command runs the programs that the targets of the magefile consist
// of, and says which.
package command

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// Run prints a command and runs it with this process's descriptors. env holds
// KEY=VALUE pairs that go on top of the environment.
func Run(env []string, name string, args ...string) error {
	c := prepare(env, name, args)
	c.Stdout = os.Stdout
	return named(c, c.Run())
}

// Output prints a command, runs it, and returns what it wrote to its standard
// output.
func Output(env []string, name string, args ...string) (string, error) {
	c := prepare(env, name, args)
	var out bytes.Buffer
	c.Stdout = &out
	err := c.Run()
	return out.String(), named(c, err)
}

// Found tells whether a program is installed.
func Found(name string) bool {
	_, err := exec.LookPath(name)
	return err == nil
}

func prepare(env []string, name string, args []string) *exec.Cmd {
	c := exec.Command(name, args...)
	c.Env = append(os.Environ(), env...)
	c.Stdin, c.Stderr = os.Stdin, os.Stderr
	fmt.Println("+", strings.Join(append(set(env), shorten(c.Args)...), " "))
	return c
}

// set leaves out the variables that are only kept from having a value.
func set(env []string) []string {
	return slices.DeleteFunc(slices.Clone(env), func(v string) bool { return strings.HasSuffix(v, "=") })
}

// shorten keeps a long list of files from filling the screen.
func shorten(args []string) []string {
	const most = 12
	if len(args) <= most {
		return args
	}
	return append(append([]string{}, args[:most]...), fmt.Sprintf("… (%d more)", len(args)-most))
}

func named(c *exec.Cmd, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", strings.Join(shorten(c.Args), " "), err)
}
