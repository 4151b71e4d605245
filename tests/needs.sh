#!/usr/bin/env bash
# Names the Debian packages that `make test-all` needs and this machine lacks.
missing=()
command -v chromium >/dev/null || missing+=(chromium)
fc-list 2>/dev/null | grep -q 'Noto Sans CJK SC' || missing+=(fonts-noto-cjk)
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql)
[ -x /usr/sbin/nginx ] || missing+=(nginx-light)
command -v pdftotext >/dev/null || missing+=(poppler-utils)
ldconfig -p | grep -q libpangoft2 || missing+=(libpango-1.0-0 libpangoft2-1.0-0)
if [ "${#missing[@]}" -gt 0 ]; then
  echo "make test-all 还需要这些 Debian 软件包：${missing[*]}" >&2
  echo "请先运行：apt-get update && apt-get install ${missing[*]}" >&2
  exit 1
fi
