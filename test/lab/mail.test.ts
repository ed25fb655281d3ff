import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mailExchanges, mailSmtp } from '../../src/evidence/kinds/mail/exchanges.ts';
import { mailMtaSts } from '../../src/evidence/kinds/mail/policies.ts';
import {
  mailDane,
  mailTransport,
  type MailTransport,
} from '../../src/evidence/kinds/mail/transport.ts';
import { tlsCertificate } from '../../src/evidence/kinds/tls/certificate.ts';
import { tlsVersions } from '../../src/evidence/kinds/tls/versions.ts';
import { Report } from '../../src/report/report.ts';
import { byUnbound } from './dns/oracles.ts';
import { MAIN } from './lab.ts';
import { countConnections } from './mail/count.ts';
import { startMailLab, type MailLab } from './mail/lab.ts';
import { look, seenIn, type Seen } from './mail/look.ts';
import {
  byOpenssl,
  byPostfix,
  byPostfixWithDane,
  byResolver,
  verifiedByOpenssl,
  type Session,
} from './mail/oracles.ts';
import {
  addressOf,
  domains,
  MAILBOXES,
  MAILERS,
  NETWORK,
  POLICY_HOSTS,
  type Mailer,
} from './mail/plan.ts';
import { run } from './process.ts';
import { OUTCOMES } from './mail/outcomes.ts';

const IMAP = ['imap', 143] as const;
const LMTP = ['lmtp', 24] as const;
/** Greets too late for the many connections that TLS is looked at with. */
const SLOW = 'slow.test';
/** Names of domains of which something is silent. */
const FILTERED = /filtered/;
const SLOW_HOSTS = ['mx1.slow.test', 'mx2.slow.test'];

const danes = domains().filter((name) => name.startsWith('dane-'));
const mailboxes = Object.keys(MAILBOXES).flatMap((host) =>
  [IMAP, LMTP].map((protocol) => [host, protocol] as const),
);
const mailboxTarget = (host: string, [protocol, port]: readonly [string, number]): string =>
  `${protocol}://${host}:${port}`;

let lab: MailLab;
let seen: Seen;

beforeAll(async () => {
  lab = await startMailLab();
  const mail = (which: (domain: string) => boolean): readonly string[] =>
    domains().flatMap((domain) => (which(domain) ? [`mail:${domain}`] : []));
  const reports = await Promise.all([
    look(
      lab,
      mail((domain) => domain !== SLOW && !FILTERED.test(domain)),
    ),
    look(
      lab,
      mail((domain) => FILTERED.test(domain)),
      { seconds: 30 },
    ),
    look(lab, SLOW_HOSTS.map(smtp), { judged: ({ kind }) => kind.id === mailSmtp.id }),
    look(
      lab,
      mailboxes.map((one) => mailboxTarget(...one)),
      { judged: ({ kind }) => kind.id === tlsCertificate.id },
    ),
  ]);
  seen = seenIn(...reports);
}, 120_000);

afterAll(() => lab.stop());

const smtp = (host: string): string => `smtp://${host}:25`;
const domainOf = (host: string): string => host.slice(host.indexOf('.') + 1);

/** What the transport of a domain says of an exchange. */
function exchangeOf(host: string, domain = domainOf(host)): Exchange | undefined {
  const { exchanges } = seen.value(mailTransport, `mail:${domain}`);
  return exchanges.items.find((one) => one.host === host);
}

type Exchange = MailTransport['exchanges']['items'][number];

const UNKNOWN = { starttls: null, tls: null, trusted: null, named: null, verifiable: null };

/** What a session of Postfix says of an exchange. */
const MEANING: Readonly<Record<Session, Partial<Exchange>>> = {
  verified: { starttls: true, tls: true, trusted: true, named: true, verifiable: true },
  'not verified': { starttls: true, tls: true, verifiable: false },
  'no STARTTLS': { starttls: false, tls: false, verifiable: false },
  'STARTTLS refused': { ...UNKNOWN, starttls: true },
  'no handshake': { starttls: true, trusted: null, named: null, verifiable: null },
  'turned away': UNKNOWN,
  'no connection': UNKNOWN,
  'held back': UNKNOWN,
};

