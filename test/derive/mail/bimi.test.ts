import { describe, expect, test } from 'vitest';
import { mailBimiDerivation } from '../../../src/derive/mail/bimi.ts';
import { mailBimiRecords, mailDmarcRecords } from '../../../src/evidence/kinds/mail/answers.ts';
import {
  absent,
  present,
  unavailable,
  type Observation,
} from '../../../src/evidence/observation.ts';
import { answersOf, TIMEOUT, type Zone } from './answers.ts';
import { concluded, valueIn } from './recorded.ts';

const NAME = 'default._bimi.example.com';
const RECORD = 'v=BIMI1; l=https://example.com/logo.svg';
const REJECT: Zone = { '_dmarc.example.com': ['v=DMARC1; p=reject'], '_dmarc.com': [] };

const conclude = (
  texts: readonly string[] | null,
  dmarc: Observation = present(answersOf(REJECT)),
) =>
  concluded(mailBimiDerivation, 'example.com', [
    [mailBimiRecords, present(answersOf({ [NAME]: texts }))],
    [mailDmarcRecords, dmarc],
  ]);

test('a whole record', () => {
  expect(conclude(['hello', RECORD])).toEqual(
    present({
      record: RECORD,
      location: 'https://example.com/logo.svg',
      authority: null,
      declined: false,
      dmarcReady: true,
      faults: [],
    }),
  );
});

test('what is wrong is named, several records too', () => {
  const fault = 'column 8: there is no l';
  expect(valueIn(conclude(['v=BIMI1'])).faults).toEqual([fault]);
  expect(valueIn(conclude(['v=BIMI1', RECORD])).faults).toEqual([`${NAME} has 2 records`, fault]);
});

test('a domain may decline', () => {
  expect(valueIn(conclude(['v=BIMI1; l=; a=;']))).toMatchObject({ declined: true, location: null });
});

test('is absent without a record, and not known without an answer', () => {
  expect(conclude(['v=spf1 -all'])).toEqual(absent(`no TXT record of ${NAME} begins with v=BIMI1`));
  expect(conclude(null)).toEqual(unavailable(TIMEOUT));
});

describe('the DMARC policy is ready', () => {
  const ready = (zone: Zone) => valueIn(conclude([RECORD], present(answersOf(zone)))).dmarcReady;

  test.each([
    ['v=DMARC1; p=reject', true],
    ['v=DMARC1; p=quarantine', true],
    ['v=DMARC1; p=quarantine; pct=100', true],
    ['v=DMARC1; p=quarantine; pct=99', false],
    ['v=DMARC1; p=reject; pct=1', true],
    ['v=DMARC1; p=none', false],
    ['v=DMARC1; p=reject; sp=none', false],
    ['v=DMARC1; p=reject; t=y', false],
    ['v=DMARC1; p=bob', false],
    ['v=spf1 -all', false],
  ])('%j: %s', (record, expected) => {
    expect(ready({ ...REJECT, '_dmarc.example.com': [record] })).toBe(expected);
  });

  test('or not, where it is not known', () => {
    expect(ready({ '_dmarc.example.com': null })).toBeNull();
    expect(ready({ ...REJECT, '_dmarc.com': null })).toBeNull();
    expect(ready({ '_dmarc.example.com': ['v=DMARC1; p=none'], '_dmarc.com': null })).toBe(false);
    expect(valueIn(conclude([RECORD], unavailable(TIMEOUT))).dmarcReady).toBeNull();
  });
});
