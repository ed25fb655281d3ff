import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { code, fenced, prose } from '../../src/report/markdown/escape.ts';
import { renderMarkdown } from '../../src/report/markdown/markdown.ts';
import type { Report } from '../../src/report/report.ts';
import { reportOf, REPORTS } from './fixtures.ts';
import { hostileText, poisoned, UNSEEN } from './hostile.ts';

/** What GitHub takes in a comment. */
const COMMENT = 65_536;

/** Markup that the format itself writes. */
const OWN_TAGS = ['<details>', '</details>', '<summary>', '</summary>', '<br>', '<sub>', '</sub>'];
const CODE_TAGS = ['<code>', '</code>', '<!-- -->'];

describe.each(REPORTS)('the Markdown of the %s deployment', (name) => {
  test('is the golden one', async () => {
    await expect(renderMarkdown(reportOf(name))).toMatchFileSnapshot(
      `../../fixtures/reports/${name}.md`,
    );
  });

  test('names every failed, waived and open rule, and how each failed one is mended', () => {
    const report = reportOf(name);
    const markdown = renderMarkdown(report);
    const count = (effective: string): number =>
      report.findings.filter((finding) => finding.effective === effective).length;
    expect(markdown).toContain(
      `| ${count('pass')} | ${count('fail')} | ${count('inconclusive')} | ${count('waived')} |`,
    );
    for (const { effective, title, rule, disposition } of report.findings) {
      if (effective === 'fail') expect(markdown).toContain(`- **Rule** \`${rule}\``);
      if (effective === 'fail' || effective === 'waived') expect(markdown).toContain(prose(title));
      if (disposition?.type === 'waiver') {
        expect(markdown).toContain(`| \`${disposition.id}\` until ${disposition.expires} |`);
      }
    }
  });
});

test('what was not settled is never told as passed', () => {
  expect(renderMarkdown(reportOf('half'))).toContain(
    '- ? servfail: 192.0.2.53 answered SERVFAIL for half.example TXT: 5 findings',
  );
});

