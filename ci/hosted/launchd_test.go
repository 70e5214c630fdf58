package hosted

import (
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"nitro/ci/realtest"
)

// launchdKeys are those that the examples may have, as launchd.plist(5) names
// them. launchd says nothing of one that it does not know.
var launchdKeys = []string{
	"Label", "ProgramArguments", "EnvironmentVariables", "RunAtLoad", "KeepAlive", "ExitTimeOut", "ProcessType",
	"StandardOutPath", "StandardErrorPath",
}

func TestPropertyListsAreWhatLaunchdReads(t *testing.T) {
	for _, file := range files(t, "launchd") {
		name := filepath.Base(file)
		l := propertyList(t, file)
		for key := range l {
			if !slices.Contains(launchdKeys, key) {
				t.Errorf("%s: launchd knows no %s", name, key)
			}
		}
		if l["Label"] != strings.TrimSuffix(name, ".plist") {
			t.Errorf("%s is labelled %q", name, l["Label"])
		}
		if !strings.Contains(l["ProgramArguments"], "/usr/local/sbin/nitro") {
			t.Errorf("%s starts %q", name, l["ProgramArguments"])
		}
		if !slices.Contains(strings.Split(l["EnvironmentVariables"], ":"), "/usr/local/bin") {
			t.Errorf("%s hides nitroctl: %q", name, l["EnvironmentVariables"])
		}
		if l["RunAtLoad"] != "true" || l["KeepAlive"] != "SuccessfulExit false" {
			t.Errorf("%s starts nitro when RunAtLoad is %q, KeepAlive %q", name, l["RunAtLoad"], l["KeepAlive"])
		}
		if seconds, err := strconv.Atoi(l["ExitTimeOut"]); err != nil || seconds < 120 {
			t.Errorf("%s gives nitro %q seconds to stop, which may need two minutes", name, l["ExitTimeOut"])
		}
	}
}

// propertyList reads a file as plistutil does. A value is its words, those of
// what it contains included.
func propertyList(t *testing.T, file string) map[string]string {
	t.Helper()
	binary := filepath.Join(realtest.Scratch(t), "binary")
	for _, args := range [][]string{{"-i", file, "-f", "bin", "-o", binary}, {"-i", binary, "-f", "xml", "-o", binary + ".xml"}} {
		out, err := exec.Command("plistutil", args...).CombinedOutput()
		if _, ran := err.(*exec.ExitError); ran {
			t.Fatalf("plistutil: %s: %v\n%s", file, err, out)
		} else if err != nil {
			realtest.Lack(t, "%v", err)
		}
	}
	text, err := os.ReadFile(binary + ".xml")
	if err != nil {
		t.Fatal(err)
	}
	return values(t, string(text))
}

// values are those of the outermost dictionary.
func values(t *testing.T, text string) map[string]string {
	t.Helper()
	all := map[string]string{}
	key, depth, name := "", 0, ""
	for d := xml.NewDecoder(strings.NewReader(text)); ; {
		token, err := d.Token()
		if err != nil {
			return all
		}
		switch x := token.(type) {
		case xml.StartElement:
			depth++
			name = x.Name.Local
			if name == "true" || name == "false" {
				all[key] = strings.TrimSpace(all[key] + " " + name)
			}
		case xml.EndElement:
			depth--
			name = ""
		case xml.CharData:
			switch word := strings.TrimSpace(string(x)); {
			case word == "":
			case depth == 3 && name == "key":
				key = word
			default:
				all[key] = strings.TrimSpace(all[key] + " " + word)
			}
		}
	}
}
