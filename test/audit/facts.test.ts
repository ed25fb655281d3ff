import { expect, test } from 'vitest';
import { deriveFacts } from '../../src/audit/facts.ts';
import type { Bundle } from '../../src/evidence/bundle.ts';
import type { Evidence } from '../../src/evidence/evidence.ts';
import { absent, unavailable, type Observation } from '../../src/evidence/observation.ts';
import { targetOf } from '../support/observe.ts';

const TARGET = targetOf('web', 'example.test');
const NOW = new Date('2030-06-01T00:00:00Z');
const NO_IPV6 = unavailable({ code: 'unsupported', detail: 'no IPv6 from here' });

const seen = (kind: string, address: string | null, observation: Observation): Evidence => ({
  id: `${kind} ${address ?? 'nowhere'}`,
  kind,
  target: TARGET.id,
  ...(address === null ? {} : { address }),
  observedAt: NOW.toISOString(),
  observation,
  cost: { connections: 0, queries: 0, requests: 0, ms: 0 },
});

/** Address, sources and observation of each fact about the certificate. */
function certificateFacts(evidence: readonly Evidence[]): readonly unknown[] {
  const bundle: Bundle = {
    schemaVersion: 1,
    tool: { name: 'assay', version: '1.0.0' },
    now: NOW.toISOString(),
    startedAt: NOW.toISOString(),
    endedAt: NOW.toISOString(),
    rulesHash: '',
    profile: { id: 'test', version: '1', areas: ['tls'], parameters: {} },
    settings: { trustedRoots: [], connectTo: [], resolver: null },
    targets: [TARGET],
    evidence: [...evidence],
    problems: [],
  };
  return deriveFacts(bundle, NOW, [])
    .filter(({ kind }) => kind === 'tls.certificate')
    .map(({ address, from, observation }) => [address ?? null, from, observation]);
}

test('an address that was not looked at is not lost in a fact of several kinds', () => {
  const facts = certificateFacts([
    seen('tls.certificates', '192.0.2.1', absent('no TLS')),
    seen('tls.revocation', '192.0.2.1', absent('not asked for')),
    seen('tls.certificates', null, NO_IPV6),
    seen('tls.revocation', null, NO_IPV6),
  ]);
  expect(facts).toEqual([
    ['192.0.2.1', ['tls.certificates 192.0.2.1', 'tls.revocation 192.0.2.1'], absent('no TLS')],
    [null, ['tls.certificates nowhere', 'tls.revocation nowhere'], NO_IPV6],
  ]);
});

test('evidence without an address counts for every address that has none of its kind', () => {
  const facts = certificateFacts([
    seen('tls.revocation', null, absent('not asked for')),
    seen('tls.certificates', '192.0.2.1', absent('no TLS')),
    seen('tls.certificates', '192.0.2.2', NO_IPV6),
  ]);
  expect(facts).toEqual([
    ['192.0.2.1', ['tls.certificates 192.0.2.1', 'tls.revocation nowhere'], absent('no TLS')],
    ['192.0.2.2', ['tls.certificates 192.0.2.2', 'tls.revocation nowhere'], NO_IPV6],
  ]);
});

test('there is no fact where a kind was not looked at', () => {
  expect(certificateFacts([seen('tls.certificates', '192.0.2.1', absent('no TLS'))])).toEqual([]);
});
