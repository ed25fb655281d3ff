#!/usr/bin/env bash
# Installs the real servers of the lab from Debian packages, and old Node from npm. No daemon is
# started: the tests start their own, with their own configuration. Quick where everything is there.
# With the argument `peers`, the tools too whose answers are recorded.
set -euo pipefail

fail() {
  echo "lab: $1" >&2
  exit 1
}

# Command and the package that brings it.
packages='nginx nginx
nsd nsd
postfix postfix
dig bind9-dnsutils
delv bind9-dnsutils
named bind9
dnssec-signzone bind9-utils
knotd knot
unbound unbound
ldns-signzone ldnsutils
openssl openssl
gnutls-serv gnutls-bin
haproxy haproxy
apache2 apache2-bin
caddy caddy
curl curl
jq jq
xmllint libxml2-utils
cmark-gfm cmark-gfm
python3 python3
dovecot dovecot-imapd
/usr/lib/dovecot/lmtp dovecot-lmtpd
mta-sts-query postfix-mta-sts-resolver
javac openjdk-17-jdk-headless
pg_ctlcluster postgresql
nft nftables
ip iproute2
chromium chromium
pdftotext poppler-utils
zsh zsh
fish fish
mandoc mandoc
shellcheck shellcheck
git git
rsync rsync'
[ "${1:-}" != peers ] || packages+='
testssl testssl.sh
sslscan sslscan
dnsviz dnsviz
zonemaster-cli zonemaster-cli'

PATH="$PATH:/usr/sbin:/sbin"
missing=()
while read -r command package; do
  command -v "$command" >/dev/null || missing+=("$package")
done <<<"$packages"

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
  # PostgreSQL would make a cluster that the lab has no use for.
  cluster=/etc/postgresql-common/createcluster.conf
  [ -e "$cluster" ] || { mkdir -p "${cluster%/*}" && echo 'create_main_cluster = false' >"$cluster"; }
  # A mail server that is already there is not removed for ours.
  {
    apt-get update &&
      apt-get install --yes --no-install-recommends --no-remove \
        -o Dpkg::Options::=--force-confold "${missing[@]}"
  } >"$log" 2>&1 || {
    # Where another package of the machine is broken, apt-get fails though ours are there.
    while read -r command package; do
      command -v "$command" >/dev/null ||
        { tail -n 20 "$log" >&2; fail "cannot install $package; all of it: $log"; }
    done <<<"$packages"
  }
  rm -f "$log"
  echo "lab: installed ${missing[*]}"
fi

# Exim does not bear Postfix beside it: its program alone, unpacked, and the user that it changes to.
lab=$(cd "$(dirname "$0")" && pwd)
exim=$lab/.lab/exim4
if [ ! -x "$exim/usr/sbin/exim4" ]; then
  command -v apt-get >/dev/null || fail 'needs Debian or Ubuntu to get Exim'
  work=$(mktemp -d)
  # apt-get downloads as a user of its own.
  chmod 777 "$work"
  (cd "$work" && apt-get update && apt-get download exim4-daemon-light) >"$work/log" 2>&1 ||
    { tail -n 20 "$work/log" >&2; fail 'cannot download Exim'; }
  dpkg-deb -x "$work"/exim4-daemon-light_*.deb "$work/unpacked"
  if ldd "$work/unpacked/usr/sbin/exim4" | grep -q 'not found'; then
    DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends --no-remove \
      libdb5.3 libgnutls-dane0 libidn12 libnsl2 >"$work/log" 2>&1 ||
      { tail -n 20 "$work/log" >&2; fail 'cannot install the libraries of Exim'; }
  fi
  rm -rf "$exim"
  mkdir -p "${exim%/*}"
  mv "$work/unpacked" "$exim"
  rm -rf "$work"
  echo 'lab: unpacked Exim'
fi
id -u Debian-exim >/dev/null 2>&1 ||
  useradd --system --user-group --no-create-home --home-dir /nonexistent \
    --shell /usr/sbin/nologin Debian-exim || fail 'cannot make the user of Exim'

# Old versions of Node bring an archive that a script of theirs would unpack; no script is run.
cd "$lab/legacy"
if ! cmp -s package-lock.json node_modules/.installed; then
  npm ci --ignore-scripts --silent --no-audit --no-fund || fail 'cannot install old versions of Node'
  for folder in node_modules/node-*; do
    name="node-v${folder#node_modules/node-}-linux-x64"
    [ -x "$folder/bin/node" ] ||
      tar -xzf "$folder/$name.tar.gz" -C "$folder" --strip-components=1 "$name/bin/node"
  done
  cp package-lock.json node_modules/.installed
  echo 'lab: installed old versions of Node'
fi

# FOLDER WHAT: what the lock file of a folder names; no script of it or of what it needs is run.
from_registry() {
  cd "$lab/$1"
  cmp -s package-lock.json node_modules/.installed && return
  npm ci --ignore-scripts --silent --no-audit --no-fund || fail "cannot install $2"
  cp package-lock.json node_modules/.installed
  echo "lab: installed $2"
}
from_registry observatory 'the MDN HTTP Observatory'
from_registry rate-limit 'limiters from npm'
from_registry heimdall "Heimdall's own reader of HDF files"
from_registry ci 'readers of workflows, pipelines and Dockerfiles'
from_registry sarif 'readers of SARIF and of Markdown'
chmod 755 "$lab/sarif/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool"

# Modules of Apache that limit; the package of one of them brings a mailer that the lab has no use for.
limiters=$lab/.lab/limiters
if [ ! -e "$limiters/mod_evasive20.so" ] || [ ! -e "$limiters/mod_qos.so" ]; then
  command -v apt-get >/dev/null || fail 'needs Debian or Ubuntu to get modules of Apache'
  work=$(mktemp -d)
  # apt-get downloads as a user of its own.
  chmod 777 "$work"
  (cd "$work" && apt-get update && apt-get download libapache2-mod-evasive libapache2-mod-qos) \
    >"$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; fail 'cannot download modules of Apache'; }
  # mod_qos calls it without being linked against it.
  [ -n "$(ldconfig -p | grep -F libpcre.so.3)" ] ||
    DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends --no-remove \
      libpcre3 >"$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; fail 'cannot install libpcre3'; }
  for package in "$work"/*.deb; do dpkg-deb -x "$package" "$work/unpacked"; done
  mkdir -p "$limiters"
  cp "$work"/unpacked/usr/lib/apache2/modules/*.so "$limiters"
  rm -rf "$work"
  echo 'lab: unpacked modules of Apache that limit'
fi

# The service models of AWS, as data: no Python is run.
botocore=$lab/.lab/botocore
if [ ! -d "$botocore/data" ]; then
  command -v apt-get >/dev/null || fail 'needs Debian or Ubuntu to get the service models of AWS'
  work=$(mktemp -d)
  # apt-get downloads as a user of its own.
  chmod 777 "$work"
  (cd "$work" && apt-get update && apt-get download python3-botocore) >"$work/log" 2>&1 ||
    { tail -n 20 "$work/log" >&2; fail 'cannot download the service models of AWS'; }
  dpkg-deb -x "$work"/python3-botocore_*.deb "$work/unpacked"
  rm -rf "$botocore"
  mkdir -p "$botocore"
  mv "$work/unpacked/usr/lib/python3/dist-packages/botocore/data" "$botocore/data"
  rm -rf "$work"
  echo 'lab: unpacked the service models of AWS'
fi

# Servers change to users of their own.
[ "$(id -u)" -eq 0 ] || fail 'needs root to run its servers'
