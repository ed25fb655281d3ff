import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serve, type LabServer } from './server.ts';

/** HAProxy with old versions on, and a list of suites in its own order. */
export const HAPROXY: LabServer = {
  name: 'haproxy-2.6',
  starttls: null,
  versions: ['TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3'],
  own: { client: 'openssl' },
  start: (keys) =>
    serve('haproxy', (port) => {
      const config = join(keys.folder, `haproxy-${port}.cfg`);
      const text = `
global
  maxconn 256
  tune.ssl.default-dh-param 2048
defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend tls
  bind 127.0.0.1:${port} ssl crt ${keys.path('rsa', 'pem')} ssl-min-ver TLSv1.0 ciphers ECDHE+AES:DHE+AES:kRSA+AES:@SECLEVEL=0 ciphersuites TLS_AES_128_GCM_SHA256:TLS_AES_128_CCM_SHA256 curves P-384:P-256
  http-request return status 200 content-type text/plain string haproxy
`;
      writeFileSync(config, text);
      return ['-db', '-q', '-f', config];
    }),
};
