import { describe, expect, test } from 'vitest';
import { checkHost } from '../../../../src/codec/mail/check-host/check-host.ts';
import { SPF_LIMITS } from '../../../../src/codec/mail/check-host/evaluation.ts';
import {
  answered,
  answeredLater,
  type Question,
} from '../../../../src/codec/mail/check-host/question.ts';
import { worldDns, type World } from '../../../support/spf-worlds.ts';

const LIFTED = { lookups: 100, voidLookups: 100 };

function check(world: World, address = '192.0.2.9', limits = SPF_LIMITS) {
  const claim = { address, from: 'x@example.com', helo: 'mail.example.com' };
  return answered(checkHost(claim, { limits }), worldDns(world));
}

/** A world whose example.com has this record, and records of other types. */
const record = (
  text: string,
  more: World = {},
  own: Exclude<World[string], 'error'> = {},
): World => ({
  ...more,
  'example.com': { ...own, TXT: [text] },
});

describe('the result and what it took', () => {
  const world: World = {
    'example.com': {
      TXT: [
        'v=spf1 include:a.example include:b.example mx ptr a:missing1.example a:missing2.example ~all',
      ],
      MX: ['mx.example.com'],
    },
    'mx.example.com': { A: ['203.0.113.1'] },
    'a.example': { TXT: ['v=spf1 include:c.example ip4:198.51.100.0/24 -all'] },
    'b.example': { TXT: ['v=spf1 include:a.example -all'] },
    'c.example': { TXT: ['v=spf1 exists:%{i}.x.example -all'] },
  };

  test.each([
    ['198.51.100.7', SPF_LIMITS, 'pass', 3, 1],
    ['203.0.113.1', SPF_LIMITS, 'pass', 8, 2],
    ['::ffff:203.0.113.1', SPF_LIMITS, 'pass', 8, 2],
    ['192.0.2.9', SPF_LIMITS, 'permerror', 9, 3],
    ['192.0.2.9', LIFTED, 'softfail', 11, 5],
  ] as const)('%s, limits %j: %s', (address, limits, result, lookups, voidLookups) => {
    expect(check(world, address, limits)).toMatchObject({ result, lookups, voidLookups });
  });
});

describe('limits', () => {
  const many = (count: number, term: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => term(index)).join(' ');
  const host: World = { 'h.example': { A: ['203.0.113.1'], AAAA: ['2001:db8::1'] } };

  test.each([
    [10, 'neutral'],
    [11, 'permerror'],
  ])('%i lookups give %s', (count, result) => {
    const found = check(record(`v=spf1 ${many(count, () => 'a:h.example')}`, host));
    expect(found).toMatchObject({ result, lookups: count, voidLookups: 0 });
  });

  test('a validated name is a lookup of its own', () => {
    const six = record(`v=spf1 ${many(6, () => 'exists:%{p}.h.example')}`, host);
    expect(check(six, '192.0.2.9', { ...LIFTED, lookups: 10 })).toMatchObject({
      result: 'permerror',
      lookups: 11,
      reason: 'more than 10 lookups at exists:%{p}.h.example in the record of example.com',
    });
  });

  test.each([
    [2, 'neutral'],
    [3, 'permerror'],
  ])('%i void lookups give %s', (count, result) => {
    const found = check(record(`v=spf1 ${many(count, (index) => `a:m${index}.example`)}`));
    expect(found).toMatchObject({ result, voidLookups: count });
  });

  test('an exchange without addresses is no void lookup', () => {
    const world = record('v=spf1 mx mx mx', {}, { MX: ['m.example', '.'] });
    expect(check(world)).toMatchObject({ result: 'neutral', lookups: 3, voidLookups: 0 });
  });

  test('no more than ten names of an address are looked at', () => {
    const names = Array.from({ length: 11 }, (_, index) => `p${index}.example.com`);
    const world = record('v=spf1 ptr -all', {
      '9.2.0.192.in-addr.arpa': { PTR: names },
      'p10.example.com': { A: ['192.0.2.9'] },
    });
    expect(check(world).result).toBe('fail');
    expect(check({ ...world, 'p9.example.com': { A: ['192.0.2.9'] } }).result).toBe('pass');
  });
});

test('the validated name is the domain itself, one below it, or any', () => {
  const names = ['x.other', 'a.example.com', 'example.com'];
  const asked = (count: number): readonly string[] => {
    const here = { A: ['192.0.2.9'] };
    const reverse = { '9.2.0.192.in-addr.arpa': { PTR: names.slice(0, count) } };
    const hosts = { 'x.other': here, 'a.example.com': here };
    const dns = worldDns(
      record('v=spf1 exists:%{p}.p.example -all', { ...reverse, ...hosts }, here),
    );
    const questions: Question[] = [];
    const claim = { address: '192.0.2.9', from: 'example.com', helo: '' };
    answered(checkHost(claim), (question) => {
      questions.push(question);
      return dns(question);
    });
    return questions.map(({ name }) => name).filter((name) => name.endsWith('.p.example'));
  };
  expect([0, 1, 2, 3].map(asked)).toEqual([
    ['unknown.p.example'],
    ['x.other.p.example'],
    ['a.example.com.p.example'],
    ['example.com.p.example'],
  ]);
});

test('a local part that is not ASCII matches nothing that is made of it (RFC 8616, section 4)', () => {
  const dns = worldDns(
    record('v=spf1 exists:%{l}.x.example include:%{L}.y.example a:h.example -all', {
      'h.example': { A: ['192.0.2.9'] },
    }),
  );
  const claim = { address: '192.0.2.9', from: 'é@example.com', helo: '' };
  expect(answered(checkHost(claim), dns)).toMatchObject({ result: 'pass', by: 'a:h.example' });
});

describe('an answer that is not known', () => {
  const unknownAt = (unknown: string, world: World) => {
    const dns = worldDns(world);
    const claim = { address: '192.0.2.9', from: 'x@example.com', helo: '' };
    const explain = { receiver: 'r.example', time: 0 };
    return answeredLater(checkHost(claim, { explain }), (question) =>
      Promise.resolve(
        question.name === unknown ? { status: 'unknown', detail: 'not asked' } : dns(question),
      ),
    );
  };

  test.each([
    ['example.com', 'v=spf1 -all'],
    ['i.example', 'v=spf1 include:i.example -all'],
    ['i.example', 'v=spf1 redirect=i.example'],
    ['h.example', 'v=spf1 exists:h.example -all'],
    ['9.2.0.192.in-addr.arpa', 'v=spf1 ptr -all'],
    ['9.2.0.192.in-addr.arpa', 'v=spf1 a:%{p}.example.com -all'],
  ])('of %s leaves the result of %s unknown', async (unknown, text) => {
    const found = await unknownAt(unknown, record(text));
    expect(found).toMatchObject({ result: null, by: null, reason: 'not asked' });
  });

  test('of an explanation leaves the fail as it is', async () => {
    const found = await unknownAt('e.example', record('v=spf1 -all exp=e.example'));
    expect(found).toMatchObject({ result: 'fail', explanation: null });
  });

  test('behind the term that matches makes no difference', async () => {
    const found = await unknownAt('h.example', record('v=spf1 ip4:192.0.2.9 a:h.example -all'));
    expect(found.result).toBe('pass');
  });
});

test('what is no address is refused', () => {
  expect(() => check({}, 'mail.example.com')).toThrow(RangeError);
});
