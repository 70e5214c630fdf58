#!/bin/sh
# smoke.sh [DIRECTORIES]: uses nitro and nitroctl once for everything that they
# are there for, and leaves nothing behind. Says what it does; ends at the first
# surprise. DIRECTORIES are where the two are, as PATH has them: bin in place of
# none, /usr/sbin:/usr/bin for a package.
set -eu
cd "$(dirname "$0")/.."
PATH=${1-$PWD/bin}:$PATH
dir=$(mktemp -d)
NITRO_SOCK=$dir/nitro.sock
export NITRO_SOCK
nitro=

clean_up() {
	[ -z "$nitro" ] || kill -KILL "$nitro" 2>/dev/null || :
	rm -rf "$dir"
}
trap clean_up EXIT
trap 'exit 1' HUP INT TERM

# macOS has no timeout(1): what hangs there hangs until somebody ends it.
command -v timeout >/dev/null || timeout() {
	shift
	"$@"
}

# expect STATUS COMMAND... runs a command, which must end with that status, and
# leaves what it printed in the file "out".
expect() {
	want=$1 got=0
	shift
	echo "\$ $*"
	"$@" >"$dir/out" 2>&1 || got=$?
	[ "$got" = "$want" ] && return
	echo "exit status $got, not $want; it printed:"
	cat "$dir/out"
	exit 1
}

# prints PATTERN: a line of the last command's output matches.
prints() {
	grep -E "$1" "$dir/out" >/dev/null && return
	echo "no line matches $1:"
	cat "$dir/out"
	exit 1
}

# script FILE makes an executable of standard input.
script() {
	mkdir -p "$dir/sv/${1%/*}"
	cat >"$dir/sv/$1"
	chmod +x "$dir/sv/$1"
}

own_entry=.
[ "$(uname)" != Linux ] || own_entry=', own entry point$'
expect 0 nitro -V
prints '^nitro .'
prints "$own_entry"
expect 0 nitroctl -V
prints '^nitroctl .'
prints "$own_entry"
expect 0 nitro -h
prints '^usage: nitro '
expect 0 nitroctl -h
prints '^usage: nitroctl '
expect 2 nitro one two
expect 111 nitro "$dir/nowhere"
prints "^nitro: .*$dir/nowhere"
expect 4 nitroctl list

# The scripts here talk to this one through FIFOs, so that nothing has to wait
# for a while and hope.
mkfifo "$dir/booted" "$dir/logged"
exec 3<>"$dir/logged" # there is always a reader

# logs TEXT: the logger has written that line next.
logs() {
	# shellcheck disable=SC2016 # for the other shell
	expect 0 timeout 60 sh -c 'read -r line; echo "$line"' <"$dir/logged"
	prints "^$1\$"
}
script SYS/setup <<'EOF'
#!/bin/sh
echo booted >../../booted
EOF
script reader/run <<'EOF'
#!/bin/sh
exec cat >../../logged
EOF
script server/run <<'EOF'
#!/bin/sh
echo "$NITRO_SERVICE says hello"
echo >&3
exec sleep 1000
EOF
echo 3 >"$dir/sv/server/notification-fd"
ln -s ../reader "$dir/sv/server/log"
script once/setup <<'EOF'
#!/bin/sh
exit 0
EOF
script broken/setup <<'EOF'
#!/bin/sh
exit 111
EOF
script each@/run <<'EOF'
#!/bin/sh
echo >&3
exec sleep "$1"
EOF
echo 3 >"$dir/sv/each@/notification-fd"
ln -s each@ "$dir/sv/each@1001"

nitro "$dir/sv" 2>"$dir/messages" &
nitro=$!
timeout 60 cat "$dir/booted"

expect 111 nitro "$dir/sv"
prints "$NITRO_SOCK"

expect 0 nitroctl -t 60 start server once each@1001 each@1002
logs 'server says hello'
expect 1 nitroctl -t 60 start broken
expect 0 nitroctl list
prints '^UP server \(pid [0-9]+\) \(wstatus 0\) [0-9]+s$'
prints '^ONESHOT once \(wstatus 0\) [0-9]+s$'
prints '^FATAL broken \(wstatus -1\) [0-9]+s$'
prints '^UP each@1002 '
expect 0 nitroctl check server
expect 0 nitroctl pidof server
prints '^[0-9]+$'
pid=$(cat "$dir/out")
expect 0 nitroctl kill server
logs 'server says hello'
expect 0 nitroctl -t 60 wait-up server
expect 0 nitroctl pidof server
expect 1 test "$pid" = "$(cat "$dir/out")"
expect 0 nitroctl hup server
logs 'server says hello'
expect 0 nitroctl -t 60 restart each@1001
expect 0 nitroctl -t 60 down each@1001
expect 1 nitroctl check each@1001
expect 111 nitroctl up nobody
expect 0 nitroctl info
prints '^nitro_pid '"$nitro"'$'

script late/setup <<'EOF'
#!/bin/sh
exit 0
EOF
expect 0 nitroctl rescan
expect 0 nitroctl -t 60 wait-up late

expect 0 nitroctl pidof server
pid=$(cat "$dir/out")
expect 0 nitroctl Shutdown
expect 0 wait "$nitro"
nitro=
expect 1 kill -0 "$pid"
expect 1 test -e "$NITRO_SOCK"
echo "nitro and nitroctl work; nitro's messages were:"
cat "$dir/messages"
