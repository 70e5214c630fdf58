package boot

import (
	"encoding/json"
	"fmt"
	"net"
	"time"
)

// Monitor gives a command to QEMU's monitor, such as "sendkey
// ctrl-alt-delete" or "system_reset", and returns what it prints.
func (m *Machine) Monitor(command string) string {
	m.t.Helper()
	answer, err := m.askMonitor(command)
	if err != nil {
		m.t.Fatalf("QEMU's monitor: %s: %v\n%s", command, err, m.tail())
	}
	return answer
}

// askMonitor speaks QMP: a greeting, then one JSON object for each command and
// its answer, with events in between.
func (m *Machine) askMonitor(command string) (string, error) {
	c, err := net.DialTimeout("unix", m.socket, Bound)
	if err != nil {
		return "", err
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(Bound))
	q := qmp{json.NewEncoder(c), json.NewDecoder(c)}
	var greeting json.RawMessage
	if err := q.from.Decode(&greeting); err != nil {
		return "", err
	}
	if _, err := q.ask("qmp_capabilities", nil); err != nil {
		return "", err
	}
	out, err := q.ask("human-monitor-command", map[string]any{"command-line": command})
	if err != nil {
		return "", err
	}
	var text string
	return text, json.Unmarshal(out, &text)
}

type qmp struct {
	to   *json.Encoder
	from *json.Decoder
}

func (q qmp) ask(command string, arguments map[string]any) (json.RawMessage, error) {
	request := map[string]any{"execute": command}
	if arguments != nil {
		request["arguments"] = arguments
	}
	if err := q.to.Encode(request); err != nil {
		return nil, err
	}
	for {
		var answer struct {
			Return json.RawMessage `json:"return"`
			Error  *struct {
				Desc string `json:"desc"`
			} `json:"error"`
		}
		if err := q.from.Decode(&answer); err != nil {
			return nil, err
		}
		switch {
		case answer.Error != nil:
			return nil, fmt.Errorf("%s", answer.Error.Desc)
		case answer.Return != nil:
			return answer.Return, nil
		}
	}
}
