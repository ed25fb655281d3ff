import { join } from 'node:path';
import { run, type Printed } from '../process.ts';
import type { MailLab } from './lab.ts';
import { addressOf, SMTP_PORT } from './plan.ts';

/** Runs a command inside the namespace, which asks unbound for names. */
function inside(
  { folder, namespace, certificates, resolvConf }: MailLab,
  command: readonly string[],
): Promise<Printed> {
  const environment = [
    `MAIL_CONFIG=${join(folder, 'postfix')}`,
    `SSL_CERT_FILE=${certificates.root}`,
  ];
  // `ip netns exec` gives each command a view of the mounts that is its own.
  const bound = `mount --bind ${resolvConf} /etc/resolv.conf && exec "$@"`;
  const shell = ['sh', '-c', bound, 'sh', 'env', ...environment, ...command];
  return run('ip', [...namespace.inside, ...shell]);
}

/** What becomes of a session of Postfix as a client. */
export type Session =
  | 'verified'
  | 'not verified'
  | 'no STARTTLS'
  | 'STARTTLS refused'
  | 'no handshake'
  | 'turned away'
  | 'no connection'
  | 'held back';

/** Lines of posttls-finger; the first that is found decides. */
const SESSIONS: readonly (readonly [RegExp, Session])[] = [
  [/TLSA lookup error/, 'held back'],
  [/: Verified TLS connection/, 'verified'],
  [/: (?:Trusted|Untrusted|Anonymous) TLS connection/, 'not verified'],
  [/STARTTLS rejected/, 'STARTTLS refused'],
  [/SSL_connect error/, 'no handshake'],
  [/SMTP service not available/, 'turned away'],
  [/connect to/, 'no connection'],
  // It has nothing to say.
  [/^$/, 'no STARTTLS'],
];

/** Postfix as a client that asks for a certificate of this exchange under the root of the lab. */
export const byPostfix = async (lab: MailLab, host: string): Promise<Session> =>
  finger(lab, ['-l', 'secure', '-F', lab.certificates.root, `[${host}]`]);

/** Postfix as a client that trusts TLSA records and nothing else. */
export const byPostfixWithDane = (lab: MailLab, domain: string): Promise<Session> =>
  finger(lab, ['-l', 'dane-only', domain]);

async function finger(lab: MailLab, args: readonly string[]): Promise<Session> {
  // A server that is silent is silent from the first packet on; one that is slow is not asked.
  const said = ['-L', 'summary', '-T', '20', '-t', '3'];
  const { stdout, stderr } = await inside(lab, ['posttls-finger', '-c', ...said, ...args]);
  const text = `${stdout}${stderr}`;
  const session = SESSIONS.find(([line]) => line.test(text))?.[1];
  if (session === undefined) throw new Error(`posttls-finger ${args.join(' ')}: ${text}`);
  return session;
}

/** Whether `openssl s_client` finds that a TLSA record matches; null where there is no TLS. */
export async function byOpenssl(
  lab: MailLab,
  host: string,
  record: string,
): Promise<boolean | null> {
  const { stdout, stderr } = await inside(lab, [
    ...['openssl', 's_client', '-starttls', 'smtp', '-brief', '-verify_return_error'],
    ...['-connect', `${addressOf(host)}:${SMTP_PORT}`, '-servername', host],
    ...['-dane_tlsa_domain', host, '-dane_tlsa_rrdata', record],
  ]);
  const text = `${stdout}${stderr}`;
  if (text.includes("Didn't find STARTTLS")) return null;
  return /^DANE TLSA .* matched/m.test(text);
}

/** Whether openssl verifies the certificate of a mailbox server after STARTTLS. */
export async function verifiedByOpenssl(
  lab: MailLab,
  host: string,
  [protocol, port]: readonly [string, number],
): Promise<boolean> {
  const { stdout, stderr } = await inside(lab, [
    ...['openssl', 's_client', '-starttls', protocol, '-brief', '-verify_hostname', host],
    ...['-CAfile', lab.certificates.root, '-connect', `${addressOf(host)}:${port}`],
  ]);
  return /^Verification: OK$/m.test(`${stdout}${stderr}`);
}

/** The policy that postfix-mta-sts-resolver, a sender, finds for a domain; null where none. */
export async function byResolver(
  lab: MailLab,
  domain: string,
): Promise<{ readonly mode: string; readonly mx: readonly string[] } | null> {
  const { stdout } = await inside(lab, ['timeout', '15', 'mta-sts-query', domain]);
  if (!stdout.includes('STSFetchResult.VALID')) return null;
  const mode = /'mode': '(\w+)'/.exec(stdout)?.[1] ?? '';
  const mx = /'mx': \[([^\]]*)\]/.exec(stdout)?.[1] ?? '';
  return { mode, mx: [...mx.matchAll(/'([^']+)'/g)].map(([, pattern]) => pattern ?? '') };
}
