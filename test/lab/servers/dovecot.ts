import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serve, type LabServer } from './server.ts';

/** Dovecot for IMAP, with TLS at once or by STARTTLS. */
const dovecot = (name: string, starttls: 'imap' | null): LabServer => ({
  name,
  starttls,
  versions: ['TLS 1.2', 'TLS 1.3'],
  own: { client: 'openssl' },
  start: (keys) =>
    serve('dovecot', (port) => {
      const home = join(keys.folder, name);
      mkdirSync(home, { recursive: true });
      const off = 'port = 0';
      const text = `
base_dir = ${home}/run
state_dir = ${home}/state
log_path = ${home}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <${keys.path('rsa', 'crt')}
ssl_key = <${keys.path('rsa', 'key')}
ssl_min_protocol = TLSv1.2
ssl_cipher_list = ECDHE+AES:kRSA+CAMELLIA
ssl_prefer_server_ciphers = yes
ssl_curve_list = P-256:X25519
mail_location = maildir:${home}/mail
mail_max_userip_connections = 0
passdb {
  driver = static
  args = nopassword=y
}
userdb {
  driver = static
  args = uid=dovecot gid=dovecot home=${home}
}
service anvil {
  chroot =
}
service imap-login {
  chroot =
  process_limit = 64
  client_limit = 64
  inet_listener imap {
    ${starttls === null ? off : `port = ${port}`}
  }
  inet_listener imaps {
    ${starttls === null ? `port = ${port}` : off}
    ssl = yes
  }
}
`;
      const config = join(home, 'dovecot.conf');
      writeFileSync(config, text);
      return ['-F', '-c', config];
    }),
});

/** Dovecot in both ways. */
export const DOVECOTS: readonly LabServer[] = [
  dovecot('dovecot-imaps', null),
  dovecot('dovecot-imap', 'imap'),
];
