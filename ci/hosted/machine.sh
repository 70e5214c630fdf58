#!/bin/sh
# machine.sh DIR PACKAGES NITRO SOURCE COMMAND...: turns the namespaces that it
# was started in into a machine of their own, and becomes COMMAND, its PID 1.
# The machine's root is this one's, with the unpacked PACKAGES over it, and
# whatever is written there is gone with it. nitro and nitroctl are taken from
# NITRO; /srv/nitro is SOURCE. DIR is an empty directory.
set -eu
[ "${1-}" = inside ] || exec unshare --cgroup "$0" inside "$@"
dir=$2 packages=$3 nitro=$4 source=$5
shift 5

mount --make-rprivate /
mount -t tmpfs -o mode=755 none "$dir"
mkdir "$dir/upper" "$dir/work" "$dir/root"
cp -a "$packages/." "$dir/upper/"
mount -t overlay -o "lowerdir=/,upperdir=$dir/upper,workdir=$dir/work" none "$dir/root"
cd "$dir/root"

mount -t proc proc proc
# An init turns the kernel's knobs, and these are not only this machine's.
mount --bind proc/sys proc/sys
mount -o remount,bind,ro proc/sys
mount -t sysfs sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount --rbind /dev dev
mount -t tmpfs none tmp
mount -t tmpfs -o mode=755 none run
mkdir -p srv/nitro run/lock
mount --bind "$source" srv/nitro

cp "$nitro/nitro" usr/sbin/
cp "$nitro/nitroctl" usr/bin/
sed -i '/^alice:/d' etc/passwd etc/group etc/shadow
echo alice:x:4000:4000::/home/alice:/bin/sh >>etc/passwd
echo alice:x:4000: >>etc/group
echo friends:x:4001:alice >>etc/group
echo 'alice:*:19000:0:99999:7:::' >>etc/shadow
mkdir -p home/alice
chown 4000:4000 home/alice

pivot_root . .
umount -l .
cd /
echo "machine.sh: ready"
exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
