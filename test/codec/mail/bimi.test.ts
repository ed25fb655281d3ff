import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseBimi } from '../../../src/codec/mail/bimi.ts';
import { presentFault } from '../../../src/codec/mail/fault.ts';

function read(text: string) {
  const record = parseBimi(text);
  if (record === null) throw new Error(`${text} is no BIMI record`);
  return { ...record, faults: record.faults.map(presentFault) };
}

const LOGO = 'https://example.com/logo.svg';

test.each([
  [`v=BIMI1; l=${LOGO}`, { location: LOGO, authority: null, declined: false }],
  [
    `v=BIMI1; l=${LOGO}; a=https://example.com/vmc.pem; avp=personal; lps=true;`,
    { location: LOGO, authority: 'https://example.com/vmc.pem', declined: false },
  ],
  [
    `v = BIMI1 ; a = ; l = ${LOGO} ; unknown=1`,
    { location: LOGO, authority: null, declined: false },
  ],
  ['v=BIMI1; l=; a=;', { location: null, authority: null, declined: true }],
  ['v=BIMI1; l=', { location: null, authority: null, declined: true }],
])('%j is in order', (text, expected) => {
  expect(read(text)).toEqual({ ...expected, faults: [] });
});

test.each([
  ['v=BIMI1', ['column 8: there is no l']],
  ['v=BIMI1; a=https://example.com/vmc.pem', ['column 39: there is no l']],
  ['v=BIMI1; l=http://example.com/logo.svg', ['column 12: l is no https URI']],
  ['v=BIMI1; l=https:///logo.svg', ['column 12: l is no https URI']],
  [`v=BIMI1; l=${LOGO},${LOGO}`, ['column 12: l is no https URI']],
  ['v=BIMI1; l=https://example.com/logo.PNG', ['column 12: l is no SVG image']],
  [`v=BIMI1; l=${LOGO}; a=self`, ['column 44: a is no https URI']],
  [
    'v=BIMI1; l=; a=https://example.com/vmc.pem',
    ['column 14: a is evidence for an image, but l names none'],
  ],
  [`v=BIMI1; l=${LOGO}; avp=none`, ['column 42: avp is none of brand, personal']],
  [`v=BIMI1; l=${LOGO}; l=`, ['column 42: l stands twice']],
  [`v=BIMI1; l=${LOGO}; junk`, ['column 42: not of the form tag=value']],
])('%j has the faults %j', (text, faults) => {
  const record = read(text);
  expect(record.faults).toEqual(faults);
  expect(record.declined).toBe(false);
});

test.each(['', 'v=BIMI2; l=', 'v=bimi1; l=', 'V=BIMI1; l=', 'l=; v=BIMI1', 'v=BIMI1 l='])(
  '%j is no BIMI record',
  (text) => {
    expect(parseBimi(text)).toBeNull();
  },
);

test('any text is read without an error', () => {
  const pieces = fc.constantFrom(';', '=', ' ', 'l', 'a', 'avp', 'https://', '.svg', ',', '\u00e9');
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string({ maxLength: 3 }))), (parts) => {
      const text = `v=BIMI1;${parts.join('')}`;
      for (const { column } of parseBimi(text)?.faults ?? []) {
        expect(column).toBeGreaterThan(7);
        expect(column).toBeLessThanOrEqual(text.length + 1);
      }
    }),
  );
});
