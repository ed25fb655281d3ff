import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, type Running } from '../process.ts';
import { startAt, type MailGround } from './ground.ts';
import { addressOf, CERTIFICATES, servedBy, SLOW_SECONDS, SMTP_PORT, type Manner } from './plan.ts';

/** As setup.sh unpacks it: the package does not bear Postfix beside it. */
const EXIM = fileURLToPath(new URL('../.lab/exim4/usr/sbin/exim4', import.meta.url));
const USER = 'Debian-exim';

/** Starts one Exim (GnuTLS), which tells its exchanges by the address that was connected to. */
export async function startExim(ground: MailGround): Promise<Running> {
  const { folder, certificates } = ground;
  const home = join(folder, 'exim');
  mkdirSync(home);
  const uid = Number((await run('id', ['-u', USER])).stdout);
  chownSync(home, uid, -1);
  const names = servedBy('exim').map(([host]) => `${addressOf(host)}=${host}`);
  const chosen = (form: 'pem' | 'key'): string =>
    CERTIFICATES.reduceRight((otherwise, name) => {
      const where = at(([, one]) => one.certificate === name);
      return `\${if ${where} {${certificates.path(name, form)}}{${otherwise}}}`;
    }, '');
  const manner = (wanted: Manner): string => at(([, one]) => one.manner === wanted);
  const text = `exim_user = ${USER}
exim_group = ${USER}
spool_directory = ${home}
log_file_path = ${home}/%slog
pid_file_path = ${home}/pid
keep_environment =
local_interfaces = <; ${servedBy('exim')
    .map(([host]) => addressOf(host))
    .join(' ; ')}
daemon_smtp_ports = ${SMTP_PORT}
smtp_accept_max = 0
primary_hostname = lab.test
smtp_active_hostname = \${extract{$received_ip_address}{${names.join(' ')}}}
tls_advertise_hosts = \${if ${manner('plain')} {}{*}}
tls_certificate = ${chosen('pem')}
tls_privatekey = \${if ${manner('no-key')} {${home}/nothing}{${chosen('key')}}}
acl_smtp_connect = connect
begin acl
connect:
  defer condition = \${if ${manner('later')}}
        message = come back later
  drop condition = \${if ${manner('never')}}
       message = nobody is welcome
  accept condition = \${if ${manner('slow')}}
         delay = ${SLOW_SECONDS}s
  accept
`;
  const config = join(home, 'exim.conf');
  writeFileSync(config, text);
  chmodSync(config, 0o644);
  return startAt(ground, [EXIM, '-bdf', '-C', config], {
    addresses: servedBy('exim').map(([host]) => addressOf(host)),
    port: SMTP_PORT,
  });
}

type Served = ReturnType<typeof servedBy>[number];

/** A condition of Exim: the connection came to one of these exchanges. */
function at(which: (one: Served) => boolean): string {
  const addresses = servedBy('exim')
    .filter(which)
    .map(([host]) => addressOf(host));
  return `inlist{$received_ip_address}{${addresses.join(':')}}`;
}
