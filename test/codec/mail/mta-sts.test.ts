import fc from 'fast-check';
import { resolvePolicy } from 'mailauth/lib/mta-sts.js';
import { describe, expect, test } from 'vitest';
import { presentFault } from '../../../src/codec/mail/fault.ts';
import { countedMtaSts, isMtaSts, parseMtaSts } from '../../../src/codec/mail/mta-sts.ts';

const read = (text: string) => {
  const record = parseMtaSts(text);
  return record && { id: record.id, faults: record.faults.map(presentFault) };
};

describe('a record that is valid', () => {
  test.each([
    // RFC 8461, section 3.1, and appendix A.
    ['v=STSv1; id=20160831085700Z;', '20160831085700Z'],
    ['v=STSv1; id=20160831085700Z', '20160831085700Z'],
    ['v=STSv1;id=abc', 'abc'],
    ['v=STSv1 \t;\t id=abc\t ; \t', 'abc'],
    ['v=STSv1 ; id=abc; x=y', 'abc'],
    ['v=STSv1; x=y; id=abc', 'abc'],
    ['v=STSv1; id=abc; id=def', 'abc'],
    // As an extension the second one has a value that is allowed.
    ['v=STSv1; id=abc; id=d-e', 'abc'],
    [`v=STSv1; id=${'a'.repeat(32)}`, 'a'.repeat(32)],
    [`v=STSv1; a${'b._-'.repeat(7)}xyz=!; id=abc`, 'abc'],
  ])('%j', (text, id) => {
    expect(read(text)).toEqual({ id, faults: [] });
  });
});

describe('a record with faults', () => {
  test.each([
    ['v=STSv1; id=ab-c', ['column 10: id is not 1 to 32 letters and digits']],
    [`v=STSv1; id=${'1'.repeat(33)}`, ['column 10: id is not 1 to 32 letters and digits']],
    ['v=STSv1; id=', ['column 10: id is not 1 to 32 letters and digits']],
    ['v=STSv1; id=abc ', ['column 10: id is not 1 to 32 letters and digits']],
    ['v=STSv1; id=ü', ['column 10: id is not 1 to 32 letters and digits']],
    ['v=STSv1', ['column 8: no semicolon follows v=STSv1', 'column 8: there is no id']],
    ['v=STSv1;', ['column 9: there is no id']],
    ['v=STSv1 id=abc', ['column 8: no semicolon follows v=STSv1', 'column 15: there is no id']],
    ['v=STSv1, id=abc; id=abc', ['column 8: no semicolon follows v=STSv1']],
    ['v=STSv1;; id=abc', ['column 9: not of the form name=value']],
    ['v=STSv1; id=abc;;', ['column 17: not of the form name=value']],
    ['v=STSv1; Id=abc', ['column 16: there is no id']],
    [
      'v=STSv1; id =abc',
      ['column 10: the name of a field begins with a letter or digit', 'column 17: there is no id'],
    ],
    ['v=STSv1; id=abc;\t_x=y', ['column 18: the name of a field begins with a letter or digit']],
    ['v=STSv1; id=abc; x=', ['column 18: x has no value that is allowed']],
    ['v=STSv1; id=abc; x=y=z', ['column 18: x has no value that is allowed']],
    ['v=STSv1; id=abc; x=y z', ['column 18: x has no value that is allowed']],
    ['v=STSv1; id=abc; x', ['column 18: not of the form name=value']],
  ])('%j', (text, faults) => {
    expect(read(text)?.faults).toEqual(faults);
  });
});

test.each([
  '',
  'V=STSv1; id=abc',
  'v=stsv1; id=abc',
  ' v=STSv1; id=abc',
  'v=STSv10; id=abc',
  'v=STSv2; id=abc',
  'id=abc; v=STSv1',
  'v=TLSRPTv1; rua=mailto:a@b.example',
])('%j is no record of MTA-STS', (text) => {
  expect(isMtaSts(text)).toBe(false);
  expect(parseMtaSts(text)).toBeNull();
});

test('senders count those alone whose version is followed by a semicolon', () => {
  const counted = ['v=STSv1;', 'v=STSv1 ; id=a'];
  expect(countedMtaSts(['v=STSv1', 'v=STSv1 id=a', ...counted, 'hello'])).toEqual(counted);
});

/** The policy id that mailauth finds in the TXT record of a domain. */
async function idByMailauth(text: string): Promise<string | null> {
  const resolver = () => Promise.resolve([[text]]);
  const id = await resolvePolicy('example.com', { strict: true, resolver });
  return typeof id === 'string' ? id : null;
}

const pieces = fc.constantFrom(
  ...[
    'v=STSv1',
    'id=',
    'id=abc',
    'abc',
    '123',
    ';',
    ';',
    ' ',
    '\t',
    'x=y',
    '=',
    '-',
    '_',
    'v=',
    'é',
  ],
);
const fields = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('id=abc', 'id=b2', 'id=3', 'a.b-c_d=1') },
  { weight: 1, arbitrary: fc.constantFrom('id=a-b', 'id=', 'x', '', '_x=y', 'x=y z', 'Id=abc') },
);
const spaced = fc.tuple(fc.constantFrom('', ' ', '\t '), fields, fc.constantFrom('', ' '));
const someText = fc.oneof(
  fc.array(pieces, { maxLength: 10 }).map((parts) => parts.join('')),
  fc
    .array(spaced, { maxLength: 5 })
    .map((parts) => `v=STSv1;${parts.map((part) => part.join('')).join(';')}`),
);

test('mailauth finds an id where we do, and the same, in 2000 random records', async () => {
  const seen = { valid: 0, invalid: 0 };
  await fc.assert(
    fc.asyncProperty(someText, async (text) => {
      const record = parseMtaSts(text);
      const ours = record?.faults.length === 0 ? record.id : null;
      expect(await idByMailauth(text)).toBe(ours);
      seen[ours === null ? 'invalid' : 'valid'] += 1;
    }),
    { numRuns: 2000 },
  );
  expect(Math.min(seen.valid, seen.invalid)).toBeGreaterThan(100);
});

test('no text crashes it, and every fault has a column in it', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        someText.map((text) => `v=STSv1;${text}`),
      ),
      (text) => {
        for (const { column } of parseMtaSts(text)?.faults ?? []) {
          expect(column).toBeGreaterThan(0);
          expect(column).toBeLessThanOrEqual(text.length + 1);
        }
      },
    ),
  );
});

test('a long run of spaces takes no long time', () => {
  const text = `v=STSv1;${' '.repeat(60_000)}x;${'\t '.repeat(30_000)}id=abc`;
  expect(read(text)).toEqual({ id: 'abc', faults: ['column 60009: not of the form name=value'] });
});
