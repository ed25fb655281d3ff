import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DisposedFinding } from '../../../src/control/result.ts';
import { renderJunit } from '../../../src/report/junit/junit.ts';
import { escapeXml, xmlLine, xmlLines } from '../../../src/report/junit/xml.ts';
import type { Report } from '../../../src/report/report.ts';
import { reportOf } from '../fixtures.ts';
import { hostileText } from '../hostile.ts';
import { read } from './read.ts';
import { faultIn } from './well-formed.ts';

/** A report of so many findings, one target, and this in each text. */
function many(count: number, change: (index: number) => Partial<DisposedFinding>): Report {
  const careless = reportOf('careless');
  const [finding] = careless.findings;
  const [target] = careless.targets;
  if (finding === undefined || target === undefined) throw new Error('nothing to copy');
  const namedAt = { file: 'assay.yaml', line: 3, column: 1 };
  return {
    ...careless,
    targets: [{ ...target, namedAt }],
    findings: Array.from({ length: count }, (_, index) => ({
      ...finding,
      rule: `rule-${index}`,
      ...change(index),
    })),
    gate: reportOf('earlier').gate,
    controls: [],
    claims: [],
  };
}

const objectsIn = (xml: string): number =>
  (xml.match(/<\w/g) ?? []).length +
  (xml.match(/ [\w-]+="/g) ?? []).length +
  (xml.match(/>[^<\n]/g) ?? []).length;

describe('a file of 30,000 findings', () => {
  const long = '\u0000\ud800"\u{e0041}'.repeat(250_000);
  const report = many(30_000, (index) => ({
    expected: index % 1000 === 0 ? long : long.slice(0, 3000),
    title: long.slice(0, 400),
    ...(index % 3 === 0 ? {} : { outcome: 'pass', effective: 'pass' }),
  }));
  const xml = renderJunit(report);
  const { cases } = read(xml);

  test('is one that GitLab reads: below 30 MB and 250,000 objects', () => {
    expect(faultIn(xml)).toBeNull();
    expect(Buffer.byteLength(xml)).toBeLessThan(30_000_000);
    expect(objectsIn(xml)).toBeLessThan(250_000);
  });

  test('has all that failed, and says how many of those that passed are left out', () => {
    const came = (wanted: string): number => cases.filter((one) => one.came === wanted).length;
    expect(came('failure')).toBe(10_000);
    const last = cases.at(-1);
    const left = 20_000 - came('passed');
    expect(left).toBeGreaterThan(0);
    expect(last?.message).toBe(`${left} more cases left out: ${left} passed`);
    expect([last?.came, last?.type]).toEqual(['skipped', 'left-out']);
  });
});

test('what failed and is left out is a failure itself', () => {
  const { cases } = read(renderJunit(many(30_000, () => ({ effective: 'fail' }))));
  expect(cases.at(-1)).toMatchObject({ came: 'failure', type: 'left-out' });
  expect(cases.at(-1)?.message).toBe(
    `${30_001 - cases.length} more cases left out: ${30_001 - cases.length} failed`,
  );
});

test('what is cut to the same name is told apart', () => {
  const report = many(3, (index) => ({ rule: `${'r'.repeat(400)}${index}` }));
  const names = read(renderJunit(report)).cases.map(({ name }) => name);
  expect(names[0]).toMatch(/^r+… \(\d+ characters\)$/);
  expect(names).toEqual([names[0], `${names[0] ?? ''} (2)`, `${names[0] ?? ''} (3)`]);
});

test('nothing is left out of 3,000 findings', () => {
  const { cases } = read(renderJunit(many(3000, () => ({ effective: 'fail' }))));
  expect(cases).toHaveLength(3000);
  expect(cases.some(({ type }) => type === 'left-out')).toBe(false);
});

describe('an escaped text', () => {
  test.each([
    ['a ]]> b', 'a ]]&gt; b'],
    ['\u0000\u000b', String.raw`\x00\x0b`],
    ['\ufffe\uffff', String.raw`\u{fffe}\u{ffff}`],
    ['\ud800', String.raw`\u{d800}`],
    [`<a b="c" d='e'>&`, '&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;'],
    ['größer 漢字 🔥', 'größer 漢字 🔥'],
  ])('%j is written as %j', (text, written) => {
    expect(escapeXml(text)).toBe(written);
  });

  test('takes no more bytes than it is given, and is whole where it is not cut', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 40, max: 400 }), (text, bytes) => {
        const written = xmlLine(text, bytes);
        expect(Buffer.byteLength(written)).toBeLessThanOrEqual(bytes);
        expect(faultIn(`<a b="${written}">${written}</a>`)).toBeNull();
        const whole = escapeXml(text);
        if (Buffer.byteLength(whole) <= bytes) expect(written).toBe(whole);
        else expect(written).toMatch(/… \(\d+ characters\)$/);
      }),
    );
  });

  test('of many lines says how many are left out', () => {
    const lines = Array.from({ length: 50 }, (_, index) => `line ${index}`);
    const written = xmlLines(lines, 100);
    expect(Buffer.byteLength(written)).toBeLessThanOrEqual(100);
    const shown = written.split('\n').length - 1;
    expect(written).toMatch(new RegExp(`… \\(${50 - shown} more lines\\)$`));
    expect(xmlLines(lines, 10_000).split('\n')).toEqual(lines);
  });
});
