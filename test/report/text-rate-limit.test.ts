import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kindOf } from '../../src/evidence/kinds/index.ts';
import { rateLimitAnnounced } from '../../src/evidence/kinds/rate-limit/announced.ts';
import {
  rateLimitBypasses,
  rateLimitEnforced,
  VERDICTS,
  type Candidate,
} from '../../src/evidence/kinds/rate-limit/enforced.ts';
import { rateLimitLogin } from '../../src/evidence/kinds/rate-limit/login.ts';
import { absent, present, unavailable } from '../../src/evidence/observation.ts';
import { columns } from '../../src/report/width.ts';
import { DETAILED, reportOf } from './fixtures.ts';
import { hostileText, UNSEEN } from './hostile.ts';
import {
  announced,
  enforced,
  fact,
  limitReport,
  linesOf,
  requests,
  said,
  sequence,
} from './rate-limit-facts.ts';
import { GAP, soundFact } from './web-facts.ts';

const NOTHING = {
  ...{ tested: false, enforced: null, family: null, limit: null, windowSeconds: null },
  ...{ burst: null, perSecond: null, penaltySeconds: null, confidence: null, requestsSent: 0 },
  ...{ candidates: [], documented: null, compared: null, asAnnounced: null, refusal: null },
  ...{ detectable: null, stopped: null, asBefore: null },
} as const;

test.each(DETAILED)('what the %s fixture has on limits is as its kinds say', (name) => {
  const { evidence, facts } = reportOf(name);
  const all = [...evidence, ...facts].filter(({ kind }) => kind.startsWith('rate-limit.'));
  for (const { kind, observation } of all) {
    if (observation.status !== 'present') continue;
    expect(kindOf(kind)?.schema.safeParse(observation.value).error?.issues ?? []).toEqual([]);
  }
  expect(all.length).toBeGreaterThan(2);
});

test('nothing is said of limits that nobody looked at', () => {
  expect(linesOf(limitReport([]))).toEqual([]);
});

describe('the verdict', () => {
  test.each(VERDICTS)(
    '%s is said in its own sentence, and praised only where it is due',
    (verdict) => {
      const text = said([enforced({ ...NOTHING, verdict, sentence: 'So it is.' })]);
      expect(text).toContain('So it is.');
      expect(text.includes('✓')).toBe(verdict === 'enforced');
      expect(text.includes('✗')).toBe(verdict === 'not-enforced-at-documented-limit');
    },
  );

  test('a limit looser than documented is wrong, and a stricter one is weak', () => {
    const differently = (compared: 'looser' | 'stricter'): string =>
      said([enforced({ ...NOTHING, verdict: 'enforced-differently', sentence: 'So.', compared })]);
    expect(differently('looser')).toContain('✗ So.');
    expect(differently('stricter')).toContain('± So.');
  });

  test('where nothing was sent, says why and how to have it tested', () => {
    const untested = enforced({ ...NOTHING, verdict: 'not-tested', sentence: 'Not tested.' });
    const refused = unavailable({ code: 'not-permitted', detail: 'site.example is out of scope' });
    const text = said([untested], refused);
    expect(text).toContain('nothing was sent: site.example is out of scope');
    expect(text).toContain(
      '--intensity active, and in assay.yaml authorisation: { by: NAME, scope: ' +
        '[site.example], until: YYYY-MM-DD }; --dry-run prints what would be sent',
    );
    expect(said([enforced({})], present(sequence({})))).not.toContain('--dry-run');
  });

  test('that is not known is said with the reason', () => {
    expect(said([fact(rateLimitEnforced, unavailable(GAP))])).toContain(
      '? not known: nobody answered',
    );
  });
});

describe('the limit', () => {
  test('as documented, announced and observed stands one below the other', () => {
    const text = said([enforced({}), announced({})]);
    expect(text).toContain('documented 30 in 10 s for each address');
    expect(text).toContain('announced ✓ 30 in 10 s "default"');
    expect(text).toContain('observed ✓ 30 in 10 s fixed window (over 99 % sure), as documented');
  });

  test('that nobody announces is told only beside what is known otherwise', () => {
    const none = fact(rateLimitAnnounced, absent('no fields'));
    expect(said([enforced({}), none])).toContain('announced – nothing');
    expect(said([enforced({ ...NOTHING, verdict: 'not-tested' }), none])).not.toContain(
      'announced',
    );
  });

  test('that was not seen is never called absent', () => {
    const unseen = { ...NOTHING, tested: true, requestsSent: 60 } as const;
    const text = said([enforced({ ...unseen, verdict: 'not-observed-within-budget' })]);
    expect(text).toContain('observed ? no limit in 60 requests');
    expect(said([enforced({ ...unseen, verdict: 'blocked' })])).toContain('observed ? not known');
  });

  test('of which the kind is not settled names all kinds that fit, with their shares', () => {
    const numbers = {
      limit: 30,
      windowSeconds: 10,
      burst: 30,
      perSecond: null,
      penaltySeconds: null,
    };
    const candidates: Candidate[] = [
      { family: 'fixed-window', posterior: 0.6, ...numbers },
      { family: 'sliding-log', posterior: 0.35, ...numbers },
    ];
    const text = said([enforced({ family: null, candidates })]);
    expect(text).toContain('? what was seen fits 2 kinds of limiters');
    expect(text).toContain('fixed window 60 % 30 in 10 s sliding log 35 % 30 in 10 s');
    expect(text).toContain('fixed window or sliding log, as documented');
  });
});

