import { serve, type LabServer } from './server.ts';

/** NULL is not among the ciphers: with it, GnuTLS leaves TLS 1.3 out. */
const PRIORITY = [
  'NORMAL',
  '+VERS-TLS1.0:+VERS-TLS1.1',
  '+DHE-RSA:+ANON-ECDH:+ANON-DH',
  '+3DES-CBC:+ARCFOUR-128:+CAMELLIA-256-CBC:+CAMELLIA-128-CBC',
  '+CAMELLIA-256-GCM:+CAMELLIA-128-GCM:+AES-128-CCM-8:+AES-256-CCM-8',
  '+MD5:+SHA256:+SHA384',
  '%VERIFY_ALLOW_BROKEN',
].join(':');

/** `gnutls-serv` with most that it can, and two keys. */
export const GNUTLS: LabServer = {
  name: 'gnutls-3.7',
  starttls: null,
  versions: ['TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3'],
  own: { client: 'gnutls' },
  start: (keys) =>
    serve('gnutls-serv', (port) => [
      '--quiet',
      '--http',
      ...['--port', String(port)],
      ...['--priority', PRIORITY],
      ...['--x509keyfile', keys.path('rsa', 'key'), '--x509certfile', keys.path('rsa', 'crt')],
      ...['--x509keyfile', keys.path('ec', 'key'), '--x509certfile', keys.path('ec', 'crt')],
    ]),
};
