#!/usr/bin/env bash
# Installs the real servers of the lab from Debian packages. No daemon is started: the tests start
# their own, with their own configuration. Quick where everything is there.
set -euo pipefail

fail() {
  echo "lab: $1" >&2
  exit 1
}

# Command and the package that brings it.
readonly PACKAGES='nginx nginx
nsd nsd
postfix postfix
dig bind9-dnsutils
openssl openssl'

PATH="$PATH:/usr/sbin:/sbin"
missing=()
while read -r command package; do
  command -v "$command" >/dev/null || missing+=("$package")
done <<<"$PACKAGES"

if [ "${#missing[@]}" -gt 0 ]; then
  command -v apt-get >/dev/null || fail "needs Debian or Ubuntu to install ${missing[*]}"
  [ "$(id -u)" -eq 0 ] || fail "needs root to install ${missing[*]}"

  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
  fi

  export DEBIAN_FRONTEND=noninteractive
  log=$(mktemp)
  echo 'postfix postfix/main_mailer_type select No configuration' | debconf-set-selections
  # A mail server that is already there is not removed for ours.
  { apt-get update && apt-get install --yes --no-install-recommends --no-remove "${missing[@]}"; } \
    >"$log" 2>&1 || { tail -n 20 "$log" >&2; fail "cannot install ${missing[*]}; all of it: $log"; }
  rm -f "$log"
  echo "lab: installed ${missing[*]}"
fi

# Postfix and the worker of nginx change to users of their own.
[ "$(id -u)" -eq 0 ] || fail 'needs root to run its servers'
