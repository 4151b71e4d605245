#!/usr/bin/env bash
# Does what docs/install.md and docs/operations.md say, word for word, in new Debian roots, each booted with its own systemd:
# a new server, from the first package to the monthly update and a reboot; its backup restored on a second one, and back to an
# earlier backup there; growth to two servers with a replica and a bucket; and an older release upgraded.
#
#   deploy/prove.sh [FOLDER]      needs root, debootstrap, cgroup2, a Debian mirror, `make setup`; FOLDER keeps the empty root
#
# Ends with 0 exactly when all was proven. SUITE: another Debian. OLD: another release to come from. STAGES: only these of
# “server second several older”, over what an earlier run left in FOLDER.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
work=${1:-$(mktemp -d "${TMPDIR:-/tmp}/gk-prove-XXXXXX")}
suite=${SUITE:-bookworm}
old=${OLD:-e226698} # the first whose installation made a nightly backup
stages=${STAGES:-server second several older}
mirror=${MIRROR:-$(awk '/^URIs:/ { print $2; exit } $1 == "deb" { print $2; exit }' /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null)}
domain=gk.prove.example
site=https://$domain

if [ "${INSIDE:-}" != yes ]; then
  # Mounts and processes end with this one.
  INSIDE=yes exec unshare --mount --pid --mount-proc --fork --kill-child "$0" "$work"
fi
cgroups=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/self/mounts)
commit=$(git -C "$here" rev-parse HEAD)
. "$here/deploy/prove_roots.sh"
new=$(document HEAD install.md)
operations=$(document HEAD operations.md)

