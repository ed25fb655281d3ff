import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mailSpf } from '../../../src/evidence/kinds/mail/spf.ts';
import { complete } from '../../../src/evidence/listing.ts';
import { present } from '../../../src/evidence/observation.ts';
import { mail } from '../../../src/report/html/parts.ts';
import type { Report } from '../../../src/report/report.ts';
import { reportOf } from '../fixtures.ts';
import { hostileText, UNSEEN } from '../hostile.ts';
import { lookups, mailReport, PARKED, poisonedMail, spf, step } from '../mail-facts.ts';

const sheetOf = (report: Report): string =>
  [...mail(report).values()].map((block) => block?.html ?? '').join('');
const tagsOf = (html: string): readonly string[] => html.match(/<[^>]*>/g) ?? [];

/** The lists of the evaluation, without what stands in them. */
const nesting = (html: string): string =>
  [...html.matchAll(/<ul class="spf">|<li>|<\/ul>|<bdi class="value">([^<]*)/g)]
    .map(([tag, term]) => term ?? { '<ul class="spf">': '(', '</ul>': ')' }[tag] ?? '')
    .join(' ');

const evaluated = (change: Parameters<typeof spf>[0]): string => {
  const html = sheetOf(mailReport('mail', [[mailSpf, present(spf(change))]]));
  return html.slice(html.indexOf('SPF, term for term'));
};

test('the evaluation is lists within lists, with the count at each term', () => {
  const html = evaluated(lookups(4, 2));
  expect(nesting(html).replaceAll(/ +/g, ' ')).toBe(
    '( include:s1.example ( include:s2.example ( include:s3.example include:s4.example ) ) )',
  );
  expect(html.match(/class="nth">(\d+)</g)).toHaveLength(4);
});

test.each([
  [3, 'good', '30'],
  [8, 'fair', '80'],
  [10, 'fair', '100'],
  [12, 'bad', '100'],
] as const)('%i lookups are a %s bar of %s in a hundred', (count, tone, width) => {
  const html = evaluated(lookups(count, 0));
  expect(html).toContain(`<span>${count} of 10 lookups</span>`);
  expect(html).toMatch(new RegExp(`<svg class="bar ${tone}".*class="sure" width="${width}"`));
});

test('an evaluation deeper than any record can be stays a list', () => {
  const terms = Array.from({ length: 40 }, (_, depth) => step(`t${depth}`, { depth }));
  const html = evaluated({ sendsNone: false, tree: complete(terms) });
  expect(html.match(/<ul class="spf">/g)?.length).toBeLessThan(15);
  expect(html.match(/>t39</g)).toHaveLength(1);
});

test('a parked domain done right has a short sheet without a fault', () => {
  const html = sheetOf(mailReport('parked', PARKED));
  expect(html).not.toMatch(/class="[^"]*\b(bad|fair|open)\b/);
  expect(html).not.toContain('<table');
});

test('keys, exchanges and policies are tables with words beside the symbols', () => {
  const html = sheetOf(reportOf('careless'));
  for (const caption of ['Policy by name', 'DKIM keys', 'Mail exchanges']) {
    expect(html).toContain(`<caption>${caption}</caption>`);
  }
  expect(html).toContain('<span class="badge bad"><span aria-hidden="true">✗</span> not covered');
  expect(sheetOf(reportOf('half'))).toContain(
    '<span class="badge open"><span aria-hidden="true">?</span> not known</span>',
  );
});

test('a report without mail has no sheet on it', () => {
  expect(sheetOf(mailReport('mail', []))).toBe('');
});

test('hostile records, names and reasons change no element and no attribute of the sheet', () => {
  const report = reportOf('careless');
  const harmless = tagsOf(sheetOf(poisonedMail(report, 'harmless')));
  expect(harmless.length).toBeGreaterThan(300);
  fc.assert(
    fc.property(hostileText, (hostile) => {
      const html = sheetOf(poisonedMail(report, hostile));
      expect(tagsOf(html)).toEqual(harmless);
      expect(html.replaceAll('\n', '')).not.toMatch(UNSEEN);
    }),
    { numRuns: 40 },
  );
});
