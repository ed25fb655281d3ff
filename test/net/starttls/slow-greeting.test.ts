import { expect, test } from 'vitest';
import type { Bundle } from '../../../src/evidence/bundle.ts';
import { tlsCipherSuites } from '../../../src/evidence/kinds/tls/negotiation.ts';
import { tlsVersions } from '../../../src/evidence/kinds/tls/versions.ts';
import { baseline, observeTargets } from '../../audit/support.ts';
import { starttlsServer } from '../../peers/starttls.ts';

/** What takes many connections, one after the other. */
const LISTS = [
  'tls.versions',
  'tls.hello-retry',
  'tls.cipher-suites',
  'tls.server-key-exchange',
  'tls.groups',
  'tls.key-exchange',
  'tls.signature-schemes',
  'tls.certificates',
  'tls.robot',
];

/** An audit of TLS, without what waits for words inside TLS: the server has none. */
function observed(port: number, timeoutSeconds: number): Promise<Bundle> {
  const profile = baseline(['tls']);
  return observeTargets(['smtp://mx.test:25'], {
    connectTo: [`mx.test:25:127.0.0.1:${port}`],
    profile: {
      ...profile,
      rules: profile.rules.filter(({ kind }) => kind.id !== 'tls.starttls-injection'),
    },
    timeoutSeconds,
  });
}

const of = ({ evidence }: Bundle, kinds: readonly string[]) =>
  evidence
    .filter(({ kind }) => kinds.includes(kind))
    .map(({ kind, observation, cost }) => ({ kind, observation, connections: cost.connections }));

// All deadlines are a tenth of the usual, so that this is a greeting after 2.5 s.
test('a greeting that takes long on every connection changes nothing of what is seen', async () => {
  const prompt = await observed(await starttlsServer('smtp'), 12);
  const slow = await observed(await starttlsServer('smtp', {}, 250), 12);
  expect(of(slow, LISTS)).toEqual(of(prompt, LISTS));
  expect(JSON.stringify(slow.evidence)).not.toContain('took longer than');
  const ms = slow.evidence.find(({ kind }) => kind === 'tls.cipher-suites')?.cost.ms;
  expect(ms, 'more than the deadline of a probe').toBeGreaterThan(3_000);
});

test('what was seen by the deadline of the target is kept', async () => {
  const bundle = await observed(await starttlsServer('smtp', {}, 200), 4);
  const [versions, suites] = [tlsVersions, tlsCipherSuites].map(({ id }) =>
    bundle.evidence.find(({ kind }) => kind === id),
  );
  expect(versions?.observation).toMatchObject({
    status: 'present',
    value: { offered: ['TLS 1.2', 'TLS 1.3'], unknown: [] },
  });
  expect(suites?.observation).toMatchObject({
    status: 'present',
    value: [
      {
        version: 'TLS 1.2',
        suites: {
          complete: false,
          because: { code: 'timeout', detail: 'smtp://mx.test:25 took longer than 4 s' },
        },
      },
      { version: 'TLS 1.3' },
    ],
  });
});
