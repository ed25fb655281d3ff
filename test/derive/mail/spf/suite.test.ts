import { describe, expect, test } from 'vitest';
import type { Rdata } from '../../../../src/codec/dns/rdata.ts';
import { mailSpfDerivation } from '../../../../src/derive/mail/spf.ts';
import type { MailSpf } from '../../../../src/evidence/kinds/mail/spf.ts';
import type { Observation } from '../../../../src/evidence/observation.ts';
import { mailSpfRecordsProbe } from '../../../../src/probe/mail/spf-records.ts';
import { observe, targetOf } from '../../../support/observe.ts';
import { spfSuite, type SuiteDocument } from '../../../support/spf-suite.ts';
import { a, aaaa, cname, mx, resolverOf, type Zone } from '../../../support/zone.ts';
import { derived } from '../answers.ts';

type Entry = SuiteDocument['zonedata'][string][number];

const text = (strings: readonly string[]): Rdata => ({
  kind: 'TXT',
  strings: strings.flatMap((one) =>
    (one.match(/.{1,255}/gs) ?? ['']).map((part) => Buffer.from(part)),
  ),
});

function dataOf(entry: Entry, hasTxt: boolean): readonly Rdata[] {
  if (entry === 'TIMEOUT') return [];
  if ('TXT' in entry) return entry.TXT.includes('NONE') ? [] : [text(entry.TXT)];
  if ('SPF' in entry) return hasTxt ? [] : [text(entry.SPF)];
  if ('A' in entry) return [a(entry.A)];
  if ('AAAA' in entry) return [aaaa(entry.AAAA)];
  if ('CNAME' in entry) return [cname(entry.CNAME)];
  if ('MX' in entry) return [mx(entry.MX[0], entry.MX[1] === '' ? '.' : entry.MX[1])];
  return [];
}

/** Records of type SPF stand for TXT where there is none; silence is a failure. */
const zoneOf = ({ zonedata }: SuiteDocument): Zone =>
  Object.fromEntries(
    Object.entries(zonedata).map(([name, entries]) => {
      const hasTxt = entries.some((entry) => entry !== 'TIMEOUT' && 'TXT' in entry);
      const data = entries.flatMap((entry) => dataOf(entry, hasTxt));
      const silent = entries.some((entry) => JSON.stringify(entry).includes('TIMEOUT'));
      return [name.toLowerCase(), silent && data.length === 0 ? 'SERVFAIL' : data];
    }),
  );

const documents = spfSuite('rfc7208');

async function policies(document: SuiteDocument) {
  const { port } = await resolverOf(zoneOf(document));
  return async (domain: string): Promise<Observation<MailSpf>> => {
    const target = targetOf('mail', domain);
    const { observation } = await observe(mailSpfRecordsProbe, target, {
      resolver: port,
      seconds: 4,
    });
    return derived(mailSpfDerivation, domain, observation);
  };
}

const domainOf = ({ mailfrom, helo }: { mailfrom: string; helo: string }): string =>
  (mailfrom === '' ? helo : mailfrom.slice(mailfrom.lastIndexOf('@') + 1)).toLowerCase();

const voids = ({ voidLookups }: MailSpf, family: 'ipv4' | 'ipv6'): number =>
  voidLookups[family].items.length + voidLookups.possible.items.length;

/** What a static reading finds that breaks the record of a domain. */
const breaks = (policy: MailSpf): boolean =>
  policy.errors.items.length > 0 ||
  policy.lookups.items.length > 10 ||
  voids(policy, 'ipv4') > 2 ||
  voids(policy, 'ipv6') > 2;

/** Results that no record with a fault gives. */
const USABLE = ['pass', 'fail', 'softfail', 'neutral'];

describe.each(documents)('the suite of RFC 7208, $description', (document) => {
  test('what evaluations cannot use is told, and nothing else is', async () => {
    const policyOf = await policies(document);
    for (const [id, one] of Object.entries(document.tests)) {
      const observation = await policyOf(domainOf(one));
      const policy = observation.status === 'present' ? observation.value : null;
      if (one.result.every((result) => USABLE.includes(result))) {
        expect(policy?.errors.items, id).toEqual([]);
      } else if (one.result.every((result) => result === 'permerror')) {
        expect(policy !== null && breaks(policy), id).toBe(true);
      } else if (one.result.includes('temperror')) {
        expect(policy?.voidLookups.ipv4.complete ?? false, id).toBe(false);
      } else if (one.result.includes('none')) {
        expect(policy, id).toBeNull();
      }
    }
  });
});

test.each([
  ['e4', { lookups: 1, ipv4: 0, ipv6: 0 }],
  ['e5', { lookups: 1, ipv4: 1, ipv6: 1 }],
  ['e10', { lookups: 1, ipv4: 0, ipv6: 1 }],
  ['e6', { lookups: 10, ipv4: 1, ipv6: 6 }],
  ['e7', { lookups: 11, ipv4: 5, ipv6: 11 }],
  ['e8', { lookups: 11, ipv4: 1, ipv6: 10 }],
  ['e9', { lookups: 11, ipv4: 0, ipv6: 10 }],
  ['e12', { lookups: 2, ipv4: 2, ipv6: 2 }],
  ['e11', { lookups: 3, ipv4: 3, ipv6: 3 }],
])('%s of its processing limits takes what other evaluators measured', async (label, numbers) => {
  const document = documents.find(({ description }) => description === 'Processing limits');
  if (document === undefined) throw new Error('the suite has no processing limits');
  const observation = await (await policies(document))(`${label}.example.com`);
  if (observation.status !== 'present') throw new Error(JSON.stringify(observation));
  const { value } = observation;
  const [ipv4, ipv6] = [voids(value, 'ipv4'), voids(value, 'ipv6')];
  expect({ lookups: value.lookups.items.length, ipv4, ipv6 }).toEqual(numbers);
});
