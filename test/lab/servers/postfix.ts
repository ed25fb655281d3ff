import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../process.ts';
import { serve, type LabServer } from './server.ts';

/** Postfix with STARTTLS and its usual suites. */
export const POSTFIX: LabServer = {
  name: 'postfix-3.7',
  starttls: 'smtp',
  versions: ['TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3'],
  own: { client: 'openssl' },
  start: (keys) => {
    const home = join(keys.folder, 'postfix');
    mkdirSync(join(home, 'queue'), { recursive: true });
    return serve(
      'postfix',
      (port) => {
        const main = `
compatibility_level = 3.6
queue_directory = ${home}/queue
data_directory = ${home}/data
maillog_file = ${home}/log
maillog_file_prefixes = ${home}
inet_protocols = ipv4
inet_interfaces = loopback-only
mydestination =
local_recipient_maps =
alias_maps =
alias_database =
myhostname = lab.test
smtpd_relay_restrictions = reject
notify_classes =
smtpd_client_connection_rate_limit = 0
smtpd_client_connection_count_limit = 0
smtpd_tls_security_level = may
smtpd_tls_protocols = >=TLSv1
smtpd_tls_ciphers = medium
tls_medium_cipherlist = aNULL:-aNULL:ALL:!EXPORT:!LOW:@SECLEVEL=0:+RC4:@STRENGTH
smtpd_tls_chain_files = ${keys.path('rsa', 'key')}, ${keys.path('rsa', 'crt')}
`;
        const master = `
127.0.0.1:${port} inet n - n - - smtpd
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`;
        writeFileSync(join(home, 'main.cf'), main);
        writeFileSync(join(home, 'master.cf'), master);
        return ['-c', home, 'start-fg'];
      },
      // The master process is a grandchild; Postfix finds it by its pid file.
      () => run('postfix', ['-c', home, 'stop']),
    );
  },
};