/** How the lab means Postfix to fare. */
function sessionWith({ by, manner, certificate }: Mailer): Session {
  if (by === 'nobody' || by === 'filter') return 'no connection';
  const certified = certificate === 'good' ? 'verified' : 'not verified';
  const sessions: Readonly<Record<Mailer['manner'], Session>> = {
    tls: certified,
    slow: certified,
    plain: 'no STARTTLS',
    later: 'turned away',
    never: 'turned away',
    'no-key': 'STARTTLS refused',
    'no-certificate': 'no handshake',
  };
  return sessions[manner];
}

describe('an SMTP server', () => {
  const quick = Object.entries(MAILERS).filter(([host]) => domainOf(host) !== SLOW);

  test.concurrent.each(quick)('%s is to us what it is to Postfix', async (host, mailer) => {
    const session = await byPostfix(lab, host);
    expect(session).toBe(sessionWith(mailer));
    expect(exchangeOf(host)).toMatchObject(MEANING[session]);
  });

  test.each(quick.filter(([, { manner }]) => manner === 'tls'))(
    '%s shows its certificate, and what is wrong with it is told apart',
    (host, { by, certificate }) => {
      if (by !== 'postfix' && by !== 'exim') return;
      expect(exchangeOf(host)).toMatchObject({
        trusted: certificate === 'good' || certificate === 'wrong-name',
        named: certificate !== 'wrong-name',
      });
    },
  );

  test.each(['mx1.later.test', 'mx2.later.test', 'mx1.never.test', 'mx2.never.test'])(
    '%s turns us away, which says nothing of STARTTLS',
    (host) => {
      expect(seen.observation(mailSmtp, smtp(host))).toMatchObject({
        status: 'unavailable',
        problem: {
          code: 'blocked',
          detail: expect.stringMatching(/^greeting: [45]5\d /) as string,
        },
      });
      expect(seen.observation(tlsVersions, smtp(host)).status).toBe('unavailable');
    },
  );

  test.each(['mx1.closed.test', 'mx1.filtered.test'])('%s was not reached', (host) => {
    expect(seen.observation(mailSmtp, smtp(host)).status).toBe('unavailable');
    expect(exchangeOf(host)?.reason).toMatch(/not known/);
  });

  test('a greeting is waited for', () => {
    for (const host of SLOW_HOSTS) {
      const { greeting, extensions, starttls } = seen.value(mailSmtp, smtp(host));
      expect(greeting.code).toBe(220);
      expect(extensions).toContain('STARTTLS');
      expect(starttls?.code).toBe(220);
    }
  });

  test('its refusal of STARTTLS is kept', () => {
    const { extensions, starttls } = seen.value(mailSmtp, smtp('mx1.no-key.test'));
    expect(extensions).toContain('STARTTLS');
    expect(starttls?.code).toBe(454);
  });

  test('one of two decides where it is bad, and leaves it open where it is not known', () => {
    expect(exchangeOf('mx1.good.test', 'half-plain.test')).toMatchObject(MEANING.verified);
    expect(exchangeOf('mx1.plain.test', 'half-plain.test')).toMatchObject({ starttls: false });
    expect(exchangeOf('mx1.filtered.test', 'half-filtered.test')).toMatchObject(UNKNOWN);
  });
});

test('a null MX is no exchange, and a name without address is none that answers', () => {
  expect(seen.value(mailExchanges, 'mail:null-mx.test').state).toBe('null-mx');
  expect(seen.observation(mailTransport, 'mail:null-mx.test').status).toBe('absent');
  const [exchange] = seen.value(mailExchanges, 'mail:dangling.test').exchanges;
  expect(exchange).toMatchObject({ host: 'nowhere.dangling.test', missing: true });
});

