#!/bin/sh
# Installs, on Debian, what the checks need besides Go, gcc and git: linters, a
# tracer, emulators of other processors and machines, what starts containers and
# what they are made of, inits of containers, the supervisors whose service
# directories nitro must run, the tools of packages, and what runs wasm. It is
# measured beside inits and supervisors. Under some of these it runs as a
# service, too, and under systemd. None of these packages starts anything by
# itself.
set -eu
set -- shellcheck mandoc strace procps util-linux qemu-user-static runit s6 daemontools runc busybox-static \
	qemu-system-arm qemu-system-x86 e2fsprogs kmod xz-utils tini dumb-init catatonit \
	systemd libplist-utils rpm dpkg-dev nodejs

export DEBIAN_FRONTEND=noninteractive
as_root=
[ "$(id -u)" = 0 ] || as_root=sudo

$as_root apt-get -q update
for name; do
	apt-cache policy "$name" | grep 'Candidate: [0-9]' >/dev/null || {
		echo "no package named $name" >&2
		exit 1
	}
done
$as_root apt-get -q -y --no-install-recommends install "$@" </dev/null
