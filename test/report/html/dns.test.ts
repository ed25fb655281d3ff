import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dnsDnssec, type DnsDnssec } from '../../../src/evidence/kinds/dns/dnssec.ts';
import { dnsServers } from '../../../src/evidence/kinds/dns/zone.ts';
import { present } from '../../../src/evidence/observation.ts';
import { dns } from '../../../src/report/html/dns.ts';
import type { Report } from '../../../src/report/report.ts';
import { reportOf } from '../fixtures.ts';
import { hostileText, UNSEEN } from '../hostile.ts';

const sheetOf = (report: Report): string =>
  [...dns(report).values()].map((block) => block?.html ?? '').join('');
const tagsOf = (html: string): readonly string[] => html.match(/<[^>]*>/g) ?? [];
const textsOf = (html: string): readonly string[] =>
  [...html.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text = '']) => text);

/** The report with another DNSSEC fact. */
function changed(report: Report, change: (value: DnsDnssec) => DnsDnssec): Report {
  const facts = report.facts.map((fact) =>
    fact.kind === dnsDnssec.id && fact.observation.status === 'present'
      ? { ...fact, observation: present(change(dnsDnssec.schema.parse(fact.observation.value))) }
      : fact,
  );
  return { ...report, facts };
}

describe('the picture of a chain', () => {
  test('of a secure zone has nothing broken in it', () => {
    const html = sheetOf(reportOf('sound'));
    expect(html).not.toMatch(/class="[^"]*\bbad\b|dashed|ghost/);
    expect(textsOf(html)).toEqual(
      expect.arrayContaining([
        'anchor 38696',
        'KSK 30909',
        'DS 17821',
        'ZSK 52004',
        'zone records',
      ]),
    );
  });

  test('of a bogus zone says at the lines what is broken, and leaves the zones above whole', () => {
    const html = sheetOf(reportOf('careless'));
    const labels = [...html.matchAll(/<text class="label bad"[^>]*>([^<]*)</g)];
    expect(labels.map(([, text]) => text)).toEqual(['no such key', 'expired', 'expired']);
    expect(textsOf(html)).toContain('no key 60485');
    expect(html.match(/<rect class="zone (good|bad)"/g)).toEqual([
      '<rect class="zone good"',
      '<rect class="zone good"',
      '<rect class="zone bad"',
    ]);
  });

  test('of an insecure zone is grey from the delegation without DS on', () => {
    const html = sheetOf(reportOf('half'));
    expect(html.match(/<rect class="zone [a-z]+"/g)).toEqual([
      '<rect class="zone good"',
      '<rect class="zone good"',
      '<rect class="zone quiet"',
      '<rect class="zone quiet"',
    ]);
    expect(textsOf(html)).toContain('DS proven absent');
    expect(textsOf(html)).toContain('a-zone-with-a-name-that-i…');
  });

  test('has a name and a description', () => {
    const html = sheetOf(reportOf('careless'));
    expect(html).toContain(
      'role="img" aria-labelledby="chain-1-title" aria-describedby="chain-1-desc"',
    );
    expect(html).toContain(
      '<title id="chain-1-title">Chain of trust of careless.example: bogus</title>',
    );
    expect(html).toContain(
      '<desc id="chain-1-desc">The signatures of careless.example by key 2201',
    );
  });

  test('says everything in a table too', () => {
    const { chain } = dnsDnssec.schema.parse(
      reportOf('careless')
        .facts.filter(({ kind }) => kind === dnsDnssec.id)
        .map(({ observation }) => observation.status === 'present' && observation.value)[0],
    );
    const html = sheetOf(reportOf('careless'));
    const table = html.slice(html.indexOf('<table'), html.indexOf('</table>'));
    for (const { zone, status, ds, keys } of chain) {
      expect(table).toContain(zone);
      expect(table).toContain(status);
      for (const { keyTag } of [...ds, ...keys]) expect(table).toContain(` ${keyTag}</strong>`);
    }
  });

  test('stays bounded where there are many keys, DS records and zones', () => {
    const html = sheetOf(
      changed(reportOf('sound'), (value) => ({
        ...value,
        chain: Array.from({ length: 60 }, (_, index) => ({
          ...(value.chain[2] ?? { zone: '', status: 'secure', cause: null, reason: '' }),
          zone: `zone${index}.example`,
          ds: Array.from({ length: 50 }, (__, nth) => ({
            ...{ keyTag: nth, algorithm: 13, algorithmName: 'ECDSAP256SHA256' },
            ...{ digestType: 2, digestName: 'SHA-256', matches: 'none' as const },
          })),
          keys: (value.chain[2]?.keys ?? []).flatMap((key) =>
            Array.from({ length: 50 }, (__, nth) => ({ ...key, keyTag: 1000 + nth })),
          ),
        })),
      })),
    );
    const svg = html.slice(html.indexOf('<svg class="trust"'), html.indexOf('</svg>'));
    expect(svg.match(/class="zone /g)).toHaveLength(8);
    expect((svg.match(/class="title"/g) ?? []).length).toBeLessThanOrEqual(3 + 8 * 9);
    expect(textsOf(svg)).toContain('+ 48 more');
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });
});

test('a chain that names no zone is not drawn, and its reason is said all the same', () => {
  const report = changed(reportOf('sound'), (value) => ({ ...value, chain: [], reason: 'why' }));
  expect(sheetOf(report)).not.toContain('<svg class="trust"');
  expect(sheetOf(report)).toContain('<bdi>why</bdi>');
});

test('a zone whose DNSSEC status is not known still has its servers', () => {
  const report = reportOf('sound');
  const facts = report.facts.filter(({ kind }) => kind === dnsServers.id);
  const html = sheetOf({ ...report, facts });
  expect(html).toContain('<caption>Name servers</caption>');
  expect(html).not.toContain('<svg class="trust"');
});

test('a server without an answer and one that is not known are told apart', () => {
  const report = reportOf('careless');
  const html = sheetOf(report);
  expect(html).toMatch(/no TCP<\/span>/);
  expect(html).toContain('recursion for strangers');
  expect(sheetOf(reportOf('half'))).toContain('1 not known');
});

test('validators that keep to RFC 9905 are told apart', () => {
  const report = changed(reportOf('sound'), (value) => ({ ...value, accepted: 'insecure' }));
  expect(sheetOf(report)).toContain('for validators that keep to RFC 9904 and RFC 9905');
  expect(sheetOf(reportOf('sound'))).not.toContain('RFC 9905');
});

test('signatures are grouped by key and time, with the time that is left', () => {
  const html = sheetOf(reportOf('sound'));
  const table = html.slice(html.indexOf('<caption>Signatures'));
  expect(
    table.slice(0, table.indexOf('</table>')).match(/<tr role="row"><th role="rowh/g),
  ).toHaveLength(2);
  expect(html).toContain('12 days<svg class="bar good"');
  expect(sheetOf(reportOf('careless'))).toContain('over for 23 days');
});

test('hostile zones, reasons and names change no element and no attribute of the sheet', () => {
  const report = reportOf('careless');
  const poisoned = (hostile: string): string =>
    sheetOf(
      changed(report, (value) => ({
        ...value,
        zone: hostile,
        reason: hostile,
        chain: value.chain.map((link) => ({
          ...link,
          zone: hostile,
          reason: `${hostile}.`,
          ds: link.ds.map((ds) => ({ ...ds, algorithmName: hostile, digestName: hostile })),
          keys: link.keys.map((key) => ({ ...key, algorithmName: hostile })),
        })),
        faults: {
          complete: true,
          items: value.faults.items.map((fault) => ({
            ...fault,
            ...{ sentence: hostile, reference: hostile, algorithm: hostile },
            ...{ rrsets: [`${hostile}/NS`], servers: [`${hostile}/192.0.2.1`] },
          })),
        },
      })),
    );
  const harmless = tagsOf(poisoned('harmless'));
  expect(harmless.length).toBeGreaterThan(200);
  fc.assert(
    fc.property(hostileText, (hostile) => {
      const html = poisoned(hostile);
      expect(tagsOf(html)).toEqual(harmless);
      expect(html.replaceAll('\n', '')).not.toMatch(UNSEEN);
    }),
    { numRuns: 40 },
  );
});