describe('DANE', () => {
  const expected: readonly (readonly [string, Exchange['dane'], Session])[] = [
    ['good.test', 'valid', 'verified'],
    ['dane-ee.test', 'valid', 'verified'],
    ['dane-ta.test', 'valid', 'verified'],
    ['dane-ee-expired.test', 'valid', 'verified'],
    ['dane-rolling.test', 'valid', 'verified'],
    ['dane-ta-wrong-name.test', 'mismatch', 'not verified'],
    ['dane-stale.test', 'mismatch', 'not verified'],
    ['dane-plain.test', 'mismatch', 'no STARTTLS'],
    ['dane-pkix.test', 'unusable', 'not verified'],
    ['dane-unsigned.test', 'insecure', 'not verified'],
    ['dane-bogus.test', 'bogus', 'held back'],
    ['dane-bogus-denial.test', 'bogus', 'held back'],
  ];

  test.concurrent.each(expected)(
    '%s is %s, and Postfix with DANE: %s',
    async (domain, dane, session) => {
      expect(await byPostfixWithDane(lab, domain)).toBe(session);
      expect(exchangeOf(`mx1.${domain}`)?.dane).toBe(dane);
    },
  );

  test('is looked at for every domain that has it', () => {
    expect(expected.map(([domain]) => domain).toSorted()).toEqual(
      ['good.test', ...danes].toSorted(),
    );
  });

  test.concurrent.each(['good.test', ...danes])(
    '%s: each record matches where openssl finds that it does',
    async (domain) => {
      const host = `mx1.${domain}`;
      const { records } = seen.value(mailDane, smtp(host));
      for (const { usage, selector, matchingType, data, usable, matches } of records) {
        const record = `${usage} ${selector} ${matchingType} ${data}`;
        // OpenSSL takes PKIX-EE too, which senders do not use (RFC 7672, section 3.1.3).
        if (usable) expect((await byOpenssl(lab, host, record)) === true, record).toBe(matches);
        else expect(usage).toBe(1);
      }
    },
  );

  test('is as secure as unbound finds MX, TLSA and addresses', async () => {
    const names = ['good.test', ...danes];
    const questions = names.flatMap((name) => [
      { name, type: 'MX' },
      { name: `_25._tcp.mx1.${name}`, type: 'TLSA' },
      { name: `mx1.${name}`, type: 'A' },
    ]);
    const verdicts = await byUnbound(lab, questions);
    const ours = names.flatMap((name) => {
      const dane = seen.value(mailDane, smtp(`mx1.${name}`));
      const { mxStatus } = seen.value(mailTransport, `mail:${name}`);
      return [mxStatus, dane.status, dane.addressStatus];
    });
    expect(ours).toEqual(verdicts.map(({ status }) => status));
    expect(new Set(ours)).toEqual(new Set(['secure', 'insecure', 'bogus']));
  });
});

describe('MTA-STS', () => {
  /** What stands in the way, by the domain. */
  const faults: Readonly<Record<string, RegExp>> = {
    'sts-redirect.test': /redirect/,
    'sts-missing.test': /404/,
    'sts-html.test': /text\/html/,
    'sts-large.test': /64 KiB/,
    'sts-expired.test': /expired/,
    'sts-self-signed.test': /not trusted/,
    'sts-wrong-name.test': /not for mta-sts\.sts-wrong-name\.test/,
    'sts-malformed.test': /Enforce/,
    'sts-twice.test': /2 records/,
    'sts-no-host.test': /no address/,
    'sts-closed.test': /refused/,
  };

  test.concurrent.each(Object.keys(POLICY_HOSTS))(
    '%s: a sender finds the policy that we find',
    async (domain) => {
      const theirs = await byResolver(lab, domain);
      const { usable, mode, mx, fetchFaults } = seen.value(mailMtaSts, `mail:${domain}`);
      if (theirs !== null) {
        expect({ usable, mode, mx }).toEqual({ usable: true, ...theirs });
        expect(faults[domain]).toBeUndefined();
        return;
      }
      // What did not answer us may answer others.
      const open = domain === 'sts-filtered.test';
      expect(usable).toBe(open ? null : false);
      expect(fetchFaults.complete).toBe(!open);
      if (!open) expect(faults).toHaveProperty([domain]);
    },
  );

  test.each(Object.entries(faults))('%s: says what is wrong, and that alone', (domain, fault) => {
    const value = seen.value(mailMtaSts, `mail:${domain}`);
    const all = [...value.recordFaults, ...value.fetchFaults.items, ...value.policyFaults];
    expect(all).toEqual([expect.stringMatching(fault) as string]);
  });

  test('a policy that covers no exchange is a policy all the same', () => {
    const value = seen.value(mailMtaSts, 'mail:sts-uncovered.test');
    expect(value.exchanges.items).toEqual([{ host: 'mx1.good.test', covered: false }]);
    expect(value.unused).toEqual(['*.elsewhere.test']);
  });

  test('a domain without a record has none', () => {
    expect(seen.observation(mailMtaSts, 'mail:plain.test').status).toBe('absent');
  });
});

