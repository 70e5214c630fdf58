#!/bin/sh
# elsewhere.sh [FLAG...]: builds nitro on any system that it is for, and tests
# what such a system has, with nothing besides Go and a shell. FLAGs are for go
# test. What is left out needs Linux, Debian's packages or hours. With
# THROWAWAY=yes, root on a BSD also installs nitro as a service of the machine.
set -eu
cd "$(dirname "$0")/.."

go version
go vet ./...
go tool mage build
ci/smoke.sh
[ "$(uname)" != Darwin ] || plutil -lint cmd/nitro/examples/launchd/*.plist
go test -count=1 -timeout=20m "$@" ./core/... ./ctl/... ./osdep/... \
	./ci/realtest ./ci/firstuse ./ci/demo ./ci/clients ./ci/compat ./ci/dialects ./ci/faults ./ci/logloss ./ci/bounds ./ci/hosted
