import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { webObservatory } from '../../src/evidence/kinds/web/observatory.ts';
import { absent } from '../../src/evidence/observation.ts';
import { WEIGHED } from '../../src/report/web/other-letter.ts';
import { reportOf } from './fixtures.ts';
import { opinions, soundFact, webReport, linesOf, textOf } from './web-facts.ts';

describe('the opinion of MDN', () => {
  const graded = (letter: 'A' | 'A+' | 'F' | 'T' | null, score: number, given: string): string => {
    const { opinions: all } = soundFact(webObservatory);
    const report = webReport([
      opinions({ opinions: all.map((one) => ({ ...one, score, letter: given })) }),
    ]);
    const [area] = reportOf('sound').grades.areas;
    const [finding] = reportOf('sound').findings;
    if (area === undefined || finding === undefined) throw new Error('no grade in the fixture');
    const target = report.targets[0]?.id ?? '';
    const failed = [
      ['a', 'low'],
      ['b', 'info'],
      ['csp-published', 'high'],
      ['d', 'critical'],
      ['e', 'medium'],
      ['f', 'medium'],
    ] as const;
    const ends = { ceiling: letter ?? 'A', floor: letter ?? 'F' } as const;
    return linesOf({
      ...report,
      grades: { ...report.grades, areas: [{ ...area, area: 'web', target, letter, ...ends }] },
      findings: failed.map(([rule, severity]) => ({
        ...finding,
        ...{ rule, severity, target, area: 'web', outcome: 'fail', title: `Rule ${rule}` },
      })),
    })
      .join(' ')
      .replaceAll(/ +/g, ' ');
  };

  test('says which algorithm is current, and what others say only where it is other', () => {
    const { opinions: all } = soundFact(webObservatory);
    const text = textOf(opinions({})).replaceAll(/\s+/g, ' ');
    expect(text).toContain(
      'would say A+, 160 of 100 (algorithm 6, taken to be the current one: source of',
    );
    expect(text).toContain('– other versions would say: algorithm 4 and 5 A+, 140 of 100');
    const same = all.map((one) => ({ ...one, score: 90, letter: 'A' }));
    expect(textOf(opinions({ opinions: same }))).not.toContain('other versions');
  });

  test('that is better than ours is explained by bonuses and by what it does not weigh', () => {
    expect(graded('F', 160, 'A+')).toContain(
      '– its letter is not ours: it adds 60 points of bonuses; it knows no severity that holds a letter down; it does not weigh what fails here: Rule d; Rule e; Rule f; 1 more',
    );
  });

  test('that is worse than ours is explained by its dearest test', () => {
    const careless = reportOf('careless');
    const graded = careless.grades.areas.map((area) => ({ ...area, letter: 'A' as const }));
    const report = { ...careless, grades: { ...careless.grades, areas: graded } };
    expect(linesOf(report).join(' ').replaceAll(/ +/g, ' ')).toContain(
      'its letter is not ours: it knows no severity; it takes 50 points for subresource-integrity alone',
    );
  });

  test('that is like ours, or of a site whose grade is open, is not explained away', () => {
    expect(graded('A', 95, 'A')).not.toContain('its letter');
    expect(graded('T', 0, 'F')).not.toContain('its letter');
    expect(graded(null, 95, 'A')).toContain('ours is F–A');
    expect(graded(null, 95, 'A')).toContain('ours is open: it leaves out what was not seen');
  });

  test('has the differences below its results', () => {
    const text = linesOf(reportOf('careless')).join('\n');
    expect(text).toMatch(/x-frame-options-allow-from-origin +– 0\n +± browsers ignore ALLOW-FROM/);
  });

  test('that it gives no grade is said', () => {
    expect(textOf([webObservatory, absent('it gives no grade')])).toContain(
      'MDN        – it gives',
    );
  });

  test('weighs rules that there are', () => {
    const folder = new URL('../../rules/web/', import.meta.url);
    const ids = readdirSync(folder).flatMap((file) =>
      [...readFileSync(new URL(file, folder), 'utf8').matchAll(/^ {2}- id: (\S+)$/gm)].map(
        ([, id]) => id,
      ),
    );
    expect([...WEIGHED].filter((rule) => !ids.includes(rule))).toEqual([]);
  });
});
