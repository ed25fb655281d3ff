import { describe, expect, test } from 'vitest';
import { loadPack } from '../../src/audit/pack.ts';
import { planProbes, probesFor, rulesToJudge } from '../../src/audit/plan.ts';
import { parseTarget } from '../../src/audit/target.ts';
import { resolveProfile, type ResolvedProfile } from '../../src/control/profile.ts';
import { DERIVATIONS } from '../../src/derive/index.ts';
import type { Area } from '../../src/evidence/kind.ts';
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

// A fact is only drawn where all of its sources were looked at; without it its rules say nothing.
// A mail server shares sources with web sites, whose mail nobody asks about.
test.each(DERIVATIONS.map(({ kind, from }) => [kind.id, from] as const))(
  'all sources of %s are looked at together or not at all',
  (id, from) => {
    const sources = PROBES.filter(({ kind }) => from.includes(kind));
    expect(sources).toHaveLength(from.length);
    for (const text of ['https://a.test/', 'tls://a.test:853', 'smtp://a.test', 'mail:a.test']) {
      const request = parseTarget(text);
      if (request.type !== 'target') throw new Error(`${text} is no target`);
      if (id.startsWith('mail.') && !['mail', 'smtp'].includes(request.target.kind)) continue;
      expect([0, from.length]).toContain(probesFor(sources, request.target).length);
    }
  },
);
