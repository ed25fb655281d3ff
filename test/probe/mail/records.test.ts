import { describe, expect, test } from 'vitest';
import type { DnsAnswers } from '../../../src/evidence/kinds/mail/answers.ts';
import type { Probe } from '../../../src/probe/probe.ts';
import { mailSpfRecordsProbe } from '../../../src/probe/mail/spf-records.ts';
import { observe, targetOf } from '../../support/observe.ts';
import { resolverOf, type Zone } from '../../support/zone.ts';

async function observed(probe: Probe<DnsAnswers>, zone: Zone, domain = 'example.com') {
  const resolver = await resolverOf(zone);
  const { observation } = await observe(probe, targetOf('mail', domain), {
    resolver: resolver.port,
    seconds: 4,
  });
  return { observation, asked: resolver.asked() };
}

describe.each([['SPF', mailSpfRecordsProbe, 'example.com']] as const)('%s', (_, probe, name) => {
  test.each([
    ['SERVFAIL', 'servfail'],
    ['silence', 'timeout'],
  ] as const)('%s at the first name is unavailable, never absent', async (answer, code) => {
    const { observation } = await observed(probe, { [name]: answer });
    expect(observation).toMatchObject({ status: 'unavailable', problem: { code } });
  });

  test('a TXT record that cannot be read is unavailable', async () => {
    const bytes = Uint8Array.of(5, 0x61);
    const { observation } = await observed(probe, {
      [name]: [{ kind: 'malformed', bytes, error: '' }],
    });
    expect(observation).toMatchObject({ status: 'unavailable', problem: { code: 'malformed' } });
  });

  test('looks at mail domains alone', () => {
    expect(probe.appliesTo(targetOf('mail', 'example.com'))).toBe(true);
    expect(probe.appliesTo(targetOf('web', 'example.com'))).toBe(false);
  });
});
