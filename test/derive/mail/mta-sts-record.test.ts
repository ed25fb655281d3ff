import { describe, expect, test } from 'vitest';
import { parseMtaStsPolicy } from '../../../src/codec/mail/mta-sts-policy.ts';
import type { MailMx } from '../../../src/evidence/kinds/mail/exchanges.ts';
import type { MailMtaStsPolicy } from '../../../src/evidence/kinds/mail/policies.ts';
import { complete } from '../../../src/evidence/listing.ts';
import {
  absent,
  present,
  unavailable,
  type Observation,
} from '../../../src/evidence/observation.ts';
import { a, type Zone } from '../../support/zone.ts';
import { conclude, DOMAIN, evidence, exchanges, fetched, POLICY_HOST } from './mta-sts-seen.ts';
import { recorded, valueIn } from './recorded.ts';

const RECORD = ['v=STSv1; id=1'];
const TIMEOUT = { code: 'timeout', detail: 'no answer' } as const;

describe('the record', () => {
  test.each<[readonly string[], string | null, string[]]>([
    [['v=STSv1; id=a', 'v=STSv1 id=b', 'v=spf1 -all'], 'a', []],
    [['v=STSv1; id=a', 'v=STSv1; id=a'], null, ['2 records begin with v=STSv1;']],
    [['v=STSv1; id=a', 'v=STSv1 ; id=b'], null, ['2 records begin with v=STSv1;']],
    [['v=STSv1; id=a-b'], null, ['column 10: id is not 1 to 32 letters and digits']],
    [['v=STSv1'], null, ['column 8: no semicolon follows v=STSv1', 'column 8: there is no id']],
  ])('%j', (records, id, recordFaults) => {
    const value = valueIn(conclude(evidence(records, { hostMissing: null })));
    expect({ id: value.id, recordFaults: value.recordFaults }).toEqual({ id, recordFaults });
    expect(value.usable).toBe(recordFaults.length > 0 ? false : null);
    expect(value.records).toEqual(records.filter((text) => text.startsWith('v=STSv1')));
  });

  test('is absent where no text is meant to be one', () => {
    expect(conclude(evidence(['v=STSv2; id=1', 'V=STSv1; id=1', 'hello']))).toEqual(
      absent('no TXT record of _mta-sts.example.com begins with v=STSv1'),
    );
  });

  test('is not known where its answer is not', () => {
    expect(conclude(unavailable(TIMEOUT))).toEqual(unavailable(TIMEOUT));
    expect(conclude(evidence(['v=STSv1; id=1'], { answers: [] }))).toMatchObject({
      status: 'unavailable',
    });
  });
});

describe('the policy host', () => {
  const faults = (seen: Partial<MailMtaStsPolicy>) =>
    valueIn(conclude(evidence(RECORD, seen))).fetchFaults;
  const failure = (during: 'tls' | 'http', code: 'refused' | 'timeout' | 'unsupported') => ({
    address: '192.0.2.1',
    during,
    problem: { code, detail: code },
  });

  test('that has no address is a fault', () => {
    expect(faults({ hostMissing: true })).toEqual(
      complete([`${POLICY_HOST} does not exist or has no address`]),
    );
  });

  test('whose addresses were not asked, or not all of them, leaves it open', () => {
    const problem = { code: 'unsupported', detail: 'no IPv6 from here' } as const;
    expect(faults({ problem })).toMatchObject({ items: [], complete: false, because: problem });
    expect(faults({ problem, failures: [failure('tls', 'refused')] })).toMatchObject({
      complete: false,
      because: problem,
    });
  });

  test('refused at one address and silent at another leaves it open', () => {
    const failures = [failure('tls', 'refused'), failure('tls', 'timeout')];
    expect(faults({ failures })).toMatchObject({ items: [], because: { code: 'timeout' } });
  });

  test('refused once TLS was there leaves it open', () => {
    expect(faults({ failures: [failure('http', 'refused')] })).toMatchObject({ complete: false });
    expect(faults({ failures: [failure('http', 'unsupported')] })).toMatchObject({
      complete: false,
    });
  });

  test('without a certificate that can be read leaves it open', () => {
    for (const certificates of [[], ['AAAA']]) {
      expect(
        faults({ fetch: fetched('version: STSv1\nmode: none\nmax_age: 1\n'), certificates }),
      ).toMatchObject({
        items: [],
        complete: false,
        because: { code: 'malformed' },
      });
    }
  });
});

describe('the exchanges', () => {
  const text =
    'version: STSv1\nmode: enforce\nmx: *.example.com\nmx: b.example\nmax_age: 1000000\n';
  const covered = (mx: Observation<MailMx>) => {
    const value = valueIn(conclude(evidence(RECORD, { fetch: fetched(text) }), mx));
    return { exchanges: value.exchanges, unused: value.unused, proposal: value.proposal };
  };

  test('are covered or not, each once, without those that are no servers', () => {
    const hosts = ['A.example.com', 'a.example.com', 'c.example', 'localhost', 'ms1.msv1.invalid'];
    const { exchanges: listing, unused, proposal } = covered(exchanges(...hosts));
    expect(listing).toEqual(
      complete([
        { host: 'a.example.com', covered: true },
        { host: 'c.example', covered: false },
      ]),
    );
    expect(unused).toEqual(['b.example']);
    expect(parseMtaStsPolicy(proposal ?? '')).toMatchObject({
      mode: 'enforce',
      mx: ['a.example.com', 'c.example'],
      maxAge: 1_000_000,
      faults: [],
    });
  });

  test('are the domain itself where it has no MX', () => {
    const zone: Zone = { [DOMAIN]: [a('192.0.2.1')] };
    const answers = recorded(zone, [`${DOMAIN} MX`, `${DOMAIN} A`, `${DOMAIN} AAAA`]);
    const { exchanges: listing } = covered(present({ nullMx: false, exchanges: [], answers }));
    expect(listing).toEqual(complete([{ host: DOMAIN, covered: false }]));
  });

  test('are none where the domain takes no mail', () => {
    expect(covered(present({ nullMx: true, exchanges: [], answers: [] }))).toEqual({
      exchanges: complete([]),
      unused: ['*.example.com', 'b.example'],
      proposal: null,
    });
  });

  test('are not known where the MX are not', () => {
    const none = present({ nullMx: false, exchanges: [], answers: [] });
    for (const mx of [unavailable(TIMEOUT), none]) {
      expect(covered(mx)).toMatchObject({
        exchanges: { items: [], complete: false },
        unused: [],
        proposal: null,
      });
    }
  });
});