describe('the sequence', () => {
  test('has a symbol for each request, in tens, and long silences in seconds', () => {
    const all = [
      ...requests('baseline', [0, 1]),
      ...requests('burst', [5, 5.1, 5.2, 5.3, 5.4, 5.5, 5.6, 5.7, 5.8, 5.9, 6]),
      ...requests('confirm', [6.1], { taken: 'refused' }),
      ...requests('recovery', [18, 18.1], { taken: 'lost' }),
      ...requests('cool-down', [19], { headMs: 900 }),
    ];
    const text = said([enforced({})], present(sequence({ requests: all })));
    expect(text).toContain('17 requests in 19 s: 13 admitted, 1 delayed, 1 refused, 2 failed');
    expect(text).toContain(
      'baseline ▂▂ burst 4s ▂▂▂▂▂▂▂▂▂▂ ▂ confirm × recovery 12s !! cool-down ▆',
    );
    expect(text).toContain('▂ admitted ▆ delayed × refused ! failed 7s silence');
  });

  test('says on whose word it was sent, how much of it, and why no more', () => {
    const text = said(
      [enforced({})],
      present(sequence({ stopped: { because: 'failing', detail: 'two errors' }, asBefore: false })),
    );
    expect(text).toContain('authorised by Rosa Example, CISO until 2026-12-31 23:59 UTC');
    expect(text).toContain('X-Audit-Id 6f1f0b3a-6a54-4c1e-9d2b-0a4b6a3f1c55');
    expect(text).toMatch(/\d+ of at most 120 requests, up to 10 a second over 4 connections/);
    expect(text).toContain('? stopped: two errors');
    expect(text).toContain('✗ does not answer as before');
  });
});

test('what could have been seen is said where no limit was met, and only there', () => {
  const unseen = { verdict: 'not-observed-within-budget', enforced: null } as const;
  expect(said([enforced({ ...unseen, refusal: null })])).toContain('meet a limit of up to 45');
  expect(said([enforced({})], present(sequence({})))).not.toContain('In sight');
});

test.each([
  [true, '✓ Retry-After names 7 s; admitted again after 7.1 s'],
  [false, '✗ Retry-After names 7 s; admitted again after 7.1 s: it does not admit at the time'],
  [null, '– Retry-After names 7 s; admitted again after 7.1 s'],
])('a Retry-After that is honest: %j is %s', (retryAfterHonest, text) => {
  const { refusal } = soundFact(rateLimitEnforced);
  if (refusal === null) throw new Error('no refusal in the fixture');
  expect(said([enforced({ refusal: { ...refusal, retryAfterHonest } })])).toContain(text);
});

test.each([
  [true, '✗ who names another address passes, in X-Real-IP'],
  [false, '✓ who names another address is refused all the same, in X-Real-IP'],
  [null, '? not known whether who names another address passes, in X-Real-IP'],
])('a forged field that is admitted: %j is told so', (admitted, text) => {
  const value = { forged: [{ field: 'X-Real-IP', admitted }], variants: [], tokens: [] };
  expect(said([fact(rateLimitBypasses, present(value))])).toContain(text);
});

test.each([
  [true, '✓ slowed'],
  [false, '✗ slowed'],
  [null, '? slowed'],
])('a sign-in that is limited: %j is told so', (limited, text) => {
  const value = { ...soundFact(rateLimitLogin), limited, sentence: 'slowed' };
  expect(said([fact(rateLimitLogin, present(value))])).toContain(text);
});

test('hostile texts print nothing that a terminal acts on, and no line is too long', () => {
  fc.assert(
    fc.property(hostileText, fc.constantFrom(60, 71, 80), (hostile, width) => {
      const { requests: all } = sequence({});
      const report = limitReport(
        [
          enforced({ sentence: hostile, refusal: null }),
          announced({
            vendor: hostile,
            policies: [{ ...policy(), name: hostile }],
            faults: [{ field: hostile, sentence: hostile, level: 'error' }],
            withoutPolicy: [hostile],
            leaks: [hostile],
          }),
          fact(
            rateLimitBypasses,
            present({
              forged: [{ field: hostile, admitted: true }],
              variants: [{ form: hostile, admitted: false }],
              tokens: [{ form: hostile, admitted: null }],
            }),
          ),
        ],
        present(
          sequence({
            url: hostile,
            auditId: hostile,
            authorisation: { by: hostile, until: hostile },
            stopped: { because: 'failing', detail: hostile },
            requests: all.map((one) => ({ ...one, varied: hostile })),
          }),
        ),
      );
      const lines = linesOf(report, width);
      expect(lines.join('')).not.toMatch(UNSEEN);
      expect(lines.filter((line) => columns(line) > width)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

function policy() {
  const [first] = soundFact(rateLimitAnnounced).policies;
  if (first === undefined) throw new Error('no policy in the fixture');
  return first;
}
