#!/usr/bin/env bash
# Does what docs/install.md and docs/operations.md say, word for word, in new Debian roots, each booted with its own systemd:
# a new server; the backup restored on a second one; and an older release installed by its own document, then upgraded.
#
#   deploy/prove.sh [FOLDER]      needs root, debootstrap, cgroup2, a Debian mirror; FOLDER keeps the empty root for next time
#
# SUITE: another Debian. OLD: another release to come from.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
work=${1:-$(mktemp -d "${TMPDIR:-/tmp}/gk-prove-XXXXXX")}
suite=${SUITE:-bookworm}
old=${OLD:-e226698} # the first whose installation made a nightly backup
mirror=${MIRROR:-$(awk '/^URIs:/ { print $2; exit } $1 == "deb" { print $2; exit }' /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null)}
domain=gk.prove.example
say() { printf '== %(%H:%M:%S)T %s\n' -1 "$*"; }
expect() { [ "$2" = "$3" ] || { echo "FAILED: $1: expected $2, found $3"; exit 1; }; echo "ok: $1: $3"; }

if [ "${INSIDE:-}" != yes ]; then
  # Mounts and processes end with this one.
  INSIDE=yes exec unshare --mount --pid --mount-proc --fork --kill-child "$0" "$work"
fi
trap 'exit 143' INT TERM
cgroups=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/self/mounts)

# --- the documents, by heading ---

blocks() { # document, heading, which of its sh blocks (all by default); the domain becomes one's own
  awk -v heading="$2" -v which="${3:-0}" '
    /^#/ { on = 0; here = $0 ~ heading; n = 0 }
    here && /^```sh$/ { n++; on = !which || n == which; next }
    /^```$/ { on = 0 }
    on' <<<"$1" | sed "s/^echo gk\.example\.gov\.cn/echo $domain/"
}
document() { git -C "$here" show "$1:docs/$2"; }

# --- a root, and what runs in it ---

calm=(/usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8
  DEBIAN_FRONTEND=noninteractive PIP_NO_INDEX=1 PIP_FIND_LINKS=/var/wheels PIP_DISABLE_PIP_VERSION_CHECK=1)
new_root() { # name, release
  root=$work/$1
  rm -rf "$root" && cp -a "$work/packaged" "$root"
  put_code "$2"
  "$here/deploy/boot_root.sh" "$root" >"$work/$1.log" 2>&1 &
  booted=$!
  for _ in $(seq 100); do
    init=$(cat "/proc/$booted/task/$booted/children" 2>/dev/null || true)
    [ -z "$init" ] || [ "$(cat "/proc/${init% }/comm" 2>/dev/null)" != systemd ] || break
    sleep 0.1
  done
  init=${init% }
  for _ in $(seq 100); do [ ! -S "$root/run/systemd/private" ] && [ ! -S "/proc/$init/root/run/systemd/private" ] || break; sleep 0.1; done
  run "systemctl is-system-running --wait || systemctl --failed --no-pager" >"$work/$1.started" || { cat "$work/$1.started" "$work/$1.log"; exit 1; }
  say "$1: booted, systemd is $(head -n 1 "$work/$1.started")"
}
booted=
end_root() { # the one that is up, if one is; what came before decides the exit code
  [ -n "$booted" ] || return 0
  kill -KILL "$booted" 2>/dev/null || true
  wait "$booted" 2>/dev/null || true
  find "$cgroups/gk-prove-$booted" -depth -type d -exec rmdir {} + 2>/dev/null || true
  booted=
}
trap end_root EXIT
put_code() {
  mkdir -p "$root/srv/gk"
  find "$root/srv/gk" -mindepth 1 -maxdepth 1 ! -name .venv -exec rm -rf {} +
  git -C "$here" archive "$1" | tar -x -C "$root/srv/gk"
}
run() { # commands, as root of the booted system
  nsenter -t "$init" -m -p -n -u -i -C "${calm[@]}" bash -euo pipefail -c "$1" </dev/null
}
follow() { # document, heading, [which]
  local words
  words=$(blocks "$@")
  [ -n "$words" ] || { echo "FAILED: there is no command below “$2”"; exit 1; }
  run "$words" >"$work/commands.log" 2>&1 || { cat "$work/commands.log"; echo "FAILED: the commands below “$2”"; run "systemctl --failed --no-pager; journalctl -q -n 40 --no-pager" || true; exit 1; }
}
manage() { run "/srv/gk/deploy/manage $1"; }
held() { run '/srv/gk/deploy/manage shell -v 0 -c "$(cat /var/ledger.py)"' | tail -n 1; }
demo='from django.core.management import call_command
from django.test.utils import override_settings
with override_settings(GK_DEMO=True):
    call_command("load_demo")'
