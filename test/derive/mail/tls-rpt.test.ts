import { expect, test } from 'vitest';
import { mailTlsRptDerivation } from '../../../src/derive/mail/tls-rpt.ts';
import { absent, present, unavailable } from '../../../src/evidence/observation.ts';
import { answersOf, derived, TIMEOUT } from './answers.ts';

const NAME = '_smtp._tls.example.com';
const MAIL = 'v=TLSRPTv1; rua=mailto:a@b.example';
const WEB = 'v=TLSRPTv1; rua=https://c.example';

const conclude = (texts: readonly string[] | null) =>
  derived(mailTlsRptDerivation, 'example.com', present(answersOf({ [NAME]: texts })));

test.each([
  [[MAIL], { records: [MAIL], rua: ['mailto:a@b.example'], faults: [], usable: true }],
  [['hello', WEB], { records: [WEB], rua: ['https://c.example'], faults: [], usable: true }],
  [
    [MAIL, WEB],
    {
      records: [MAIL, WEB],
      rua: [],
      faults: [`${NAME} has 2 records, which are all discarded`],
      usable: false,
    },
  ],
  [
    ['v=TLSRPTv1', MAIL],
    {
      records: ['v=TLSRPTv1', MAIL],
      rua: ['mailto:a@b.example'],
      faults: [],
      usable: true,
    },
  ],
  [
    ['v=TLSRPTv1; rua=a@b.example'],
    {
      records: ['v=TLSRPTv1; rua=a@b.example'],
      rua: [],
      faults: ['column 17: rua holds "a@b.example", which is no mailto or https URI'],
      usable: false,
    },
  ],
  [
    ['v=TLSRPTv1'],
    {
      records: ['v=TLSRPTv1'],
      rua: [],
      faults: ['column 11: no semicolon follows v=TLSRPTv1', 'column 11: there is no rua'],
      usable: false,
    },
  ],
])('%j', (texts, value) => {
  expect(conclude(texts)).toEqual(present(value));
});

test.each([[[]], [['v=STSv1; id=1']], [['v=tlsrptv1; rua=mailto:a@b.example']]])(
  '%j is no record',
  (texts) => {
    expect(conclude(texts)).toEqual(absent(`no TXT record of ${NAME} begins with v=TLSRPTv1`));
  },
);

test('without an answer it is not known', () => {
  expect(conclude(null)).toEqual(unavailable(TIMEOUT));
});