prepare() { # what all roots begin with
  if [ ! -e "$work/empty/etc/debian_version" ]; then
    say "a new Debian root ($suite), with what every Debian server has"
    mkdir -p "$work"
    debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,procps,iproute2,logrotate,ca-certificates "$suite" "$work/empty" "$mirror" \
      >"$work/debootstrap.log" || { tail "$work/debootstrap.log"; exit 1; }
  fi
  say "packages and user: docs/install.md, the first section"
  local packaged=$work/packaged version
  rm -rf "$packaged" && cp -a "$work/empty" "$packaged"
  [ ! -e /etc/resolv.conf ] || cp -L /etc/resolv.conf "$packaged/etc/resolv.conf"
  printf '#!/bin/sh\nexit 101\n' >"$packaged/usr/sbin/policy-rc.d" # nothing is started before systemd is there
  chmod +x "$packaged/usr/sbin/policy-rc.d"
  blocks "$new" 一、软件包 >"$packaged/var/block.sh"
  unshare --mount bash -c "mount -t proc proc '$packaged/proc'; mount --rbind /dev '$packaged/dev'
    exec chroot '$packaged' ${calm[*]} bash -eu /var/block.sh" </dev/null >"$work/packages.log" 2>&1 || { tail "$work/packages.log"; exit 1; }
  rm "$packaged/usr/sbin/policy-rc.d"
  printf '127.0.0.1 localhost %s\n' "$domain" >"$packaged/etc/hosts"
  cp "$here"/deploy/{ledger,prove_typed,prove_mail}.py "$packaged/var/"

  say "packages for pip, fetched with this machine's own settings for the Python of the root"
  version=$(chroot "$packaged" python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')
  for release in HEAD "$old"; do
    git -C "$here" show "$release:requirements/prod.txt" >"$work/prod.txt"
    python3 -m pip download --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
      --python-version "$version" -r "$work/prod.txt" -d "$work/wheels" 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
  done
  cp -r "$work/wheels" "$packaged/var/wheels"
}

stage_server() {
  new_root server
  for heading in 二、代码 三、时间 四、数据库 五、密钥; do
    say "docs/install.md $heading"
    follow "$new" "$heading"
  done
  say "docs/install.md 六、数据; the editor's part is a mail server that listens"
  run "sed -i 's/^GK_EMAIL_HOST=.*/GK_EMAIL_HOST=127.0.0.1/; s/^# GK_EMAIL_SECURITY=.*/GK_EMAIL_SECURITY=none/' /etc/gk/gk.env"
  run "python3 /var/prove_mail.py /var/mail.txt" &
  disown # it ends with the root, and its end is nobody's fault
  follow "$new" 六、数据 1
  blocks "$new" 六、数据 2 >"$root/var/block.sh"
  run "python3 /var/prove_typed.py 'bash -e /var/block.sh' first first@example.org first-of-a-proof-2026 first-of-a-proof-2026" >"$work/typed.log" || { cat "$work/typed.log"; exit 1; }
  follow "$new" 六、数据 3
  expect "the mail that was tried arrived" "To: first@$domain" "$(grep -a -m1 '^To: ' "$root/var/mail.txt" | tr -d '\r')"
  for heading in 七、服务 八、nginx; do
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
  pages_of_a_server
  style=$(run "curl -sk $site/ | grep -o '/static/css/base[^\"]*css' | sed -n 1p")
  expect "stylesheet, named by its content" 200 "$(page "$site$style")"
  expect "stylesheet comes packed" gzip "$(run "curl -sk -o /dev/null -w '%header{content-encoding}' -H 'Accept-Encoding: gzip' $site$style")"
  tag=$(run "curl -sk -o /dev/null -w '%header{etag}' $site/")
  expect "a page the browser has" 304 "$(page "-H 'If-None-Match: $tag' $site/")"
  expect "private files have no address" 404 "$(page $site/private/)"
  expect "nothing of the office is readable by others" 700 "$(stat -c %a "$root/var/lib/gk/private")"
  expect "the firewall keeps the rest shut" drop "$(run "nft list chain inet filter input | grep -o 'policy drop' | cut -d ' ' -f 2")"
  expect "time zone" Asia/Shanghai "$(run "timedatectl show --property Timezone --value")"

  say "the first administrator, and people at work under the limits of the unit"
  python "-c 'from tests.browsing import STAFF; print(STAFF)'" >"$root/var/staff.py"
  manage 'shell -v 0 -c "$(cat /var/staff.py)"'
  python "-m deploy.prove_desk $site first first-of-a-proof-2026"

  say "a backup, the drill, the role of the log, a stop"
  run "systemctl start gk-task@backup.service gk-task@restore_drill.service"
  manage audit_verify >/dev/null
  held >"$work/held"
  sed -n '/^```sql$/,/^```$/p' <<<"$operations" | sed '/^```/d' >"$root/var/role.sql"
  run "runuser -u postgres -- psql --quiet --set ON_ERROR_STOP=1 gk </var/role.sql"
  run "systemctl restart gk && systemctl stop gk"
  expect "a portal that is down says so" 503 "$(page $site/guide/)"
  run "systemctl start gk"
  cp -a "$root/etc/gk-keys.tar.gz" "$work/keys.tar.gz"
  rm -rf "$work/backups" && cp -a "$root/var/backups/gk" "$work/backups"

  say "docs/install.md 十一、每月更新, and a reboot"
  follow_outside "$new" 十一、每月
  expect "health" 200 "$(page $site/healthz)"
  end_roots
  boot server
  pages_of_a_server
  for timer in "$here"/deploy/gk-*.timer; do run "systemctl is-active --quiet $(basename "$timer")"; done
  end_roots
}

pages_of_a_server() {
  for _ in $(seq 100); do [ "$(page $site/healthz)" = 502 ] || [ "$(page $site/healthz)" = 503 ] || break; sleep 0.2; done
  expect "home" 200 "$(page $site/)"
  expect "health" 200 "$(page $site/healthz)"
  expect "http leads to https" 301 "$(page http://$domain/)"
  expect "report" 200 "$(page $site/reports/2023/)"
  expect "the office's door" 302 "$(page $site/admin/)"
  expect "another host" 400 "$(page "-H 'Host: other.example' $site/")"
  expect "the bureau on the page" 聊城市商务局 "$(run "curl -sk $site/ | grep -o 聊城市商务局 | sed -n 1p")"
}

stage_second() {
  say "the backup on a second machine: docs/operations.md 备份与恢复"
  new_root second
  for heading in 二、代码 三、时间 四、数据库; do follow "$new" "$heading"; done
  cp "$work/keys.tar.gz" "$root/etc/gk-keys.tar.gz"
  cp -a "$work/backups/." "$root/var/backups/gk/"
  follow "$operations" 备份与恢复
  for heading in 七、服务 八、nginx; do follow "$new" "$heading"; done
  pages_of_a_server
  expect "cases, events, items, files, each as it was" "$(cat "$work/held")" "$(held)"

  say "work goes on, then back to that backup: docs/operations.md 退回到以前的一份备份"
  backup=$(run "ls -d /var/backups/gk/gk-*[0-9] | tail -n 1")
  python "-c 'from tests.browsing import Browser; from tests.errands import applied; print(\"ok: filed meanwhile:\", applied(Browser(\"$site\"))[0])'"
  follow "$operations" 退回到 1
  follow "$operations" 退回到 2
  if run "$(blocks "$operations" 退回到 3)" >"$work/back.log" 2>&1; then echo "FAILED: the anchor did not notice what was lost"; exit 1; fi
  expect "the log is the one that was anchored, and shorter" 末尾缺失 "$(sed '1d; s/：.*//' "$work/back.log")"
  follow "$operations" 退回到 4
  expect "cases, events, items, files, each as it was" "$(cat "$work/held")" "$(held)"
  run "ip address add 192.0.2.1/32 dev lo"
  expect "shut to the public meanwhile" 403 "$(page "--resolve $domain:443:192.0.2.1 $site/")"
  expect "open to the office" 200 "$(page $site/)"
  follow "$operations" 退回到 5
  sleep 2 # nginx changes over while it goes on answering
  expect "open to the public again" 200 "$(page "--resolve $domain:443:192.0.2.1 $site/")"
  follow "$operations" 退回到 6

  say "docs/install.md 十二、病毒扫描; one signature of our own, for the real ones are fetched from outside"
  follow_outside "$new" 十二、病毒 1
  run "mkdir -p /etc/systemd/system/clamav-daemon.service.d
    printf '[Unit]\nConditionPathExistsGlob=\n' >/etc/systemd/system/clamav-daemon.service.d/prove.conf
    printf 'Prove:0:*:%s\n' \$(printf sickness-of-a-proof | od -An -tx1 | tr -d ' \n') >/var/lib/clamav/prove.ndb
    systemctl daemon-reload; systemctl restart clamav-daemon
    for _ in \$(seq 300); do [ ! -S /run/clamav/clamd.ctl ] || break; sleep 0.1; done"
  follow "$new" 十二、病毒 2
  pages_of_a_server
  expect "the scanner finds what it knows" Prove.UNOFFICIAL "$(manage 'shell -v 0 -c "from liaocheng_gk.uploads.clamd import scan; print(scan(b\"a sickness-of-a-proof b\", \"/run/clamav/clamd.ctl\"))"' | tail -n 1)"
  number=$(python "-c 'from tests.browsing import Browser; from tests.errands import applied; print(applied(Browser(\"$site\"))[0])'")
  expect "a scan that was looked at by the service opens" 200 "$(scan_opens "$number")"
  end_roots
}

scan_opens() { # number: the status that a clerk gets at this server
  python "-c 'from tests.browsing import Browser; from tests.errands import scan_of
clerk = Browser(\"$site\"); clerk.log_in(); print(clerk.get(scan_of(clerk, \"$1\")).status)'"
}

stage_several() {
  local grow=从一台扩到几台
  say "two servers, a replica and a bucket: docs/operations.md $grow"
  new_root two
  for heading in 二、代码 三、时间; do follow "$new" "$heading"; done
  boot server
  held >"$work/held"
  # A wire between the two and an S3-compatible store.
  unshare --net sleep infinity &
  wire=$!
  sleep 0.5
  local inside=(nsenter -t "$wire" -n)
  "${inside[@]}" bash -euc "ip link set lo up; ip link add wire type bridge; ip address add 10.9.0.9/24 dev wire; ip link set wire up
    ip link add one type veth peer name lan netns ${inits[server]}; ip link add two type veth peer name lan netns ${inits[two]}
    for end in one two; do ip link set \$end master wire; ip link set \$end up; done"
  "${inside[@]}" "$here/.venv/bin/moto_server" -H 10.9.0.9 -p 9000 >"$work/moto.log" 2>&1 &
  on two; run "ip address add 10.9.0.2/24 dev lan; ip link set lan up"
  on server; run "ip address add 10.9.0.1/24 dev lan; ip link set lan up
    curl --silent --show-error --fail --retry 20 --retry-connrefused --request PUT http://10.9.0.9:9000/gk-files"
  for name in server two; do on $name; follow "$operations" $grow 1; done
  on server
  follow "$operations" $grow 2
  follow "$operations" $grow 3
  install -m 600 "$work/server/etc/gk/db.password" "$work/two/etc/gk/db.password"
  on two; follow "$operations" $grow 4
  expect "the second holds a replica" t "$(tail -n 1 "$work/commands.log")"
  on server
  follow "$operations" $grow 5
  follow "$operations" $grow 6
  cp -a "$work/server/etc/gk-keys.tar.gz" "$work/two/etc/gk-keys.tar.gz"
  on two; follow "$operations" $grow 7
  for name in server two; do
    on $name
    say "$name"
    pages_of_a_server
    expect "cases, events, items, files, each as it was" "$(cat "$work/held")" "$(held)"
  done
  on server
  sed -n '/^```nginx$/,/^```$/p' <<<"$operations" | sed '/^```/d' >"$root/etc/nginx/conf.d/gk-balancer.conf"
  run "nginx -t && systemctl reload nginx" 2>"$work/nginx.log" || { cat "$work/nginx.log"; exit 1; }
  number=$(python "-c 'from tests.browsing import Browser; from tests.errands import applied; print(applied(Browser(\"$site\"))[0])'")
  on two
  expect "filed at the first, its scan opens at the second" 200 "$(scan_opens "$number")"
  expect "it lies in the bucket" yes "$(run "curl -s 'http://10.9.0.9:9000/gk-files?list-type=2&prefix=private/identity/' | grep '<Key>' >/dev/null && echo yes")"
  expect "readers read the replica" t "$(run "runuser -u postgres -- psql -tAc \"SELECT count(*) > 0 FROM pg_stat_activity WHERE usename = 'gk'\"")"
  run "systemctl stop postgresql"
  for name in server two; do on $name; expect "$name without the replica" 200 "$(page $site/catalogue/)"; done
  on two; run "systemctl start postgresql"
  on server; run "systemctl start gk-task@backup.service gk-task@restore_drill.service gk-task@audit_verify.service"
  end_roots
  kill "$wire" 2>/dev/null || true
}

stage_older() {
  say "an older release ($old) by its own document"
  new_root older
  run "git clone --quiet /var/gk.git /srv/gk; git -C /srv/gk checkout --quiet $old"
  earlier=$(document "$old" install.md)
  for heading in 二、代码 三、数据库 四、密钥 五、数据 六、服务 七、nginx; do follow "$earlier" "$heading"; done
  run "sed -i 's/gk\.example\.gov\.cn/$domain/' /etc/gk/gk.env; systemctl restart gk"
  with_data
  held >"$work/held"
  say "upgraded: docs/install.md 十、升级"
  for which in 1 2 3 4; do follow "$new" 十、升级 $which; done
  pages_of_a_server
  expect "cases, events, items, files, each as it was" "$(cat "$work/held")" "$(held)"
  run "systemctl start gk-task@backup.service gk-task@restore_drill.service gk-task@audit_verify.service"
  end_roots
}

[ -n "${STAGES:-}" ] || prepare
for stage in $stages; do "stage_$stage"; done
say "proven: $stages"
