import { afterEach, expect, test, vi } from 'vitest';
import type { DeriveContext } from '../../src/derive/derivation.ts';
import { mailTransportDerivation } from '../../src/derive/mail/transport.ts';
import { deriveFacts } from '../../src/audit/facts.ts';
import type { Evidence } from '../../src/evidence/evidence.ts';
import { mailMx, mailMxChain, mailSmtp } from '../../src/evidence/kinds/mail/exchanges.ts';
import { mailMtaStsPolicy } from '../../src/evidence/kinds/mail/policies.ts';
import { absent, unavailable, type Observation } from '../../src/evidence/observation.ts';
import type { Target } from '../../src/evidence/target.ts';
import { smtpTarget, mailTarget } from '../../src/audit/target.ts';

const NOW = new Date('2030-06-01T00:00:00Z');
const DOMAIN = mailTarget('example.com', null);
const EXCHANGE = smtpTarget('mx.example.com', 25);
const LEFT_OUT = unavailable({ code: 'unsupported', detail: 'no IPv6 from here' });

afterEach(() => {
  vi.restoreAllMocks();
});

const seen = (
  { id }: Target,
  kind: string,
  address: string | null,
  observation: Observation = absent('nothing'),
): Evidence => ({
  id: `${kind} ${id} ${address ?? 'nowhere'}`,
  kind,
  target: id,
  ...(address === null ? {} : { address }),
  observedAt: NOW.toISOString(),
  observation,
  cost: { connections: 0, queries: 0, requests: 0, ms: 0 },
});

const ofDomain = [mailMx, mailMxChain, mailMtaStsPolicy].map(({ id }) => seen(DOMAIN, id, null));

/** What the fact of a mail domain is told of its exchange, and the evidence that it is drawn from. */
function lookedAt(evidence: readonly Evidence[], asked = EXCHANGE.id) {
  const contexts: DeriveContext[] = [];
  vi.spyOn(mailTransportDerivation, 'derive').mockImplementation((context) => {
    contexts.push(...context.elsewhere(asked));
    return absent('not of interest');
  });
  const facts = deriveFacts(
    {
      schemaVersion: 1,
      tool: { name: 'assay', version: '1.0.0' },
      ...{ now: NOW.toISOString(), startedAt: NOW.toISOString(), endedAt: NOW.toISOString() },
      rulesHash: '',
      profile: { id: 'test', version: '1', areas: ['mail'], parameters: {} },
      settings: { trustedRoots: [], connectTo: [], resolver: null },
      targets: [DOMAIN, EXCHANGE],
      evidence: [...ofDomain, ...evidence],
      problems: [],
    },
    NOW,
    [],
  );
  const fact = facts.find(({ kind }) => kind === mailTransportDerivation.kind.id);
  return { contexts, from: fact?.from ?? [] };
}

const told = (context: DeriveContext | undefined): unknown => context?.get(mailSmtp);

test('an exchange is looked at once for each address, and what has none counts at each', () => {
  const { contexts, from } = lookedAt([
    seen(EXCHANGE, 'dns.tlsa', null),
    seen(EXCHANGE, 'mail.smtp', '192.0.2.1'),
    seen(EXCHANGE, 'mail.smtp', '192.0.2.2', LEFT_OUT),
  ]);
  expect(contexts.map(told)).toEqual([absent('nothing'), LEFT_OUT]);
  expect(contexts.map(({ target }) => target)).toEqual([EXCHANGE, EXCHANGE]);
  expect(from).toContain(`dns.tlsa ${EXCHANGE.id} nowhere`);
  expect(from).toContain(`mail.smtp ${EXCHANGE.id} 192.0.2.2`);
  expect(new Set(from).size).toBe(from.length);
});

test('addresses that could not be looked at are one look more', () => {
  const { contexts } = lookedAt([
    seen(EXCHANGE, 'dns.tlsa', null),
    seen(EXCHANGE, 'mail.smtp', '192.0.2.1'),
    seen(EXCHANGE, 'mail.smtp', null, LEFT_OUT),
  ]);
  expect(contexts).toHaveLength(2);
  expect(contexts.map(told)).toEqual(expect.arrayContaining([absent('nothing'), LEFT_OUT]));
});

test('what was left out of kinds that nobody asks for is no look', () => {
  const { contexts } = lookedAt([
    seen(EXCHANGE, 'dns.tlsa', null),
    seen(EXCHANGE, 'mail.smtp', '192.0.2.1'),
    seen(EXCHANGE, 'tls.groups', '192.0.2.1'),
    seen(EXCHANGE, 'tls.groups', null, LEFT_OUT),
  ]);
  expect(contexts.map(told)).toEqual([absent('nothing')]);
});

test('without any address the exchange is looked at as such', () => {
  const { contexts } = lookedAt([
    seen(EXCHANGE, 'dns.tlsa', null),
    seen(EXCHANGE, 'mail.smtp', null, LEFT_OUT),
  ]);
  expect(contexts.map(told)).toEqual([LEFT_OUT]);
});

test('kinds that were not looked at are unavailable, and so are those that are not declared', () => {
  const { contexts } = lookedAt([
    seen(EXCHANGE, 'dns.tlsa', null),
    seen(EXCHANGE, 'tls.groups', null),
  ]);
  expect(contexts.map(told)).toMatchObject([{ status: 'unavailable' }]);
});

test('a target that was not looked at gives nothing', () => {
  expect(lookedAt([]).contexts).toEqual([]);
  expect(lookedAt([], 'smtp://other.example:25').contexts).toEqual([]);
});
