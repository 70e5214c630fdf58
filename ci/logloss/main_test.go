package logloss

import (
	"os"
	"strconv"
	"testing"
	"time"

	"nitro/ci/realtest"
)

func TestMain(m *testing.M) { realtest.Main(m, "nitro/ci/logloss/lines") }

// span is how long a storm lasts.
func span(t *testing.T, short time.Duration) time.Duration {
	t.Helper()
	text := os.Getenv("LOGLOSS_SPAN")
	if text == "" {
		return short
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		t.Fatal("LOGLOSS_SPAN: ", err)
	}
	return d
}

// seed is another one at each run, unless one is given.
func seed(t *testing.T) uint64 {
	t.Helper()
	s := uint64(time.Now().UnixNano())
	if text := os.Getenv("LOGLOSS_SEED"); text != "" {
		given, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatal("LOGLOSS_SEED: ", err)
		}
		s = given
	}
	t.Logf("LOGLOSS_SEED=%d", s)
	return s
}
