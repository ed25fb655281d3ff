import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  editionMatters,
  standardOf,
  withdrawnOn,
} from '../../../../src/evidence/kinds/org/editions.ts';

test.each([
  ['ISO/IEC 27001:2022', 'ISO/IEC 27001', '2022'],
  ['ISO 27001:2013', 'ISO/IEC 27001', '2013'],
  ['iso/iec 27001 : 2013', 'ISO/IEC 27001', '2013'],
  ['ISO27001', 'ISO/IEC 27001', null],
  ['ISO  27001', 'ISO/IEC 27001', null],
  ['DIN EN ISO/IEC 27001:2017-06', 'ISO/IEC 27001', '2017'],
  ['ISO/IEC 27001:2022/Amd 1:2024', 'ISO/IEC 27001', '2022'],
  ['ISO/IEC 27018:2019', 'ISO/IEC 27018', '2019'],
  ['ISO 9001:2015', 'ISO 9001', '2015'],
  ['PCI DSS 4.0.1', 'PCI DSS', '4.0.1'],
  ['PCI-DSS v4.0', 'PCI DSS', '4.0'],
  ['PCI DSS version 3.2.1', 'PCI DSS', '3.2.1'],
  ['PCI DSS', 'PCI DSS', null],
  ['SOC 2 Type II', 'SOC 2', null],
  ['SOC2', 'SOC 2', null],
  ['SAS 70 Type II', 'SAS 70', '70'],
  ['SSAE No. 16', 'SSAE 16', '16'],
  ['Decision 2010/87/EU', 'SCC', '2010/87'],
  ['Implementing Decision (EU) 2021/914, module 2', 'SCC', '2021/914'],
  ['EU-US Privacy Shield', 'Privacy Shield', '2016/1250'],
  ['HITRUST CSF', 'HITRUST CSF', null],
  ['', '', null],
])('%j is %s, %s', (text, name, edition) => {
  expect(standardOf(text)).toEqual({ name, edition });
});

test.each([
  // IAF MD 26: certificates of the edition of 2013 end with 2025-10-31.
  ['ISO/IEC 27001:2013', '2025-10-31', null],
  ['ISO/IEC 27001:2013', '2025-11-01', 'ISO/IEC 27001:2022'],
  ['EN ISO/IEC 27001:2017', '2025-11-01', 'ISO/IEC 27001:2022'],
  ['ISO/IEC 27001:2022', '2030-01-01', null],
  ['ISO 27001', '2030-01-01', null],
  ['PCI DSS 4.0', '2025-12-31', null],
  ['PCI DSS 4.0', '2026-01-01', 'PCI DSS 4.0.1'],
  ['PCI DSS 4.0.1', '2030-01-01', null],
  // Decision (EU) 2021/914, article 4(4): until 2022-12-27.
  ['2010/87/EU', '2022-12-27', null],
  ['2010/87/EU', '2022-12-28', 'the clauses of Decision (EU) 2021/914'],
  ['2021/914', '2030-01-01', null],
])('%s on %s', (text, day, instead) => {
  expect(withdrawnOn(standardOf(text), day)?.instead ?? null).toBe(instead);
});

test('an edition matters where another one is withdrawn', () => {
  expect(
    ['ISO 27001', 'PCI DSS', 'ISO 27018', 'SOC 2'].map((text) => editionMatters(standardOf(text))),
  ).toEqual([true, true, false, false]);
});

test('any text has a name and nothing hangs on it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
      expect(standardOf(text).name.length).toBeLessThanOrEqual(200);
    }),
  );
});
