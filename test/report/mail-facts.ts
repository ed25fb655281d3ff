import type { Kind } from '../../src/evidence/kind.ts';
import { mailDkim, type MailDkim } from '../../src/evidence/kinds/mail/dkim.ts';
import { mailDmarc, type MailDmarc } from '../../src/evidence/kinds/mail/dmarc.ts';
import { mailExchanges, type MailExchanges } from '../../src/evidence/kinds/mail/exchanges.ts';
import { mailSpf, type MailSpf, type SpfStep } from '../../src/evidence/kinds/mail/spf.ts';
import { complete } from '../../src/evidence/listing.ts';
import { absent, present, type Observation } from '../../src/evidence/observation.ts';
import type { Target } from '../../src/evidence/target.ts';
import type { Report } from '../../src/report/report.ts';
import { reportOf } from './fixtures.ts';

const HOST = 'post.example';
const ID = `mail:${HOST}`;

/** A report on nothing but the mail of one domain. */
export function mailReport(
  role: Target['role'],
  facts: readonly (readonly [Kind, Observation])[],
): Report {
  const report = reportOf('sound');
  const target: Target = {
    ...{ id: ID, kind: 'mail', uri: ID, host: HOST, port: null, role, addresses: [] },
  };
  return {
    ...report,
    targets: [target],
    evidence: [],
    facts: facts.map(([{ id }, observation]) => ({
      ...{ kind: id, target: ID, from: [], observation },
    })),
  };
}

const none = complete([]);

/** The step of a term of the domain's own record that passes and asks for nothing. */
export const step = (term: string, change: Partial<SpfStep> = {}): SpfStep => ({
  ...{ depth: 0, domain: HOST, term, column: 8, qualifier: 'pass', lookups: 0, total: 0 },
  ...{ void: { ipv4: false, ipv6: false }, target: null, networks: [], error: null },
  ...change,
});

export const spf = (change: Partial<MailSpf> = {}): MailSpf => ({
  ...{ record: 'v=spf1 -all', records: ['v=spf1 -all'], errors: none, lookups: none },
  voidLookups: { ipv4: none, ipv6: none, possible: none },
  ...{ all: complete(['fail'] as const), open: none, sendsNone: true, evaluated: [] },
  tree: complete([step('-all', { qualifier: 'fail' })]),
  space: { ipv4Addresses: 0, wide: none, reserved: none },
  ...{ dangling: none, ptr: none, afterAll: [], macros: none, repeated: none, octets: 11 },
  ...{ typeSpf: [], senderId: [], explanation: null, proposal: null },
  ...change,
});

/** `count` terms that cause lookups, at the depth of their number up to `deepest`. */
export const lookups = (count: number, deepest: number): Partial<MailSpf> => {
  const terms = Array.from({ length: count }, (_, index) => `include:s${index + 1}.example`);
  return {
    sendsNone: false,
    lookups: complete(terms.map((term) => ({ domain: HOST, term }))),
    tree: complete(
      terms.map((term, index) =>
        step(term, { depth: Math.min(index, deepest), lookups: 1, total: index + 1 }),
      ),
    ),
  };
};

const policies = (policy: 'none' | 'quarantine' | 'reject'): MailDmarc['effective'] => ({
  domain: complete([policy]),
  subdomain: complete([policy]),
  nonExistent: complete([policy]),
});

const dmarc = (policy: 'none' | 'quarantine' | 'reject'): MailDmarc => ({
  ...{ owner: `_dmarc.${HOST}`, record: `v=DMARC1; p=${policy}`, errors: [] },
  ...{ effective: policies(policy), published: policies(policy), testing: false },
  ...{ reports: ['mailto:dmarc@post.example'], failureReports: [], badUris: [] },
  alignment: { dkim: 'relaxed', spf: 'relaxed' },
  ...{ historic: [], pct: null, psd: 'u', psdMisused: false, organizationalDomain: HOST },
  older: { organizationalDomain: HOST, owner: `_dmarc.${HOST}`, same: true },
  ...{ shadowed: none, atApex: false, unrelated: [], proposal: '' },
});

export const dkim = (change: Partial<MailDkim>): MailDkim => ({
  ...{ state: 'impossible', proven: false, reason: 'nothing exists below _domainkey' },
  ...{ wildcard: false, wildcardRevoked: false, falseDenial: false },
  ...{ keys: none, tried: 12, providers: [] },
  ...change,
});

const exchanges = (state: MailExchanges['state']): MailExchanges => ({
  state,
  exchanges: [],
});

/** Everything that a parked domain needs. */
export const PARKED: readonly (readonly [Kind, Observation])[] = [
  [mailSpf, present(spf())],
  [mailDmarc, present(dmarc('reject'))],
  [mailDkim, present(dkim({ state: 'revoked', reason: 'every key is revoked' }))],
  [mailExchanges, present(exchanges('null-mx'))],
];

/** A name without any record for mail. */
export const NO_MAIL: readonly (readonly [Kind, Observation])[] = [
  [mailSpf, absent('post.example has no SPF record')],
  [mailDmarc, absent('no DMARC record')],
  [mailDkim, present(dkim({}))],
  [mailExchanges, present(exchanges('none'))],
];

/** Fields of facts on mail whose values their kinds fix. */
const FIXED = new Set([
  ...['state', 'keyType', 'sources', 'qualifier', 'mode', 'stsMode', 'mxStatus', 'dane', 'code'],
  ...['authenticated', 'result', 'psd', 'tag', 'alignment', 'effective', 'published', 'all'],
]);

/** The report with `suffix` after every text of its facts on mail. */
export const poisonedMail = (report: Report, suffix: string): Report => ({
  ...report,
  facts: report.facts.map((fact) =>
    fact.kind.startsWith('mail.') && fact.observation.status === 'present'
      ? { ...fact, observation: present(poison(fact.observation.value, suffix)) }
      : fact,
  ),
});

function poison(value: unknown, suffix: string): unknown {
  if (typeof value === 'string') return value + suffix;
  if (Array.isArray(value)) return value.map((item) => poison(item, suffix));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, FIXED.has(key) ? item : poison(item, suffix)]),
  );
}
