#!/bin/sh
# as-user.sh COMMAND [ARG...]: runs a command of this checkout as an ordinary
# user, in a copy, with an empty home directory and no variables of root's but
# those that tell Go where to find modules. For root on Linux; whoever is an
# ordinary user runs the command as it is.
set -eu
cd "$(dirname "$0")/.."
[ "$(id -u)" = 0 ] || exec "$@"

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$dir/checkout" "$dir/home"
tar -c --exclude=./bin --exclude=./.git . | tar -x -C "$dir/checkout"
chown -R nobody: "$dir"

cd "$dir/checkout"
setpriv --reuid=nobody --regid=nogroup --clear-groups env -i \
	HOME="$dir/home" PATH="$PATH" CI="${CI-}" \
	GOPROXY="$(go env GOPROXY)" GOSUMDB="$(go env GOSUMDB)" GOTOOLCHAIN="$(go env GOTOOLCHAIN)" \
	GOFLAGS="$(go env GOFLAGS) -modcacherw" \
	"$@"
