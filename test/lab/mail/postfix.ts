import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, type Running } from '../process.ts';
import { addressOf, servedBy, SLOW_SECONDS, SMTP_PORT, type Manner } from './plan.ts';
import { startAt, type MailGround } from './ground.ts';

/** What master.cf says of a service beside its certificate. */
const OPTIONS: Readonly<Record<Exclude<Manner, 'no-key'>, readonly string[]>> = {
  tls: [],
  plain: ['smtpd_tls_security_level=none'],
  later: ['smtpd_client_restrictions=defer', 'defer_code=451'],
  never: ['smtpd_client_restrictions=reject', 'reject_code=554'],
  slow: [`smtpd_client_restrictions=sleep ${SLOW_SECONDS}`],
  'no-certificate': ['smtpd_tls_chain_files=', 'smtpd_tls_cert_file=none'],
};

/** Starts one Postfix with a service for each of its exchanges, each at an address of its own. */
export function startPostfix(ground: MailGround): Promise<Running> {
  const { folder, certificates } = ground;
  const home = join(folder, 'postfix');
  mkdirSync(join(home, 'queue'), { recursive: true });
  const services = servedBy('postfix').map(([host, { manner, certificate }]) => {
    const options = [
      `myhostname=${host}`,
      `smtpd_tls_chain_files=${certificates.path(certificate, 'both')}`,
      ...(manner === 'no-key' ? [] : OPTIONS[manner]),
    ];
    const lines = options.map((option) => `  -o { ${option} }\n`);
    return `${addressOf(host)}:${SMTP_PORT} inet n - n - - smtpd\n${lines.join('')}`;
  });
  writeFileSync(
    join(home, 'master.cf'),
    `${services.join('')}tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`,
  );
  writeFileSync(
    join(home, 'main.cf'),
    `compatibility_level = 3.6
queue_directory = ${home}/queue
data_directory = ${home}/data
maillog_file = ${home}/log
maillog_file_prefixes = ${home}
inet_protocols = ipv4
mydestination =
local_recipient_maps =
alias_maps =
alias_database =
smtpd_peername_lookup = no
smtpd_delay_reject = no
smtpd_relay_restrictions = reject
notify_classes =
smtpd_client_connection_rate_limit = 0
smtpd_client_connection_count_limit = 0
smtpd_tls_security_level = may
smtpd_tls_protocols = >=TLSv1.2
`,
  );
  return startAt(ground, ['postfix', '-c', home, 'start-fg'], {
    addresses: servedBy('postfix').map(([host]) => addressOf(host)),
    port: SMTP_PORT,
    // The master process is a grandchild; Postfix finds it by its pid file.
    stop: () => run('postfix', ['-c', home, 'stop']),
  });
}
