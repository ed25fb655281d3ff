#!/usr/bin/env bash
# Makes the certificates of the lab in the folder given: a root, an intermediate, and leaves with
# their keys as NAME.pem and NAME.key. Dates are pinned to the time at which the lab is judged.
set -euo pipefail
cd "$1"

cat >ca.cnf <<'CONFIG'
[ca]
default_ca = lab
[lab]
new_certs_dir = issued
unique_subject = no
database = index.txt
rand_serial = yes
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[intermediate]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[leaf]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
CONFIG
touch index.txt
mkdir issued

# NAME ALGORITHM: a key.
key() {
  case $2 in
    rsa) openssl genrsa -out "$1.key" 2048 ;;
    ec) openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key" ;;
  esac
}

# NAME ALGORITHM ISSUER SECTION FROM TO DNS-NAME…: NAME.crt, signed by ISSUER (self: by itself).
issue() {
  local name=$1 algorithm=$2 issuer=$3 section=$4 from=$5 to=$6
  shift 6
  key "$name" "$algorithm"
  local san=()
  [ $# -eq 0 ] || san=(-addext "subjectAltName=$(printf 'DNS:%s\n' "$@" | paste -sd,)")
  openssl req -new -key "$name.key" -subj "/CN=${1:-Lab $name}" "${san[@]}" -out "$name.csr"
  local by=(-cert "$issuer.crt" -keyfile "$issuer.key")
  [ "$issuer" != self ] || by=(-selfsign -keyfile "$name.key")
  openssl ca -batch -notext -config ca.cnf -extensions "$section" "${by[@]}" \
    -startdate "$from" -enddate "$to" -in "$name.csr" -out "$name.crt"
}

issue root rsa self root 20300101000000Z 20400101000000Z
issue intermediate ec root intermediate 20300101000000Z 20350101000000Z

good=(20301201000000Z 20310601000000Z)
issue good-rsa rsa intermediate leaf "${good[@]}" good.test www.good.test api.good.test mx.good.test
issue good-ec ec intermediate leaf "${good[@]}" good.test www.good.test api.good.test mx.good.test
issue modern ec intermediate leaf "${good[@]}" modern.good.test
issue expired rsa intermediate leaf 20300101000000Z 20301201000000Z bad.test
issue wrong-name rsa intermediate leaf "${good[@]}" elsewhere.test

for leaf in good-rsa good-ec modern expired wrong-name; do
  cat "$leaf.crt" intermediate.crt >"$leaf.pem"
done
