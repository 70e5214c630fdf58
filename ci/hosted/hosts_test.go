package hosted

import "testing"

// targets are systemd's own, and no other units: nothing else starts.
const targets = `
	mount -t tmpfs none /etc/systemd/system
	mkdir -p /run/systemd/lib /run/systemd/user-lib
	ln -s /lib/systemd/system/*.target /run/systemd/lib
	ln -s /usr/lib/systemd/user/*.target /run/systemd/user-lib
`

func TestSystemdOfTheMachine(t *testing.T) {
	t.Parallel()
	h := systemdOfTheMachine(t)
	h.setUp()
	h.expectToday()
	h.expectShutdownLasts()
	h.expectReturn()
	h.expectNoOrphans()
}

func systemdOfTheMachine(t *testing.T) *parent {
	t.Helper()
	m := boot(t, "", "/bin/sh", "-ec", targets+`
		export SYSTEMD_UNIT_PATH=/etc/systemd/system:/run/systemd/lib container=test
		exec /lib/systemd/systemd --system --unit=multi-user.target --log-target=console --show-status=no
	`)
	h := newParent(m, parent{
		section: "systemd", user: "root", admin: "root",
		socket: "/run/nitro/nitro.sock", up: "active (running)", down: "inactive (dead)",
	})
	m.awaitFile("/run/systemd/private")
	return h
}

func TestSystemdOfAUser(t *testing.T) {
	t.Parallel()
	m := boot(t, "", "/bin/sh", "-ec", targets+`
		mkdir -p /run/user/4000 /run/systemd/system
		chown -R 4000:4000 /run/user/4000 /sys/fs/cgroup
		chmod 700 /run/user/4000
		export SYSTEMD_UNIT_PATH=/home/alice/.config/systemd/user:/run/systemd/user-lib
		export HOME=/home/alice USER=alice XDG_RUNTIME_DIR=/run/user/4000
		exec tini -- setpriv --reuid=4000 --regid=4000 --init-groups \
			/lib/systemd/systemd --user --log-target=console
	`)
	h := newParent(m, parent{
		section: "systemd of a user", user: "alice", admin: "alice",
		socket: "/run/user/4000/nitro/nitro.sock", up: "active (running)", down: "inactive (dead)",
	})
	m.awaitFile("/run/user/4000/systemd/private")
	h.setUp()
	h.expectToday()
	h.expectShutdownLasts()
	h.expectReturn()
}

func TestOpenRC(t *testing.T) {
	t.Parallel()
	m := boot(t, unpacked(t), "tini", "--", "tail", "-f", "/dev/null")
	m.run(0, "root", `
		mount -t tmpfs none /etc/runlevels
		mkdir /etc/runlevels/sysinit /etc/runlevels/boot /etc/runlevels/default
		for level in sysinit boot default; do openrc $level; done
		rm /run/openrc/deptree # within a second it would not see nitro
	`)
	h := newParent(m, parent{
		section: "OpenRC", user: "root", admin: "root",
		socket: "/run/nitro/nitro.sock", up: "status: started", down: "status: stopped",
	})
	h.setUp()
	h.expectToday()
	pid := h.awaitUp("")
	h.run(0, "root", "nitroctl Shutdown")
	h.awaitUp(pid) // the page says so
	h.expectReturn()
}

func TestRunit(t *testing.T) {
	t.Parallel()
	m := boot(t, "", "tini", "--", "sh", "-c", "mkdir -p /etc/service && mount -t tmpfs none /etc/service && exec runsvdir /etc/service")
	h := newParent(m, parent{
		section: "runit", user: "alice", admin: "root",
		socket: "/tmp/nitro-4000/nitro.sock", up: "run: nitro-alice:", down: "normally up\n",
	})
	h.setUp()
	h.expectToday()
	h.expectShutdownLasts()
	h.expectReturn()
}

func TestS6(t *testing.T) {
	t.Parallel()
	m := boot(t, "", "tini", "--", "sh", "-c", "mkdir -p /run/service && exec s6-svscan /run/service")
	h := newParent(m, parent{
		section: "s6", user: "alice", admin: "root",
		socket: "/tmp/nitro-4000/nitro.sock", up: "up (pid ", down: "normally up, ready ",
	})
	m.awaitFile("/run/service/.s6-svscan/control")
	h.setUp()
	h.expectToday()
	h.expectShutdownLasts()
	h.expectReturn()
}

func TestCron(t *testing.T) {
	t.Parallel()
	m := boot(t, unpacked(t), "tini", "--", "tail", "-f", "/dev/null")
	m.run(0, "root", `
		# What the installation would do.
		groupadd --system crontab
		mkdir -p /var/spool/cron/crontabs
		chgrp crontab /usr/bin/crontab /var/spool/cron/crontabs
		chmod 2755 /usr/bin/crontab
		chmod 1730 /var/spool/cron/crontabs
	`)
	h := newParent(m, parent{
		section: "cron", user: "alice", admin: "alice",
		socket: "/tmp/nitro-4000/nitro.sock", up: "nitro_pid ", down: "nitroctl: ",
	})
	h.setUp()
	m.run(0, "root", "cron")
	h.awaitUp("")
	h.expectLook(h.up)
	h.expectServices()
	h.expectRescan()
	h.expectOrderlyEnd("alice", h.stop)
}
