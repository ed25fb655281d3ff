import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderOscal } from '../../../src/report/oscal/oscal.ts';
import { block, hrefOf, line, plain, prose, token } from '../../../src/report/oscal/text.ts';
import { reportOf } from '../fixtures.ts';
import { hostileText, poisoned, UNSEEN } from '../hostile.ts';
import { brokenIn, faultOf } from './document.ts';

test.each(['half', 'careless'] as const)(
  'whatever a target of %s sends, the document stays valid and whole',
  (name) => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const rendered = renderOscal(poisoned(reportOf(name), text));
        expect(faultOf(JSON.parse(rendered))).toBeNull();
        expect(brokenIn(rendered)).toEqual([]);
        expect(rendered.replaceAll('\n', '')).not.toMatch(UNSEEN);
      }),
      { numRuns: 20 },
    );
  },
);

test('a text of 100,000 characters is cut short, and says so', () => {
  const report = reportOf('half');
  const rendered = renderOscal(poisoned(report, 'x'.repeat(100_000)));
  expect(faultOf(JSON.parse(rendered))).toBeNull();
  expect(rendered).toContain('characters)');
  expect(rendered.length).toBeLessThan(20 * renderOscal(report).length);
});

test('targets and rules of the same name do not make one thing of two', () => {
  const report = reportOf('half');
  const again = structuredClone(report);
  const twice = {
    ...report,
    targets: [...report.targets, ...again.targets],
    findings: [...report.findings, ...again.findings],
    controls: [...report.controls, ...again.controls],
    claims: [...report.claims, ...again.claims],
    waivers: [...report.waivers, ...again.waivers],
    attestations: [...report.attestations, ...again.attestations],
  };
  const rendered = renderOscal(twice);
  expect(faultOf(JSON.parse(rendered))).toBeNull();
  expect(brokenIn(rendered)).toEqual([]);
});

describe('a line of Markdown', () => {
  test.each([
    ['<script>', String.raw`\<script\>`],
    ['[a](javascript:b)', String.raw`\[a\](javascript:b)`],
    ['# heading', String.raw`\# heading`],
    ['- item', String.raw`\- item`],
    ['12. item', String.raw`12\. item`],
    ['TLS 1.2', 'TLS 1.2'],
    ['1.2', String.raw`1\.2`],
    ['a_b*c`d', 'a\\_b\\*c\\`d'],
    ['{{ insert: param, x }}', String.raw`\{\{ insert: param, x \}\}`],
    ['&lt;', String.raw`\&lt;`],
    ['a\nb', String.raw`a\\nb`],
    ['  ', '(empty)'],
  ])('shows %j as %j', (text, written) => {
    expect(line(text)).toBe(written);
  });

  test('has no markup that is not escaped, in any text', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const bare = line(text).replace(/\\[!-/:-@[-`{-~]/g, 'x');
        expect(bare).not.toMatch(/[\\`*_{}[\]<>~^&\n]|^[#+-]|^\d+[.)]/);
      }),
    );
  });
});

test('lines to be copied are in a block that none of them can end', () => {
  expect(block('a {\n  b_c\n}')).toBe('```\na {\n  b_c\n}\n```');
  fc.assert(
    fc.property(
      hostileText,
      fc.string({ unit: fc.constantFrom('`', '\n', 'a') }),
      (text, ticks) => {
        const [fence = '', ...lines] = block(text + ticks).split('\n');
        expect(lines.pop()).toBe(fence);
        expect(fence).toMatch(/^`{3,}$/);
        expect(lines.join('\n')).not.toContain(fence);
      },
    ),
  );
});

test('different texts have different tokens, and a token is its own', () => {
  expect(token('TLS-02')).toBe('TLS-02');
  expect(token('größe_1.a')).toBe('größe_1.a');
  expect(token('a b')).not.toBe(token('a-b'));
  expect(token('a b')).not.toBe(token('a  b'));
  fc.assert(fc.property(hostileText, (text) => /^[\p{L}_][\p{L}\p{N}._-]*$/u.test(token(text))));
});

test.each([
  ['evidence/a b.pdf', './evidence/a%20b.pdf'],
  ['aws:1/x', './aws%3A1/x'],
  ['//evil.example/x', '/evil.example/x'],
  ['a?b#c', './a%3Fb%23c'],
  ['\ud800', './%EF%BF%BD'],
  ['', './'],
])('the path %j is the reference %j', (path, href) => {
  expect(hrefOf(path)).toBe(href);
});

test('nothing is a text of its own', () => {
  expect(plain('')).toBe('(empty)');
  expect(prose(null, 'a', '', 'b')).toBe('a\n\nb');
});
