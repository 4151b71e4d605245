#!/usr/bin/env bash
# Does what docs/install.md says, word for word, in a new Debian root, then fetches pages through nginx.
#
#   deploy/prove.sh [FOLDER]      needs root, debootstrap, curl, a Debian mirror; FOLDER keeps the empty root for next time
#
# There is no systemd in a root like this: `systemctl` is played by a script that starts the very ExecStart line of the
# unit, as its user, with its environment file. Everything that serves runs in a network of its own, on the real ports.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
work=${1:-$(mktemp -d "${TMPDIR:-/tmp}/gk-prove-XXXXXX")}
root=$work/root
suite=${SUITE:-bookworm}
mirror=${MIRROR:-$(awk '/^URIs:/ { print $2; exit } $1 == "deb" { print $2; exit }' /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null)}
say() { echo "== $*"; }

if [ "${INSIDE:-}" != yes ]; then
  # Mounts end with this process, so nothing of the machine stays bound into the root.
  INSIDE=yes exec unshare --mount --pid --mount-proc --fork --kill-child "$0" "$work"
fi

say "a new Debian root ($suite)"
if [ ! -e "$work/empty/etc/debian_version" ]; then
  mkdir -p "$work"
  debootstrap --variant=minbase "$suite" "$work/empty" "$mirror" >"$work/debootstrap.log" || { tail "$work/debootstrap.log"; exit 1; }
fi
rm -rf "$root" && cp -a "$work/empty" "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/run"
mkdir -p "$root/run/lock"
[ ! -e /etc/resolv.conf ] || cp -L /etc/resolv.conf "$root/etc/resolv.conf"
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" # packages start nothing by themselves
chmod +x "$root/usr/sbin/policy-rc.d"

say "the code as it is committed"
mkdir -p "$root/srv/gk"
git -C "$here" archive HEAD | tar -x -C "$root/srv/gk"

cat >"$root/usr/local/bin/systemctl" <<'PLAYED'
#!/usr/bin/env bash
# Plays the few acts that docs/install.md asks of systemctl.
set -euo pipefail
act=$1; unit=${*: -1}
value() { grep -m1 "^$1=" "/etc/systemd/system/$unit" | cut -d= -f2-; }
start_unit() {
  set -a; . "$(value EnvironmentFile)"; set +a
  install -d -o "$(value User)" -g "$(value Group)" -m "$(value RuntimeDirectoryMode)" "/run/$(value RuntimeDirectory)"
  cd "$(value WorkingDirectory)"; umask "$(value UMask)"
  setsid runuser -u "$(value User)" -g "$(value Group)" -- $(value ExecStart) >"/var/log/$unit.log" 2>&1 &
  for _ in $(seq 150); do [ ! -S /run/gk/gunicorn.sock ] || exit 0; sleep 0.2; done
  cat "/var/log/$unit.log"; exit 1
}
case "$act $unit" in
  "daemon-reload "*) ;;
  "restart postgresql") pg_ctlcluster "$(ls /etc/postgresql)" main restart || pg_ctlcluster "$(ls /etc/postgresql)" main start ;;
  "restart nginx") nginx -s reload 2>/dev/null || nginx ;;
  "enable gk.service") start_unit ;;
  "enable "*.timer) [ -e "/etc/systemd/system/$unit" ] && [ -e "/etc/systemd/system/$(value Unit | sed 's/@.*/@.service/')" ] ;;
  *) echo "systemctl: not played: $*" >&2; exit 1 ;;
esac
PLAYED
chmod +x "$root/usr/local/bin/systemctl"

blocks() { awk '/^```sh$/ { n++; on = 1; next } /^```$/ { on = 0 } on { print n "\t" $0 }' "$here/docs/install.md"; }
run_block() { # number, then the words before bash: the network it runs in
  local number=$1; shift
  blocks | awk -F '\t' -v n="$number" '$1 == n { sub(/^[0-9]+\t/, ""); print }' >"$root/var/block.sh"
  "$@" chroot "$root" /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
    DEBIAN_FRONTEND=noninteractive PIP_NO_INDEX=1 PIP_FIND_LINKS=/var/wheels PIP_DISABLE_PIP_VERSION_CHECK=1 \
    bash -eu /var/block.sh
}
last=$(blocks | tail -n 1 | cut -f 1)
[ "$last" -ge 7 ] || { echo "docs/install.md has fewer blocks than it had"; exit 1; }
say "block 1 of docs/install.md"
run_block 1 </dev/null >"$work/packages.log" 2>&1 || { tail "$work/packages.log"; exit 1; }
say "packages for pip, fetched with this machine's own settings for the Python of the root"
version=$(chroot "$root" python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')
python3 -m pip download --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
  --python-version "$version" -r "$here/requirements/prod.txt" -d "$work/wheels" 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
cp -r "$work/wheels" "$root/var/wheels"

# From here on without the machine's network, so that the real ports are free. One network for all blocks.
unshare --net sleep infinity &
network=$!
trap 'kill "$network" 2>/dev/null || true' EXIT
sleep 0.5
apart() { nsenter --net="/proc/$network/ns/net" "$@"; }
apart ip link set lo up
for number in $(seq 2 "$last"); do say "block $number of docs/install.md"; run_block "$number" apart </dev/null; done

say "pages through nginx"
fetch() { apart curl --silent --show-error --insecure --resolve gk.example.gov.cn:443:127.0.0.1 --resolve gk.example.gov.cn:80:127.0.0.1 "$@"; }
site=https://gk.example.gov.cn
expect() { [ "$2" = "$3" ] || { echo "FAILED: $1: expected $2, found $3"; exit 1; }; echo "ok: $1: $3"; }
status() { fetch -o /dev/null -w '%{http_code}' "$@"; }
expect "home" 200 "$(status $site/)"
expect "health" 200 "$(status $site/healthz)"
expect "http leads to https" 301 "$(status http://gk.example.gov.cn/)"
expect "report" 200 "$(status $site/reports/2023/)"
expect "the office's door" 302 "$(status $site/admin/)"
expect "another host" 400 "$(status -H 'Host: other.example' $site/)"
fetch $site/ >"$work/home.html"
expect "the bureau on the page" 聊城市商务局 "$(grep -o -m1 聊城市商务局 "$work/home.html" | head -n 1)"
style=$(grep -o -m1 '/static/css/base[^"]*css' "$work/home.html")
expect "stylesheet, named by its content" 200 "$(status "$site$style")"
expect "stylesheet comes packed" gzip "$(fetch -o /dev/null -w '%header{content-encoding}' -H 'Accept-Encoding: gzip' "$site$style")"
tag=$(fetch -o /dev/null -w '%header{etag}' $site/)
expect "a page the browser has" 304 "$(status -H "If-None-Match: $tag" $site/)"
expect "private files have no address" 404 "$(status $site/private/)"
for task in remind open_items retire_items erase_expired send_notices; do
  apart chroot "$root" /srv/gk/deploy/manage "$task" >/dev/null || { echo "FAILED: task $task"; exit 1; }
  echo "ok: task $task"
done
expect "nothing of the office is readable by others" 700 "$(stat -c %a "$root/var/lib/gk/private")"
say "proven: docs/install.md installs a portal that answers through nginx"
