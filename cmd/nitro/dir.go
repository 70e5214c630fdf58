package main

import (
	"os"

	"nitro/osdep"
)

// Service directories of a machine.
const (
	machineDir = "/etc/nitro"
	singleDir  = "/etc/nitro.single" // for repairs
)

// kernelDir finds the service directory among the words of the kernel's
// command line that nobody else wanted. Most of them mean nothing to nitro.
func kernelDir(words []string) string {
	for _, word := range words {
		if word == "S" || word == "single" {
			return singleDir
		}
	}
	for _, word := range words {
		if info, err := os.Stat(word); word != "" && word[0] == '/' && err == nil && info.IsDir() {
			return word
		}
	}
	return machineDir
}

// findDir makes the service directory absolute and looks whether it is there.
// It is not chosen silently when it is missing: a supervisor of nothing would
// only hide a misspelt name. With an error dir is what it would have been.
func findDir(dir string) (string, error) {
	if dir == "" {
		var err error
		if dir, err = osdep.DefaultDir(); err != nil {
			return "", err
		}
	}
	if dir[0] != '/' {
		wd, err := os.Getwd()
		if err != nil {
			return "", osdep.Error("can't find working directory: " + cause(err))
		}
		dir = wd + "/" + dir
	}
	info, err := os.Stat(dir)
	switch {
	case os.IsNotExist(err):
		return dir, osdep.Error("no service directory " + dir + ": create it, and in it a directory for each service, with an executable run")
	case err != nil:
		return dir, osdep.Error("can't use service directory " + dir + ": " + cause(err))
	case !info.IsDir():
		return dir, osdep.Error("can't use service directory " + dir + ": not a directory")
	}
	return dir, nil
}

// cause is an error without the operation and the path that os puts before it.
func cause(err error) string {
	if p, ok := err.(*os.PathError); ok {
		return p.Err.Error()
	}
	return err.Error()
}