describe('a text', () => {
  test.each([
    ['*bold* _it_ ~no', '&#42;bold&#42; &#95;it&#95; &#126;<!-- -->no'],
    ['[a](http://b)', '&#91;a&#93;(http&#58;<!-- -->//b)'],
    ['<b>', '&#60;b&#62;'],
    ['a | b', 'a &#124; b'],
    ['@octocat', '&#64;<!-- -->octocat'],
    ['fixes #1', 'fixes &#35;<!-- -->1'],
    ['GH-12', 'GH-<!-- -->12'],
    [
      '!7 &3 %2 ~x $y$',
      '&#33;<!-- -->7 &#38;<!-- -->3 &#37;<!-- -->2 &#126;<!-- -->x &#36;<!-- -->y&#36;',
    ],
    [':tada:', '&#58;<!-- -->tada&#58;'],
    ['www.a.example', 'www&#46;<!-- -->a.example'],
    ['&lt;', '&#38;<!-- -->lt;'],
    ['1. x', '&#49;. x'],
    ['- x', '&#45; x'],
    ['# x', '&#35; x'],
    ['    x ', '&#32;   x&#32;'],
    ['a\nb\u202e', 'a&#92;nb&#92;u&#123;202e&#125;'],
    ['plain: (text), 2026-11-23', 'plain: (text), 2026-11-23'],
  ])('%j is written as %j', (text, expected) => {
    expect(prose(text)).toBe(expected);
  });

  test.each([
    ['TLS 1.0, @a #1 <b>', '`TLS 1.0, @a #1 <b>`'],
    ['a|b', '<code>a&#124;b</code>'],
    ['a`b', '<code>a&#96;b</code>'],
    [' a', '<code>&#32;a</code>'],
    ['', '<code></code>'],
    ['a\\', '<code>a&#92;</code>'],
  ])('the value %j is written as %j', (text, expected) => {
    expect(code(text)).toBe(expected);
  });

  test('no line of code closes its fence', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('`', '```', '~~~', '\n', 'x', '\r'), { maxLength: 20 }),
        (parts) => {
          const [first = '', ...rest] = fenced(parts.join(''), 'a b');
          expect(first).toMatch(/^`{3,}$/);
          expect(rest.at(-1)).toBe(first);
          for (const line of rest.slice(0, -1)) expect(line).not.toContain(first);
        },
      ),
    );
  });
});

/** The Markdown without fenced code, code spans and our comments; what stands there acts. */
function acting(markdown: string): string {
  const lines: string[] = [];
  let fence: string | null = null;
  for (const line of markdown.split('\n')) {
    const [opening = null] = /^`{3,}/.exec(line) ?? [];
    if (fence !== null) {
      if (line === fence) fence = null;
    } else if (opening !== null) fence = opening;
    else lines.push(line.replace(/`[^`]*`/g, 'x'));
  }
  expect(fence).toBeNull();
  return lines.join('\n');
}

const tagsOf = (markdown: string): readonly string[] => acting(markdown).match(/<[^>]*>?/g) ?? [];

/** Lines by what begins them, and tables by the number of their cells. */
const skeletonOf = (markdown: string): readonly string[] =>
  acting(markdown)
    .split('\n')
    .map((line) =>
      line.startsWith('|')
        ? `table of ${line.split('|').length}`
        : (/^(?:#{2,3} |<\/?[a-z]+>| *- (?:\*\*)?|[✗✓?] )/.exec(line)?.[0] ??
          (line === '' ? '' : 'text')),
    );

test('whatever a target sends, the page has the same parts, and no markup but ours', () => {
  const half = reportOf('half');
  const marks = fc.constantFrom('|', '`', '```', '\n\n# x\n', '](javascript:x)', '@a', '#1', '\\');
  const text = fc.tuple(hostileText, marks, hostileText).map((parts) => parts.join(''));
  const own = (markdown: string): readonly string[] =>
    tagsOf(markdown).filter((tag) => OWN_TAGS.includes(tag));
  const [skeleton, tags] = [skeletonOf(renderMarkdown(half)), own(renderMarkdown(half))];
  fc.assert(
    fc.property(text, (hostile) => {
      const markdown = renderMarkdown(poisoned(half, hostile));
      expect(markdown.replaceAll('\n', '')).not.toMatch(UNSEEN);
      expect(skeletonOf(markdown)).toEqual(skeleton);
      expect(own(markdown)).toEqual(tags);
      expect(tagsOf(markdown).filter((tag) => ![...OWN_TAGS, ...CODE_TAGS].includes(tag))).toEqual(
        [],
      );
      // Beside our own stars, nothing that could begin anything.
      expect(acting(markdown).replaceAll('**', '')).not.toMatch(/[[\]*_~\\`]|www\.|:\/\/|@(?!<)/);
    }),
    { numRuns: 60 },
  );
});

test('it is never longer than a comment may be, and says what it leaves out', () => {
  const half = reportOf('half');
  const [failed] = half.findings.filter(({ effective }) => effective === 'fail');
  if (failed === undefined) throw new Error('nothing failed');
  const findings = Array.from({ length: 30_000 }, (_, nth) => ({
    ...failed,
    rule: `rule-${nth % 500}`,
    target: `https://host-${nth}.example/`,
  }));
  const markdown = renderMarkdown({ ...half, findings });
  expect(markdown.length).toBeLessThan(COMMENT);
  expect(markdown).toContain('…and 450 more rules.');
  expect(markdown).toContain('<br>and 57 more |');
  expect(markdown).toContain('- and on 57 more targets\n');
});

test.each<[string, string]>([
  ['marks', '|`*_<>[]'],
  ['words', 'a '],
  ['mentions', '@a '],
])('values of a megabyte made of %s leave it as short', (_, unit) => {
  const report: Report = poisoned(reportOf('half'), unit.repeat(1_000_000 / unit.length));
  const markdown = renderMarkdown(report);
  expect(markdown.length).toBeLessThan(COMMENT);
  expect(markdown).toMatch(/### Failed: 2 rules/);
  expect(markdown.endsWith('</sub>\n')).toBe(true);
});
