import { expect, test } from 'vitest';
import { anchorLines } from '../../src/audit/dns-root.ts';
import { judgeBundle } from '../../src/audit/judge.ts';
import { loadPack } from '../../src/audit/pack.ts';
import { resolveProfile } from '../../src/control/profile.ts';
import { parseTrustAnchors } from '../../src/codec/dns/anchor.ts';
import type { Bundle } from '../../src/evidence/bundle.ts';

const pack = loadPack();
const NOW = '2026-11-22T12:00:00Z';

test('anchors are kept as lines that read the same', () => {
  const key = parseTrustAnchors('a.test. IN DNSKEY 257 3 13 AAEC', new Date(NOW));
  for (const anchors of [pack.anchors, key]) {
    expect(parseTrustAnchors(anchorLines(anchors).join('\n'), new Date(NOW))).toEqual(anchors);
  }
});

test('a bundle whose anchors cannot be read is refused', () => {
  const [document] = pack.profiles;
  if (document === undefined) throw new Error('no profile');
  const profile = resolveProfile(document, null, pack.rules, { only: null, skip: null });
  const bundle: Bundle = {
    schemaVersion: 1,
    tool: { name: 'assay', version: '0.1.0' },
    ...{ now: NOW, startedAt: NOW, endedAt: NOW, rulesHash: '' },
    profile: { id: 'baseline', version: '1', areas: [], parameters: {} },
    settings: { trustedRoots: [], connectTo: [], resolver: null, trustAnchors: ['no record'] },
    ...{ targets: [], evidence: [], problems: [] },
  };
  const gate = { minGrade: null, failOn: null, allowInconclusive: false };
  const run = { pack, profile, waivers: [], gate, now: null, version: '0.1.0' };
  expect(() => judgeBundle(bundle, run)).toThrow(/settings\.trustAnchors: /);
  const none = { ...bundle, settings: { ...bundle.settings, trustAnchors: [] } };
  expect(judgeBundle(none, run).findings).toEqual([]);
});
