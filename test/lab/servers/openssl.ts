import { serve, type LabServer } from './server.ts';

/** `openssl s_server` with two keys, a pre-shared one besides, and an order of its own. */
export const OPENSSL: LabServer = {
  name: 'openssl-3',
  starttls: null,
  versions: ['TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3'],
  own: { client: 'openssl' },
  start: (keys) =>
    serve('openssl', (port) => [
      's_server',
      '-quiet',
      '-accept',
      `127.0.0.1:${port}`,
      '-www',
      ...['-cert', keys.path('ec', 'crt'), '-key', keys.path('ec', 'key')],
      ...['-dcert', keys.path('rsa', 'crt'), '-dkey', keys.path('rsa', 'key')],
      ...['-dhparam', keys.dh(1024)],
      ...['-cipher', 'ALL:COMPLEMENTOFALL:@SECLEVEL=0', '-serverpref'],
      ...['-groups', 'X448:P-256:X25519:ffdhe3072:brainpoolP256r1'],
      ...['-psk', '0123456789abcdef0123456789abcdef'],
    ]),
};