with_data() { printf '%s' "$demo" >"$root/var/demo.py"; run '/srv/gk/deploy/manage shell -v 0 -c "$(cat /var/demo.py)"' >/dev/null; }
page() { run "curl --silent --show-error --insecure --output /dev/null --write-out '%{http_code}' $*"; }

# --- what all roots begin with ---

if [ ! -e "$work/empty/etc/debian_version" ]; then
  say "a new Debian root ($suite), with what every Debian server has"
  mkdir -p "$work"
  debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,procps,iproute2,curl,logrotate,ca-certificates "$suite" "$work/empty" "$mirror" \
    >"$work/debootstrap.log" || { tail "$work/debootstrap.log"; exit 1; }
fi
new=$(document HEAD install.md)
operations=$(document HEAD operations.md)
say "packages and user: docs/install.md, the first section"
rm -rf "$work/packaged" && cp -a "$work/empty" "$work/packaged"
[ ! -e /etc/resolv.conf ] || cp -L /etc/resolv.conf "$work/packaged/etc/resolv.conf"
printf '#!/bin/sh\nexit 101\n' >"$work/packaged/usr/sbin/policy-rc.d" # nothing is started before systemd is there
chmod +x "$work/packaged/usr/sbin/policy-rc.d"
blocks "$new" 一、软件包 >"$work/packaged/var/block.sh"
unshare --mount bash -c "mount -t proc proc '$work/packaged/proc'; mount --rbind /dev '$work/packaged/dev'
  exec chroot '$work/packaged' ${calm[*]} bash -eu /var/block.sh" </dev/null >"$work/packages.log" 2>&1 || { tail "$work/packages.log"; exit 1; }
rm "$work/packaged/usr/sbin/policy-rc.d"
printf '127.0.0.1 localhost %s\n' "$domain" >"$work/packaged/etc/hosts"
cp "$here/deploy/ledger.py" "$work/packaged/var/ledger.py"

