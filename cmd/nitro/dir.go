package main

import "nitro/osdep"

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
		if word != "" && word[0] == '/' && osdep.CheckDir(word) == nil {
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
		wd, err := osdep.WorkingDir()
		if err != nil {
			return "", osdep.Error("can't find working directory: " + err.Error())
		}
		dir = wd + "/" + dir
	}
	switch err := osdep.CheckDir(dir); err {
	case nil:
		return dir, nil
	case osdep.ErrAbsent:
		return dir, osdep.Error("no service directory " + dir + ": create it, and in it a directory for each service, with an executable run")
	default:
		return dir, osdep.Error("can't use service directory " + dir + ": " + err.Error())
	}
}
