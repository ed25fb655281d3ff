import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { presentRdata } from '../../src/codec/dns/present.ts';
import { rrTypeName } from '../../src/codec/iana/dns.ts';
import { world, type SigningPlan, type WorldPlan } from '../support/dns-world.ts';
import { run } from './process.ts';

const RECORDS = `
www A 192.0.2.80
*.w TXT "wild"
a.b.empty A 192.0.2.81
alias CNAME www
tree DNAME www
@ MX 10 mail
sub NS ns.sub
ns.sub A 192.0.2.82
safe NS ns.sub
safe DS 4711 13 2 ${'ab'.repeat(32)}
`;

/** What `dnssec-verify` says of a zone that was signed in process. */
async function verified(plan: WorldPlan, zone: string, ...options: string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-world-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const { records } = (await world(plan)).zone(zone);
  const absolute = (name: string): string => (name === '.' ? '.' : `${name}.`);
  const lines = records.map(
    (one) => `${absolute(one.name)} ${one.ttl} IN ${rrTypeName(one.type)} ${presentRdata(one)}\n`,
  );
  const file = join(folder, 'zone');
  writeFileSync(file, lines.join(''));
  const { code, stdout, stderr } = await run('dnssec-verify', [...options, '-o', zone, file]);
  return code === 0 ? 'sound' : `${stdout}${stderr}`;
}

test.each<[string, SigningPlan]>([
  ['RSASHA1', { algorithm: 5 }],
  ['RSASHA256', { algorithm: 8 }],
  ['RSASHA512 with NSEC3', { algorithm: 10, denial: {} }],
  ['ECDSAP256SHA256', { algorithm: 13 }],
  ['ECDSAP256SHA256 with NSEC3', { algorithm: 13, denial: {} }],
  ['ECDSAP384SHA384', { algorithm: 14 }],
  ['ED25519 with salt and iterations', { algorithm: 15, denial: { salt: 'aabb', iterations: 3 } }],
  ['ED448 with opt-out', { algorithm: 16, denial: { optOut: true } }],
])('zones of the world are sound to dnssec-verify: %s', async (_, signing) => {
  expect(await verified({ example: { signing, records: RECORDS } }, 'example')).toBe('sound');
});

test('a zone of the world with one key is sound to dnssec-verify', async () => {
  const signing: SigningPlan = { keys: [{ algorithm: 13, role: 'csk' }] };
  // What is a KSK and what a ZSK is not to be told apart.
  expect(await verified({ example: { signing } }, 'example', '-z')).toBe('sound');
});

test('the root of the world and parents are sound too', async () => {
  const plan = { com: {}, 'a.com': {}, 'b.com': { signing: null } };
  for (const zone of ['.', 'com']) expect(await verified(plan, zone)).toBe('sound');
});

test.each(['expired', 'corrupted-signature', 'missing-signature', 'wrong-denial'] as const)(
  'dnssec-verify finds what was planted: %s',
  async (fault) => {
    const plan = { example: { records: RECORDS, faults: [fault] } };
    expect(await verified(plan, 'example')).not.toBe('sound');
  },
);
