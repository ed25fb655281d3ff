import { expect, test } from 'vitest';
import { conformanceOf } from '../../../src/derive/dns/conformance.ts';
import { transcriptOf } from '../../../src/derive/dns/transcript.ts';
import type { DnsExchange } from '../../../src/evidence/kinds/dns/exchange.ts';
import { complete } from '../../../src/evidence/listing.ts';
import { exchange, SILENCE, type Put, type Told } from '../../support/exchanges.ts';

const ONE = 'ns1.good.xa/9.9.1.1';
const SOUND: Told = {
  answer: 'good.xa. SOA ns1.good.xa. hostmaster.good.xa. 7 14400 3600 604800 300',
};
/** Silent over UDP, however often it was asked, and then answered over TCP. */
const OVER_TCP: Put = { over: 'tcp', problem: SILENCE, tries: 4 };

const conformance = (exchanges: readonly DnsExchange[]) =>
  conformanceOf(transcriptOf(complete(exchanges)), 'good.xa');

const soa = (told: Told | typeof SILENCE, put: Put = {}): DnsExchange =>
  exchange(ONE, 'good.xa SOA', told, put);
const lost = [
  soa(SOUND, OVER_TCP),
  ...['A', 'MX'].map((type) => exchange(ONE, `good.xa ${type}`, {}, OVER_TCP)),
];

test.each<[string, readonly DnsExchange[], boolean]>([
  ['all that were put are lost', lost, false],
  ['one of many gets through', [...lost, soa(SOUND, { form: 'mixed-case' })], true],
  ['one of many is answered cut short', [...lost, soa(SILENCE, { truncated: true })], true],
  ['two were lost', lost.slice(0, 2), true],
  ['they were put but once', lost.map((one) => ({ ...one, tries: 2 })), true],
])('queries with EDNS over UDP, of which %s, beside one without it', (_, put, edns) => {
  const bare = soa(SOUND, { form: 'no-edns' });
  expect(conformance([...put, bare])).toMatchObject({ edns, withoutEdns: true });
});

test('a server that answers over TCP alone speaks EDNS there', () => {
  const bare = soa(SOUND, { ...OVER_TCP, form: 'no-edns' });
  expect(conformance([...lost, bare])).toMatchObject({ edns: true, withoutEdns: true });
});
