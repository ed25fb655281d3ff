#!/usr/bin/env bash
# Makes the root of the shop and the certificate that it signs, in the folder given: root.crt,
# shop.crt and shop.key, good from now on.
set -euo pipefail
cd "$1"

openssl req -x509 -newkey rsa:2048 -nodes -keyout root.key -out root.crt -days 3650 -subj /CN=Shop \
  -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout shop.key -out shop.csr \
  -subj /CN=shop.test
cat >leaf.cnf <<'CONFIG'
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:shop.test
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
CONFIG
openssl x509 -req -in shop.csr -CA root.crt -CAkey root.key -CAcreateserial -days 90 \
  -extfile leaf.cnf -out shop.crt
