# Read by deploy/prove.sh: the documents' commands by heading, and Debian roots booted with their own systemd to run them in.
say() { printf '== %(%H:%M:%S)T %s\n' -1 "$*"; }
expect() { [ "$2" = "$3" ] || { echo "FAILED: $1: expected $2, found $3"; exit 1; }; echo "ok: $1: $3"; }

# --- the documents ---

document() { git -C "$here" show "$1:docs/$2"; }
blocks() { # document, heading, which of its sh blocks (all by default); what is to be one's own becomes ours
  awk -v heading="$2" -v which="${3:-0}" '
    /^#/ { on = 0; here = $0 ~ heading; n = 0 }
    here && /^```sh$/ { n++; on = !which || n == which; next }
    /^```$/ { on = 0 }
    on' <<<"$1" | sed "s/^echo gk\.example\.gov\.cn/echo $domain/; s#<代码库>#/var/gk.git#; s#<新版本>#$commit#
      s/<自己的邮箱>/first@$domain/; s#^backup=.*#backup=${backup:-}#
      s#https://s3\.example\.gov\.cn#http://10.9.0.9:9000#; s/=访问密钥编号/=office/; s/=访问密钥/=a-secret-of-the-store/"
}

# --- roots ---

calm=(/usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8
  DEBIAN_FRONTEND=noninteractive PIP_NO_INDEX=1 PIP_FIND_LINKS=/var/wheels PIP_DISABLE_PIP_VERSION_CHECK=1)
declare -A booted inits
new_root() { # name: a server as docs/install.md's first section leaves it
  rm -rf "${work:?}/$1" && cp -a "$work/packaged" "$work/$1"
  git clone --quiet --bare "$here" "$work/$1/var/gk.git"
  boot "$1"
}
boot() { # name
  "$here/deploy/boot_root.sh" "$work/$1" >"$work/$1.log" 2>&1 &
  booted[$1]=$!
  for _ in $(seq 300); do
    init=$(cat "/proc/${booted[$1]}/task/${booted[$1]}/children" 2>/dev/null || true)
    [ -z "$init" ] || [ "$(cat "/proc/${init% }/comm" 2>/dev/null)" != systemd ] || break
    sleep 0.1
  done
  inits[$1]=${init% }
  on "$1"
  for _ in $(seq 300); do ! nsenter -t "$init" -m test -S /run/systemd/private || break; sleep 0.1; done
  run "systemctl is-system-running --wait || systemctl --failed --no-pager" >"$work/$1.started" || { cat "$work/$1.started" "$work/$1.log"; exit 1; }
  say "$1: booted, systemd is $(head -n 1 "$work/$1.started")"
}
on() { root=$work/$1 init=${inits[$1]}; } # which of the booted ones the next commands mean
end_roots() { # those that are up, if any; what came before decides the exit code
  local name
  for name in "${!booted[@]}"; do
    kill -KILL "${booted[$name]}" 2>/dev/null || true
    wait "${booted[$name]}" 2>/dev/null || true
    find "$cgroups/gk-prove-${booted[$name]}" -depth -type d -exec rmdir {} + 2>/dev/null || true
    unset "booted[$name]"
  done
}
trap 'exit 143' INT TERM
trap end_roots EXIT

# --- what runs in them ---

network=(--net) # of the booted system
run() { # commands, as root of the booted system
  nsenter -t "$init" -m -p "${network[@]}" -u -i -C "${calm[@]}" bash -euo pipefail -c "$1" </dev/null
}
follow() { # document, heading, [which]
  local words
  words=$(blocks "$@")
  [ -n "$words" ] || { echo "FAILED: there is no command below “$2”"; exit 1; }
  run "$words" >"$work/commands.log" 2>&1 || { cat "$work/commands.log"; echo "FAILED: the commands below “$2”"; run "systemctl --failed --no-pager; journalctl -q -n 40 --no-pager" || true; exit 1; }
}
follow_outside() { # the same, with the network of this machine: only packages of Debian come from there
  local network=()
  follow "$@"
}
manage() { run "/srv/gk/deploy/manage $1"; }
held() { run '/srv/gk/deploy/manage shell -v 0 -c "$(cat /var/ledger.py)"' | grep '^held '; }
python() { run "cd /srv/gk; runuser -u nobody -- .venv/bin/python -B $*"; }
page() { run "curl --silent --show-error --insecure --output /dev/null --write-out '%{http_code}' $*"; }
demo='from django.core.management import call_command
from django.test.utils import override_settings
with override_settings(GK_DEMO=True):
    call_command("load_demo")'
with_data() { printf '%s' "$demo" >"$root/var/demo.py"; run '/srv/gk/deploy/manage shell -v 0 -c "$(cat /var/demo.py)"' >/dev/null; }
