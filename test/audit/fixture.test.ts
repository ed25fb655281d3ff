import { expect, test } from 'vitest';
import { judgeBundle } from '../../src/audit/judge.ts';
import { readZone } from '../../src/net/fixture/read-zone.ts';
import { fixtureTransport } from '../../src/net/fixture/transport.ts';
import { fixtureWorld } from '../../src/net/fixture/world.ts';
import { untouchable } from '../support/untouchable.ts';
import { baseline, observeTargets, pack } from './support.ts';

const ZONE = `@ SOA ns hostmaster 1 3600 600 86400 300
@ MX 10 mx
mx A 198.51.100.1
@ TXT "v=spf1 mx -all"
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@example.com"
_mta-sts TXT "v=STSv1; id=1;"
mta-sts A 198.51.100.2
`;

/** What an audit of a target makes of a zone while nothing may be sent. */
async function audited(target: string, zone: string) {
  const world = fixtureWorld([readZone('example.com.zone', zone)]);
  const profile = baseline(['mail']);
  const bundle = await observeTargets([target], {
    profile,
    transport: fixtureTransport(world, untouchable(), false),
    fixture: 'fixture example.com.zone',
    trustAnchors: [],
  });
  const report = judgeBundle(bundle, {
    ...{ pack, profile, waivers: [], now: null, version: '0.0.0' },
    gate: { minGrade: null, failOn: null, allowInconclusive: false },
  });
  const outcomes = new Map(report.findings.map(({ rule, outcome }) => [rule, outcome]));
  return { bundle, outcomes };
}

test('a domain is audited from its zone alone, and a bare name is its mail', async () => {
  const { bundle, outcomes } = await audited('example.com', ZONE);
  expect(bundle.targets.map(({ id }) => id)).toEqual(['mail:example.com']);
  expect(bundle.settings).toMatchObject({
    resolver: 'fixture example.com.zone',
    trustAnchors: [],
  });
  expect(bundle.evidence.every(({ cost }) => cost.connections === 0)).toBe(true);
  expect(bundle.problems.map(({ code }) => code)).toEqual(['not-requested']);
  expect(bundle.problems[0]?.detail).toMatch(
    /^the DNS came from the .*; nothing else was looked at$/,
  );
  expect(outcomes.get('spf-published')).toBe('pass');
  expect(outcomes.get('dmarc-published')).toBe('pass');
});

test('what is not in the zone is neither there nor not there', async () => {
  const { bundle } = await audited('mail:example.com', ZONE);
  const seen = (kind: string) =>
    bundle.evidence.find((one) => one.kind === kind)?.observation ?? null;
  expect(seen('mail.dmarc-records')).toMatchObject({
    value: { answers: { because: { code: 'not-requested' } } },
  });
  expect(seen('mail.mta-sts-policy')).toMatchObject({
    value: { fetch: null, hostMissing: false },
  });
});

test('a zone that is changed changes the verdict', async () => {
  const without = ZONE.split('\n').filter((line) => !line.startsWith('_dmarc'));
  const [all, opened, less] = await Promise.all([
    audited('mail:example.com', ZONE),
    audited('mail:example.com', ZONE.replace('-all', '+all')),
    audited('mail:example.com', without.join('\n')),
  ]);
  const changed = (after: typeof all): readonly string[] =>
    [...after.outcomes].flatMap(([rule, outcome]) =>
      outcome === 'fail' && all.outcomes.get(rule) !== 'fail' ? [rule] : [],
    );
  expect(changed(opened).some((rule) => rule.startsWith('spf-'))).toBe(true);
  expect(changed(opened).some((rule) => rule.startsWith('dmarc-'))).toBe(false);
  expect(changed(less).some((rule) => rule.startsWith('spf-'))).toBe(false);
  // Above the zone nothing is known: a record there might stand for the one that is missing.
  expect(less.outcomes.get('dmarc-published')).not.toBe('pass');
});
