import { describe, expect, test } from 'vitest';
import { loadPack } from '../../src/audit/pack.ts';
import { kindsOf, planProbes, probesFor, rulesBeyond, rulesToJudge } from '../../src/audit/plan.ts';
import { parseTarget } from '../../src/audit/target.ts';
import { resolveProfile, type ResolvedProfile } from '../../src/control/profile.ts';
import { DERIVATIONS } from '../../src/derive/index.ts';
import { readClaims } from '../../src/document/claims.ts';
import { FILED_AREAS, type Area } from '../../src/evidence/kind.ts';
import { PROBES } from '../../src/probe/index.ts';

const pack = loadPack();

function profileOf(only: readonly Area[]): ResolvedProfile {
  const profile = pack.profiles.find(({ value }) => value.id === 'baseline');
  if (profile === undefined) throw new Error('there is no baseline');
  return resolveProfile(profile, null, pack.rules, { only, skip: null });
}

describe('the rules to judge', () => {
  const along = ({ rules }: Pick<ResolvedProfile, 'rules'>, profile: ResolvedProfile) =>
    rules.filter((rule) => !profile.rules.includes(rule)).map(({ id }) => id);

  test('of TLS take HSTS along, and with it one look at the site', () => {
    const profile = profileOf(['tls']);
    const rules = rulesToJudge(pack, profile);
    expect(along({ rules }, profile)).toEqual(['hsts-not-disabled', 'hsts-six-months']);
    const probes = planProbes(new Set(rules.map(({ kind }) => kind.id)));
    expect(probes.map(({ kind }) => kind.id)).toContain('web.responses');
  });

  test('are those of the profile where they hold what is taken along', () => {
    const profile = profileOf(['tls', 'web']);
    expect(rulesToJudge(pack, profile)).toEqual(profile.rules);
  });

  test('take nothing along without TLS, and nothing that the profile excludes', () => {
    const mail = profileOf(['mail']);
    expect(rulesToJudge(pack, mail)).toEqual(mail.rules);
    const profile = {
      ...profileOf(['tls']),
      excluded: [{ rule: 'hsts-six-months', reason: 'there is no browser' }],
    };
    expect(along({ rules: rulesToJudge(pack, profile) }, profile)).toEqual(['hsts-not-disabled']);
  });
});

describe('a security page', () => {
  const { value: sheet } = readClaims(
    'claims.yaml',
    JSON.stringify({
      ...{ id: 'page', title: 'A page', source: 'page.txt' },
      claims: [
        {
          ...{ id: 'PG-01', quote: ['SPF'], controls: ['MAIL-01'], assurance: 'partial' },
          rules: ['spf-published', 'page-found', 'tls-suites-256-bit-keys'],
          evidence: [['databases-encrypted']],
        },
      ],
    }),
  );
  const tls = profileOf(['tls']);
  const beyond = (profile: ResolvedProfile): readonly string[] =>
    rulesBeyond(pack, profile, rulesToJudge(pack, profile), sheet)
      .filter(({ area }) => area !== 'org')
      .map(({ id }) => id);

  test('is held against rules that the profile leaves out or excludes, once each', () => {
    expect(beyond(tls)).toEqual([
      ...['tls-suites-256-bit-keys', 'spf-published', 'page-found', 'databases-encrypted'],
    ]);
    expect(beyond(profileOf(['tls', 'mail', 'web', 'cloud']))).toEqual([
      ...['tls-suites-256-bit-keys', 'page-found'],
    ]);
  });

  test('has what its rules need looked at', () => {
    const probes = (page: typeof sheet | null): readonly string[] =>
      planProbes(kindsOf(pack, tls, page)).map(({ kind }) => kind.id);
    expect(probes(null)).not.toContain('mail.spf-records');
    expect(probes(sheet)).toEqual(expect.arrayContaining([...probes(null), 'mail.spf-records']));
  });
});

describe('the documents of an organisation', () => {
  const register = pack.rules.filter(({ area }) => area === 'org').map(({ id }) => id);
  const beyond = (profile: ResolvedProfile): readonly string[] =>
    rulesBeyond(pack, profile, rulesToJudge(pack, profile), null).map(({ id }) => id);

  test('are asked for by few profiles, and what controls are held against all the same', () => {
    const profile = profileOf(['tls', 'mail', 'cloud']);
    expect(profile.rules.filter(({ area }) => area === 'org')).toEqual([]);
    expect(beyond(profile)).toEqual(register);
  });

  test('are left alone where a profile excludes them or judges them itself', () => {
    const [asked, ...others] = register;
    const tls = profileOf(['tls']);
    const excluded = [{ rule: asked ?? '', reason: 'we have none' }];
    expect(beyond({ ...tls, excluded })).toEqual(others);
    const rules = [...tls.rules, ...pack.rules.filter(({ id }) => id === asked)];
    expect(beyond({ ...tls, rules })).toEqual(others);
  });
});

// A fact is only drawn where all of its sources were looked at; without it its rules say nothing.
// A mail server shares sources with web sites, whose mail nobody asks about.
test.each(
  DERIVATIONS.filter(({ kind }) => !FILED_AREAS.some((area) => kind.id.startsWith(`${area}.`))).map(
    ({ kind, from }) => [kind.id, from] as const,
  ),
)('all sources of %s are looked at together or not at all', (id, from) => {
  const sources = PROBES.filter(({ kind }) => from.includes(kind));
  expect(sources).toHaveLength(from.length);
  for (const text of ['https://a.test/', 'tls://a.test:853', 'smtp://a.test', 'mail:a.test']) {
    const request = parseTarget(text);
    if (request.type !== 'target') throw new Error(`${text} is no target`);
    if (id.startsWith('mail.') && !['mail', 'smtp'].includes(request.target.kind)) continue;
    expect([0, from.length]).toContain(probesFor(sources, request.target).length);
  }
});
