import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dnsDnssec, type DnsDnssec } from '../../src/evidence/kinds/dns/dnssec.ts';
import { present } from '../../src/evidence/observation.ts';
import type { Report } from '../../src/report/report.ts';
import { chains } from '../../src/report/text-chain.ts';
import { pageOf } from '../../src/report/text-page.ts';
import { columns } from '../../src/report/width.ts';
import { reportOf, REPORTS } from './fixtures.ts';
import { hostileText, UNSEEN } from './hostile.ts';

const page = (width: number, verbose = false) => pageOf({ colour: 0, width, verbose });

/** The report with another DNSSEC fact. */
function changed(report: Report, change: (value: DnsDnssec) => DnsDnssec): Report {
  const facts = report.facts.map((fact) =>
    fact.kind === dnsDnssec.id && fact.observation.status === 'present'
      ? { ...fact, observation: present(change(dnsDnssec.schema.parse(fact.observation.value))) }
      : fact,
  );
  return { ...report, facts };
}

test('a chain is told from the root down: anchors, DS, keys by role, tag and algorithm', () => {
  expect(chains(reportOf('sound'), page(80))).toEqual([
    'Chain of trust  zone:sound.example',
    '  ✓ secure        . (root)',
    '  │   anchor 20326  RSASHA256, SHA-256        matches a key',
    '  │   anchor 38696  RSASHA256, SHA-256        matches a key',
    '  │   KSK    20326  RSASHA256 2048            signs the keys',
    '  │   KSK    38696  RSASHA256 2048            signs the keys',
    '  │   ZSK    61050  RSASHA256 2048            signs the zone',
    '  ✓ secure        example',
    '  │   DS     30909  ECDSAP256SHA256, SHA-256  matches a key',
    '  │   KSK    30909  ECDSAP256SHA256           signs the keys',
    '  │   ZSK    44215  ECDSAP256SHA256           signs the zone',
    '  ✓ secure        sound.example',
    '      DS     17821  ECDSAP256SHA256, SHA-256  matches a key',
    '      KSK    17821  ECDSAP256SHA256           signs the keys',
    '      ZSK    52004  ECDSAP256SHA256           signs the zone',
  ]);
});

test('what is broken is marked where it is broken, and said once with the standard', () => {
  const text = chains(reportOf('careless'), page(80)).join('\n');
  expect(text).toContain('    ✗ DS     60485  RSASHA1, SHA-1            matches no key\n');
  expect(text).toContain('    ✗ KSK    2201   RSASHA256 2048            trusted, but no valid');
  expect(text.match(/by key 2201 \(RSASHA256\) expired on/g)).toHaveLength(1);
  expect(text).toContain('RFC 4035, section 5.3.1; extended error 7 (Signature Expired);');
  expect(text).toContain(
    '? ns2.careless.example/198.51.100.153 alone is indeterminate: it did not',
  );
});

test('a zone below an insecure delegation says why', () => {
  const text = chains(reportOf('half'), page(80)).join('\n');
  expect(text).toContain(
    '  │ – example proves by NSEC3 that it has no DS record for half.example\n',
  );
  expect(text).toContain('    – half.example above it is insecure');
});

test('that stricter validators see it otherwise is said', () => {
  const report = changed(reportOf('sound'), (value) => ({ ...value, accepted: 'insecure' }));
  expect(chains(report, page(80)).at(-1)).toBe(
    '    ! insecure for validators that keep to RFC 9904 and RFC 9905',
  );
});

test('keys, faults and servers beyond the limit are counted, and all named when asked for', () => {
  const report = changed(reportOf('careless'), (value) => ({
    ...value,
    chain: value.chain.map((link) => ({
      ...link,
      keys: link.keys.flatMap((key) =>
        Array.from({ length: 9 }, (_, index) => ({ ...key, keyTag: 50_000 + index })),
      ),
    })),
    servers: {
      complete: true,
      items: Array.from({ length: 9 }, (_, index) => ({
        ...{ server: `ns${index}.example/192.0.2.${index}`, status: 'insecure' as const },
        ...{ bogus: false, reason: 'it shows no DNSKEY' },
      })),
    },
  }));
  const brief = chains(report, page(80)).join('\n');
  expect(brief).toContain('and 12 more keys\n');
  expect(brief).toContain('and 5 more servers');
  const whole = chains(report, page(80, true)).join('\n');
  expect(whole).not.toContain(' more keys');
  expect(whole).toContain('ns8.example/192.0.2.8');
});

describe.each(REPORTS)('the chain of the %s deployment', (name) => {
  test.each([60, 66, 72, 80])('fits into %i columns', (width) => {
    const lines = chains(reportOf(name), page(width, true));
    expect(lines.filter((line) => columns(line) > width || line !== line.trimEnd())).toEqual([]);
  });
});

test('prints nothing a terminal acts on, whatever names and algorithms say', () => {
  fc.assert(
    fc.property(hostileText, fc.constantFrom(60, 80), (hostile, width) => {
      const report = changed(reportOf('careless'), (value) => ({
        ...value,
        chain: value.chain.map((link) => ({
          ...link,
          zone: hostile,
          reason: hostile,
          ds: link.ds.map((ds) => ({ ...ds, algorithmName: hostile, digestName: hostile })),
          keys: link.keys.map((key) => ({ ...key, algorithmName: hostile })),
        })),
        faults: {
          complete: true,
          items: value.faults.items.map((fault) => ({
            ...fault,
            zone: hostile,
            sentence: hostile,
          })),
        },
      }));
      for (const line of chains(report, page(width, true))) {
        expect(line).not.toMatch(UNSEEN);
        expect(columns(line)).toBeLessThanOrEqual(width);
      }
    }),
    { numRuns: 100 },
  );
});
