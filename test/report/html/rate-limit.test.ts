import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { present } from '../../../src/evidence/observation.ts';
import { rateLimits } from '../../../src/report/html/parts.ts';
import { placed, SIZE } from '../../../src/report/html/sequence-layout.ts';
import { pictureOf, type Limit } from '../../../src/report/rate-limit/sequence.ts';
import type { Report } from '../../../src/report/report.ts';
import { hostileText, UNSEEN } from '../hostile.ts';
import { announced, enforced, limitReport, requests, sequence } from '../rate-limit-facts.ts';

const LIMIT: Limit = { requests: 3, windowSeconds: 10, from: 'documented' };

const sheetOf = (report: Report): string =>
  [...rateLimits(report).values()].map((block) => block?.html ?? '').join('');

const panelsOf = (all: ReturnType<typeof requests>, limit: Limit | null = LIMIT) =>
  placed(pictureOf(sequence({ requests: [...all] }), limit).stretches, limit);

/** Where each line of a path begins and ends. */
const linesIn = (path: string): readonly (readonly number[])[] =>
  [...path.matchAll(/M([\d.]+),([\d.]+)[vV](-?[\d.]+)/g)].map((match) =>
    match.slice(1).map(Number),
  );

test('a report without a look at limits has no sheet on them', () => {
  expect(sheetOf(limitReport([]))).toBe('');
});

describe('the picture', () => {
  test('has a panel for each phase with what it shows in words', () => {
    const all = [
      ...requests('baseline', [0, 1]),
      ...requests('burst', [2, 2.1], { headMs: 40 }),
      ...requests('confirm', [2.2], { taken: 'refused' }),
    ];
    const html = sheetOf(limitReport([enforced({})], present(sequence({ requests: all }))));
    expect(html.match(/<svg [^>]*role="img"/g)).toHaveLength(3);
    expect(html).toContain('>burst: 2 requests from 2\u00a0s on</title>');
    expect(html).toContain('>2 admitted; 40\u00a0ms to 40\u00a0ms</desc>');
    expect(html).toContain('>confirm: 1 request from 2.2\u00a0s on</title>');
    expect(html).toContain('</span>4 admitted <span class="swatch bad"></span>1 refused');
  });

  test('draws who was admitted above the line, and others below it', () => {
    const [panel] = panelsOf([
      ...requests('burst', [0, 0.1]),
      ...requests('burst', [0.2], { taken: 'refused' }),
      ...requests('burst', [0.3], { taken: 'lost' }),
    ]);
    expect(linesIn(panel?.bars.admitted ?? '')).toHaveLength(2);
    expect(
      linesIn(panel?.bars.admitted ?? '').every(
        ([, from, by = 0]) => from === panel?.zero && by < 0,
      ),
    ).toBe(true);
    expect(
      linesIn(panel?.bars.refused ?? '').every(
        ([, from, by = 0]) => from === panel?.zero && by > 0,
      ),
    ).toBe(true);
    expect(linesIn(panel?.bars.failed ?? '')).toHaveLength(1);
    expect(panel?.bars.delayed).toBe('');
  });

  test('draws what took longer higher', () => {
    const [panel] = panelsOf([
      ...requests('burst', [0], { headMs: 10 }),
      ...requests('burst', [1], { headMs: 100 }),
      ...requests('burst', [2], { headMs: 1000 }),
    ]);
    const heights = linesIn(panel?.bars.admitted ?? '').map(([, , by = 0]) => -by);
    expect(heights).toEqual(heights.toSorted((a, b) => a - b));
    expect(new Set(heights).size).toBe(3);
    expect(heights.at(-1)).toBe(SIZE.above - SIZE.gap);
  });

  test('shows how many are over the limit', () => {
    const [panel] = panelsOf(requests('burst', [0, 0.1, 0.2, 0.3, 0.4]));
    expect(linesIn(panel?.counts ?? '')).toHaveLength(5);
    const over = linesIn(panel?.over ?? '').filter(([, from, to]) => from !== to);
    expect(over).toHaveLength(2);
  });

  test('without a limit has no lane for it', () => {
    const [panel] = panelsOf(requests('burst', [0, 1]), null);
    expect(panel).toMatchObject({ limitAt: null, counts: '', over: '' });
    expect(panel?.height).toBeLessThan(panelsOf(requests('burst', [0, 1]))[0]?.height ?? 0);
  });

  test('writes long silences out in place of drawing them', () => {
    const [panel] = panelsOf(requests('recovery', [0, 1, 61]));
    expect(panel?.silences.map(({ seconds }) => seconds)).toEqual([60]);
    expect(panel?.width).toBeLessThan(120);
  });

  test('of three hundred requests is no wider than a phone', () => {
    const [panel] = panelsOf(
      requests(
        'burst',
        Array.from({ length: 300 }, (_, nth) => nth / 25),
      ),
    );
    expect(panel?.width).toBeLessThanOrEqual(330);
  });
});

test('the log below the picture has every request', () => {
  const times = Array.from({ length: 130 }, (_, nth) => nth / 10);
  const all = requests('burst', times, { varied: 'X-Real-IP' });
  const html = sheetOf(limitReport([enforced({})], present(sequence({ requests: [...all] }))));
  expect(html.match(/<bdi>X-Real-IP<\/bdi>/g)).toHaveLength(130);
  expect(html).toContain('data-label="Sent">12.90\u00a0s</td>');
});

test('hostile texts change no element and no attribute of the sheet', () => {
  const { requests: all } = sequence({});
  const poisoned = (text: string): string =>
    sheetOf(
      limitReport(
        [
          enforced({ sentence: text }),
          announced({ faults: [{ field: text, sentence: text, level: 'error' }], leaks: [text] }),
        ],
        present(
          sequence({
            url: text,
            auditId: text,
            authorisation: { by: text, until: text },
            stopped: { because: 'failing', detail: text },
            requests: all.map((one) => ({ ...one, varied: text })),
          }),
        ),
      ),
    );
  const tagsOf = (html: string): readonly string[] => html.match(/<[^>]*>/g) ?? [];
  const harmless = tagsOf(poisoned('harmless'));
  fc.assert(
    fc.property(hostileText, (hostile) => {
      const html = poisoned(hostile);
      expect(tagsOf(html)).toEqual(harmless);
      expect(html.replaceAll('\n', '')).not.toMatch(UNSEEN);
    }),
    { numRuns: 20 },
  );
});
