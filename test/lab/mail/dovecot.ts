import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Running } from '../process.ts';
import { startAt, type MailGround } from './ground.ts';
import { addressOf, MAILBOXES, type CertificateName } from './plan.ts';

/** Starts one Dovecot for IMAP and LMTP at each of its addresses: LMTP knows one certificate only. */
export async function startDovecot(ground: MailGround): Promise<Running> {
  const started = await Promise.all(
    Object.entries(MAILBOXES).map(([host, certificate]) => startOne(ground, host, certificate)),
  );
  return {
    async stop() {
      await Promise.all(started.map((one) => one.stop()));
    },
  };
}

function startOne(
  ground: MailGround,
  host: string,
  certificate: CertificateName,
): Promise<Running> {
  const { folder, certificates } = ground;
  const home = join(folder, host);
  mkdirSync(home);
  const address = addressOf(host);
  const text = `base_dir = ${home}/run
state_dir = ${home}/state
log_path = ${home}/log
protocols = imap lmtp
listen = ${address}
ssl = yes
ssl_cert = <${certificates.path(certificate, 'pem')}
ssl_key = <${certificates.path(certificate, 'key')}
ssl_min_protocol = TLSv1.2
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
  inet_listener imaps {
    port = 0
  }
}
service lmtp {
  inet_listener lmtp {
    port = ${LMTP_PORT}
  }
}
`;
  const config = join(home, 'dovecot.conf');
  writeFileSync(config, text);
  return startAt(ground, ['dovecot', '-F', '-c', config], {
    addresses: [address],
    port: IMAP_PORT,
  });
}

const IMAP_PORT = 143;
const LMTP_PORT = 24;