test.concurrent.each(mailboxes)('Dovecot %s %s: as openssl verifies it', async (host, protocol) => {
  const { certificates } = seen.value(tlsCertificate, mailboxTarget(host, protocol));
  const [first] = certificates.items;
  const now = new Date().toISOString();
  const inTime = first !== undefined && first.notBefore < now && now < first.notAfter;
  const verified = first?.trust.trusted === true && first.nameMatches && inTime;
  expect(verified).toBe(await verifiedByOpenssl(lab, host, protocol));
  expect(verified).toBe(MAILBOXES[host] === 'good');
});

describe('judgement', () => {
  test.each(OUTCOMES)('%s: %s of %s', (target, outcome, rules) => {
    const outcomes = rules.map((rule) => [rule, seen.outcome(rule, target)]);
    expect(outcomes).toEqual(rules.map((rule) => [rule, outcome]));
  });
});

describe('what a domain with two exchanges costs', () => {
  const ADDRESSES = ['mx1.good.test', 'mx2.good.test'].map(addressOf);
  /** Chains of trust and guesses of selectors are as long as they are. */
  const APART = /^(?:dns\.|mail\.(?:dkim-records|mx-chain|address-chains)$)/;
  let alone: Seen;
  let connections: number;

  beforeAll(async () => {
    const counter = await countConnections(lab.namespace, ADDRESSES);
    alone = seenIn(await look(lab, ['mail:good.test']));
    connections = await counter();
  });

  test('at most 90 questions to the DNS', () => {
    const questions = alone.cost('queries', ({ kind }) => !APART.test(kind));
    expect(questions).toBeGreaterThan(10);
    expect(questions).toBeLessThanOrEqual(90);
  });

  test('at most 4 connections to each exchange besides those of the TLS engine', () => {
    for (const address of ADDRESSES) {
      const besides = alone.cost(
        'connections',
        (one) => one.address === address && !one.kind.startsWith('tls.'),
      );
      expect(besides).toBeGreaterThan(0);
      expect(besides).toBeLessThanOrEqual(4);
    }
  });

  test('as many connections as the exchanges have met', () => {
    const said = alone.cost('connections', ({ target }) => target.startsWith('smtp:'));
    expect(connections).toBe(said);
  });
});

test('the command is pointed at the lab by its options, and sees the same', async () => {
  const file = (name: string, text: string): string => {
    const path = join(lab.folder, name);
    writeFileSync(path, text);
    return path;
  };
  const { code, stdout, stderr } = await run(process.execPath, [
    ...[MAIN, 'audit', 'mail:good.test', '--only', 'mail', '--json', '-4'],
    ...['--config', file('assay.yaml', `scope: [${NETWORK}.0/24]\n`)],
    ...['--resolver', lab.resolver, '--root-hints', join(lab.folder, 'hints')],
    ...['--trust-anchor', file('anchor', lab.anchors.map((one) => `. IN DS ${one}\n`).join(''))],
    ...['--ca', lab.certificates.root],
  ]);
  expect(code, stderr).toBe(0);
  const commanded = seenIn(Report.parse(JSON.parse(stdout)));
  const target = 'mail:good.test';
  expect(commanded.value(mailTransport, target)).toEqual(seen.value(mailTransport, target));
});
