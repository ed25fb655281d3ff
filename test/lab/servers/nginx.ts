import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serve, type LabServer } from './server.ts';

/** nginx with two keys and its own order of suites and groups. */
export const NGINX: LabServer = {
  name: 'nginx-1.22',
  starttls: null,
  versions: ['TLS 1.2', 'TLS 1.3'],
  own: { client: 'openssl' },
  start: (keys) =>
    serve('nginx', (port) => {
      const config = join(keys.folder, `nginx-${port}.conf`);
      const file = (name: string): string => join(keys.folder, `nginx-${port}-${name}`);
      const text = `
        daemon off;
        worker_processes 1;
        pid ${file('pid')};
        error_log ${file('log')} crit;
        events { worker_connections 256; }
        http {
          access_log off;
          ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
            .map((name) => `${name}_temp_path ${file(name)};`)
            .join(' ')}
          server {
            listen 127.0.0.1:${port} ssl http2;
            ssl_protocols TLSv1.2 TLSv1.3;
            ssl_prefer_server_ciphers on;
            ssl_ciphers ECDHE+CHACHA20:ECDHE+AESGCM:DHE+AESGCM;
            ssl_ecdh_curve X25519:prime256v1:secp384r1;
            ssl_dhparam ${keys.dh(2048)};
            ssl_certificate ${keys.path('rsa', 'crt')};
            ssl_certificate_key ${keys.path('rsa', 'key')};
            ssl_certificate ${keys.path('ec', 'crt')};
            ssl_certificate_key ${keys.path('ec', 'key')};
            return 200 'nginx';
          }
        }`;
      writeFileSync(config, text);
      return ['-c', config, '-p', keys.folder, '-e', file('log')];
    }),
};
