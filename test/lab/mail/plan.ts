/** The first three octets of every address of the mail lab. */
export const NETWORK = '10.67.25';

export const SMTP_PORT = 25;

/** Certificates of the lab; each has the names of the hosts that show it, but `wrong-name`. */
export const CERTIFICATES = ['good', 'self-signed', 'expired', 'wrong-name'] as const;
export type CertificateName = (typeof CERTIFICATES)[number];

/** How an SMTP server treats a client. */
export type Manner =
  | 'tls'
  /** Offers no STARTTLS. */
  | 'plain'
  /** Turns everybody away for now, 451. */
  | 'later'
  /** Turns everybody away for good, 554. */
  | 'never'
  /** Greets after some seconds. */
  | 'slow'
  /** Offers STARTTLS and then answers 454: its key is not there (Exim). */
  | 'no-key'
  /** Begins TLS and has no certificate to show (Postfix). */
  | 'no-certificate';

/** How long a slow server takes to greet: longer than silence is waited for elsewhere. */
export const SLOW_SECONDS = 6;

/** What answers at port 25 of a mail exchange. */
export interface Mailer {
  /** Nobody listens, or what is sent there is dropped, where it is no server. */
  readonly by: 'postfix' | 'exim' | 'nobody' | 'filter';
  readonly manner: Manner;
  readonly certificate: CertificateName;
}

const mailer = (by: Mailer['by'], certificate: CertificateName = 'good'): Mailer => ({
  ...{ by, certificate, manner: 'tls' },
});
const badly = (by: Mailer['by'], manner: Manner): Mailer => ({ ...mailer(by), manner });

/** Every mail exchange; mx1 and mx2 of a name are the exchanges of the domain of that name. */
export const MAILERS: Readonly<Record<string, Mailer>> = {
  'mx1.good.test': mailer('postfix'),
  'mx2.good.test': mailer('exim'),
  'mx1.self-signed.test': mailer('postfix', 'self-signed'),
  'mx2.self-signed.test': mailer('exim', 'self-signed'),
  'mx1.expired.test': mailer('postfix', 'expired'),
  'mx2.expired.test': mailer('exim', 'expired'),
  'mx1.wrong-name.test': mailer('postfix', 'wrong-name'),
  'mx2.wrong-name.test': mailer('exim', 'wrong-name'),
  'mx1.plain.test': badly('postfix', 'plain'),
  'mx2.plain.test': badly('exim', 'plain'),
  'mx1.later.test': badly('postfix', 'later'),
  'mx2.later.test': badly('exim', 'later'),
  'mx1.never.test': badly('postfix', 'never'),
  'mx2.never.test': badly('exim', 'never'),
  'mx1.slow.test': badly('postfix', 'slow'),
  'mx2.slow.test': badly('exim', 'slow'),
  'mx1.no-key.test': badly('exim', 'no-key'),
  'mx1.no-certificate.test': badly('postfix', 'no-certificate'),
  'mx1.closed.test': mailer('nobody'),
  'mx1.filtered.test': mailer('filter'),
  'mx1.dane-ee.test': mailer('postfix'),
  'mx1.dane-ta.test': mailer('exim'),
  'mx1.dane-ee-expired.test': mailer('exim', 'expired'),
  'mx1.dane-ta-wrong-name.test': mailer('postfix', 'wrong-name'),
  'mx1.dane-stale.test': mailer('postfix'),
  'mx1.dane-rolling.test': mailer('postfix'),
  'mx1.dane-pkix.test': mailer('postfix'),
  'mx1.dane-bogus.test': mailer('postfix'),
  'mx1.dane-bogus-denial.test': mailer('postfix'),
  'mx1.dane-unsigned.test': mailer('postfix'),
  'mx1.dane-plain.test': badly('postfix', 'plain'),
};

/** Domains with other exchanges than mx1 and mx2 of their own, as lines of their zones. */
export const OTHER_DOMAINS: Readonly<Record<string, readonly string[]>> = {
  'half-filtered.test': ['@ MX 10 mx1.good.test.', '@ MX 20 mx1.filtered.test.'],
  'half-plain.test': ['@ MX 10 mx1.good.test.', '@ MX 20 mx1.plain.test.'],
  'null-mx.test': ['@ MX 0 .', '@ TXT "v=spf1 -all"'],
  'dangling.test': ['@ MX 10 nowhere'],
};