say "packages for pip, fetched with this machine's own settings for the Python of the root"
version=$(chroot "$work/packaged" python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')
for release in HEAD "$old"; do
  git -C "$here" show "$release:requirements/prod.txt" >"$work/prod.txt"
  python3 -m pip download --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
    --python-version "$version" -r "$work/prod.txt" -d "$work/wheels" 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
done
cp -r "$work/wheels" "$work/packaged/var/wheels"

# --- a new server ---

new_root server HEAD
for heading in 二、代码 三、时间 四、数据库 五、密钥 六、数据 七、服务 八、nginx; do
  say "docs/install.md $heading"
  follow "$new" "$heading"
done

say "every unit file that is shipped, with items, cases, letters and files in the house"
with_data
run 'cd /etc/systemd/system; systemd-analyze verify gk.service gk-*.timer gk-task@backup.service' >"$work/verify.log" 2>&1 || true
expect "systemd has no complaint" "" "$(grep -i gk "$work/verify.log" || true)"
for timer in "$here"/deploy/gk-*.timer; do
  timer=$(basename "$timer")
  unit=$(sed -n 's/^Unit=//p' "$here/deploy/$timer")
  expect "$timer" active "$(run "systemctl is-active $timer")"
  run "systemctl start $unit" || { run "journalctl -q -u $unit --no-pager"; exit 1; }
  echo "ok: $unit ran: $(run "journalctl -q -o cat -t python -u $unit --no-pager | tail -n 1")"
done

say "pages through nginx"
site=https://$domain
expect "home" 200 "$(page $site/)"
expect "health" 200 "$(page $site/healthz)"
expect "http leads to https" 301 "$(page http://$domain/)"
expect "report" 200 "$(page $site/reports/2023/)"
expect "the office's door" 302 "$(page $site/admin/)"
expect "another host" 400 "$(page "-H 'Host: other.example' $site/")"
expect "the bureau on the page" 聊城市商务局 "$(run "curl -sk $site/ | grep -o -m1 聊城市商务局 | head -n 1")"
style=$(run "curl -sk $site/ | grep -o -m1 '/static/css/base[^\"]*css'")
expect "stylesheet, named by its content" 200 "$(page "$site$style")"
expect "stylesheet comes packed" gzip "$(run "curl -sk -o /dev/null -w '%header{content-encoding}' -H 'Accept-Encoding: gzip' $site$style")"
tag=$(run "curl -sk -o /dev/null -w '%header{etag}' $site/")
expect "a page the browser has" 304 "$(page "-H 'If-None-Match: $tag' $site/")"
expect "private files have no address" 404 "$(page $site/private/)"
expect "nothing of the office is readable by others" 700 "$(stat -c %a "$root/var/lib/gk/private")"
expect "the firewall keeps the rest shut" drop "$(run "nft list chain inet filter input | grep -o 'policy drop' | cut -d ' ' -f 2")"
expect "time zone" Asia/Shanghai "$(run "timedatectl show --property Timezone --value")"

say "the first administrator, and people at work under the limits of the unit"
run "DJANGO_SUPERUSER_PASSWORD=first-of-a-proof-2026 /srv/gk/deploy/manage createsuperuser --noinput --username first --email first@example.org" >/dev/null
run "cd /srv/gk; .venv/bin/python -c 'from tests.browsing import STAFF; print(STAFF)' > /var/staff.py"
manage 'shell -v 0 -c "$(cat /var/staff.py)"'
run "cd /srv/gk; runuser -u nobody -- .venv/bin/python -B -m deploy.prove_desk $site"

say "a backup, the drill, the role of the log, a stop"
run "systemctl start gk-task@backup.service gk-task@restore_drill.service"
manage audit_verify >/dev/null
before=$(held)
sed -n '/^```sql$/,/^```$/p' <<<"$operations" | sed '/^```/d' >"$root/var/role.sql"
run "runuser -u postgres -- psql --quiet --set ON_ERROR_STOP=1 gk </var/role.sql"
run "systemctl restart gk && systemctl stop gk"
expect "a portal that is down says so" 503 "$(page $site/guide/)"
run "systemctl start gk"
end_root
cp -a "$root/etc/gk-keys.tar.gz" "$work/keys.tar.gz"
rm -rf "$work/backups" && cp -a "$root/var/backups/gk" "$work/backups"

say "the backup on a second machine: docs/operations.md 备份与恢复"
new_root second HEAD
for heading in 二、代码 三、时间 四、数据库; do follow "$new" "$heading"; done
cp "$work/keys.tar.gz" "$root/etc/gk-keys.tar.gz"
cp -a "$work/backups/." "$root/var/backups/gk/"
follow "$operations" 备份与恢复
for heading in 七、服务 八、nginx; do follow "$new" "$heading"; done
expect "home" 200 "$(page $site/)"
expect "health" 200 "$(page $site/healthz)"
expect "cases, events, items, files, each as it was" "$before" "$(held)"
end_root

say "an older release ($old) by its own document"
new_root older "$old"
earlier=$(document "$old" install.md)
for heading in 二、代码 三、数据库 四、密钥 五、数据 六、服务 七、nginx; do follow "$earlier" "$heading"; done
with_data
before=$(held)
say "upgraded: docs/install.md 十、升级"
follow "$new" 十、升级 1
put_code HEAD
follow "$new" 十、升级 2
follow "$new" 十、升级 3
for heading in 七、服务 八、nginx; do follow "$new" "$heading"; done
run "sed -i 's/gk\.example\.gov\.cn/$domain/' /etc/gk/gk.env; echo $domain >/etc/gk/domain; systemctl restart gk"
expect "health" 200 "$(page $site/healthz)"
expect "cases, events, items, files, each as it was" "$before" "$(held)"
run "systemctl start gk-task@backup.service gk-task@restore_drill.service gk-task@audit_verify.service"
end_root
say "proven: a new server, its backup on a second one, and an upgrade from $old"
