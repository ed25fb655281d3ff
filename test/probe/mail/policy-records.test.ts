import { describe, expect, test } from 'vitest';
import { mailBimiRecordsProbe } from '../../../src/probe/mail/bimi-records.ts';
import { mailTlsRptRecordsProbe } from '../../../src/probe/mail/tls-rpt-records.ts';
import { observe, targetOf } from '../../support/observe.ts';
import { resolverOf, txt, type Zone } from '../../support/zone.ts';

describe.each([
  ['TLS reporting', mailTlsRptRecordsProbe, '_smtp._tls.example.com'],
  ['BIMI', mailBimiRecordsProbe, 'default._bimi.example.com'],
])('%s', (_, probe, name) => {
  async function look(zone: Zone) {
    const { port, asked } = await resolverOf(zone);
    const target = targetOf('mail', 'example.com');
    const { observation } = await observe(probe, target, { resolver: port, seconds: 4 });
    return { observation, asked: asked() };
  }

  test('takes one question', async () => {
    const { observation, asked } = await look({ [name]: [txt('hello')] });
    expect(asked).toEqual([`${name} TXT`]);
    expect(observation).toMatchObject({
      status: 'present',
      value: { answers: { items: [{ name, type: 'TXT', rcode: 'NOERROR' }], complete: true } },
    });
  });

  test('of a name that does not exist is an answer too', async () => {
    expect((await look({})).observation).toMatchObject({
      value: { answers: { items: [{ rcode: 'NXDOMAIN' }], complete: true } },
    });
  });

  test.each([
    ['SERVFAIL', 'servfail'],
    ['silence', 'timeout'],
  ] as const)('%s is unavailable, never absent', async (answer, code) => {
    const { observation } = await look({ [name]: answer });
    expect(observation).toMatchObject({ status: 'unavailable', problem: { code } });
  });

  test('is for mail domains alone', () => {
    expect(probe.appliesTo(targetOf('mail', 'example.com'))).toBe(true);
    expect(probe.appliesTo(targetOf('web', 'example.com'))).toBe(false);
  });
});