/** A policy host of MTA-STS and what is wrong with it. */
interface PolicyHost {
  /** Texts at `_mta-sts`. */
  readonly records: readonly string[];
  /** Nobody listens, what is sent there is dropped, or the host has no address. */
  readonly by: 'nginx' | 'nobody' | 'filter' | 'no-address';
  readonly certificate: CertificateName;
  readonly policy: string;
  readonly contentType: string;
  /** The status, where it is not 200. */
  readonly answer?: '301' | '404';
}

const POLICY = {
  records: ['v=STSv1; id=1;'],
  by: 'nginx',
  certificate: 'good',
  policy: policy('enforce', 'mx1.good.test'),
  contentType: 'text/plain',
} as const;

/** By the domain; those that are no domain of MAILERS have mx1.good.test for exchange. */
export const POLICY_HOSTS: Readonly<Record<string, PolicyHost>> = {
  'good.test': { ...POLICY, policy: policy('enforce', '*.good.test') },
  'self-signed.test': { ...POLICY, policy: policy('enforce', '*.self-signed.test') },
  'sts-testing.test': { ...POLICY, policy: policy('testing', 'mx1.good.test') },
  'sts-none.test': { ...POLICY, policy: policy('none') },
  'sts-redirect.test': { ...POLICY, answer: '301' },
  'sts-missing.test': { ...POLICY, answer: '404' },
  'sts-html.test': { ...POLICY, contentType: 'text/html' },
  'sts-large.test': { ...POLICY, policy: `${POLICY.policy}note: ${'x'.repeat(0x10000)}\r\n` },
  'sts-expired.test': { ...POLICY, certificate: 'expired' },
  'sts-self-signed.test': { ...POLICY, certificate: 'self-signed' },
  'sts-wrong-name.test': { ...POLICY, certificate: 'wrong-name' },
  'sts-uncovered.test': { ...POLICY, policy: policy('enforce', '*.elsewhere.test') },
  'sts-malformed.test': { ...POLICY, policy: policy('Enforce', 'mx1.good.test') },
  'sts-twice.test': { ...POLICY, records: ['v=STSv1; id=1;', 'v=STSv1; id=2;'] },
  'sts-no-host.test': { ...POLICY, by: 'no-address' },
  'sts-closed.test': { ...POLICY, by: 'nobody' },
  'sts-filtered.test': { ...POLICY, by: 'filter' },
};

function policy(mode: string, ...patterns: readonly string[]): string {
  const lines = patterns.map((pattern) => `mx: ${pattern}`);
  return ['version: STSv1', `mode: ${mode}`, ...lines, 'max_age: 604800', ''].join('\r\n');
}

/** Hosts where Dovecot speaks IMAP (143) and LMTP (24), both with STARTTLS. */
export const MAILBOXES: Readonly<Record<string, CertificateName>> = {
  'mailbox.good.test': 'good',
  'mailbox.self-signed.test': 'self-signed',
  'mailbox.expired.test': 'expired',
  'mailbox.wrong-name.test': 'wrong-name',
};

/** Where nothing listens, and where what is sent is dropped. */
const CLOSED = `${NETWORK}.98`;
export const FILTERED = `${NETWORK}.99`;
const NGINX = `${NETWORK}.90`;

/** The address of a mail server. */
export function addressOf(host: string): string {
  const hosts = [...Object.keys(MAILERS), ...Object.keys(MAILBOXES)];
  const by = MAILERS[host]?.by;
  if (by === 'nobody') return CLOSED;
  if (by === 'filter') return FILTERED;
  return `${NETWORK}.${101 + hosts.indexOf(host)}`;
}

/** The address of the policy host of a domain; null where it has none. */
export function policyAddressOf(domain: string): string | null {
  const by = POLICY_HOSTS[domain]?.by ?? 'no-address';
  return { nginx: NGINX, nobody: CLOSED, filter: FILTERED, 'no-address': null }[by];
}

/** Hosts of mail servers that one program serves. */
export const servedBy = (by: Mailer['by']): readonly (readonly [string, Mailer])[] =>
  Object.entries(MAILERS).filter(([, one]) => one.by === by);

/** Addresses that the lab gives to its mail and web servers. */
export const addresses = (): readonly string[] => [
  ...new Set([
    ...[...Object.keys(MAILERS), ...Object.keys(MAILBOXES)].map(addressOf),
    ...[CLOSED, FILTERED, NGINX],
  ]),
];

/** Every domain. */
export const domains = (): readonly string[] => [
  ...new Set([
    ...Object.keys(MAILERS).map((host) => host.slice('mx1.'.length)),
    ...Object.keys(OTHER_DOMAINS),
    ...Object.keys(POLICY_HOSTS),
  ]),
];
