#!/usr/bin/env bash
# Boots the Debian root in a folder with its own systemd, in namespaces of its own: deploy/boot_root.sh ROOT, as root.
#
# Becomes the process whose only child is that systemd; when it is killed (KILL: it heeds nothing else) all ends with it.
# Nothing is reached from there but the root itself and a network of its own.
set -euo pipefail
root=$1
cgroups=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/self/mounts)
[ -n "$cgroups" ] || { echo "this machine has no cgroup2, which systemd needs"; exit 1; }
mkdir -p "$cgroups/gk-prove-$$"
echo $$ >"$cgroups/gk-prove-$$/cgroup.procs"

exec unshare --mount --pid --cgroup --net --uts --ipc --fork --kill-child bash -euc '
root=$1
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
# The kernel belongs to the machine: its settings and its clock are not for the root to change.
mount --bind "$root/proc/sys" "$root/proc/sys"
mount -o remount,bind,ro "$root/proc/sys"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
mount -t tmpfs tmpfs "$root/run"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for name in null zero full random urandom tty; do
  touch "$root/dev/$name"
  mount --bind "/dev/$name" "$root/dev/$name"
done
ln -s /proc/self/fd "$root/dev/fd"
ln -s /proc/self/fd/0 "$root/dev/stdin"
ln -s /proc/self/fd/1 "$root/dev/stdout"
ln -s /proc/self/fd/2 "$root/dev/stderr"
mkdir -m 1777 "$root/dev/shm"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
mkdir "$root/dev/pts"
mount -t devpts -o newinstance,ptmxmode=666 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
cd "$root"
mkdir -p .before
pivot_root . .before
umount -l /.before
rmdir /.before
exec env -i container=prove setpriv --bounding-set=-sys_time,-sys_module --inh-caps=-sys_time,-sys_module \
  /lib/systemd/systemd --system --log-target=journal </dev/null
' boot "$root"
