import { describe, expect, test } from 'vitest';
import { parseSpf } from '../../../../src/codec/mail/spf.ts';
import { policyOf, type SpfZone } from './zone.ts';

describe('a record that sends none', () => {
  const zone: SpfZone = {
    'b.example': ['v=spf1 -all'],
    'c.example': ['v=spf1 redirect=b.example'],
    'd.example': ['v=spf1 a redirect=b.example'],
    '_none.example.com': ['v=spf1 -all'],
    'silent.example': null,
  };

  test.each([
    'v=spf1 -all',
    'v=spf1  -ALL ',
    'v=spf1 -all a',
    'v=spf1 -all exp=b.example',
    'v=spf1 redirect=b.example',
    'v=spf1 redirect=c.example',
    'v=spf1 redirect=_none.%{d}',
  ])('%j', (record) => {
    expect(policyOf(record, zone).sendsNone).toBe(true);
  });

  test.each(['v=spf1 redirect=silent.example', 'v=spf1 redirect=%{i}.example'])(
    'is not known of %j',
    (record) => {
      expect(policyOf(record, zone).sendsNone).toBeNull();
    },
  );

  test.each([
    'v=spf1',
    'v=spf1 ~all',
    'v=spf1 a -all',
    'v=spf1 -all x',
    'v=spf1 a redirect=silent.example',
    'v=spf1 redirect=d.example',
    'v=spf1 redirect=gone.example',
    'v=spf1 redirect=example.com',
  ])('not %j', (record) => {
    expect(policyOf(record, zone).sendsNone).toBe(false);
  });
});

test('the explanation is told as written', () => {
  expect(policyOf('v=spf1 -all exp=%{i}.Why.example').explanation).toBe('%{i}.Why.example');
});

test('the type SPF is not known where it was not answered', () => {
  expect(policyOf('v=spf1 -all').typeSpf).toEqual([]);
});

describe('the record proposed', () => {
  test.each([
    ['mx +all', 'mx ~all'],
    ['mx ?all', 'mx ~all'],
    ['mx', 'mx ~all'],
    ['', '~all'],
    ['a ptr mx -all', 'a mx -all'],
    ['mx -all a', 'mx -all'],
    ['-all redirect=b.example', '-all'],
    ['ptr redirect=b.example', 'redirect=b.example'],
    ['mx exp=w.example all', 'mx exp=w.example ~all'],
    ['-all -all', '-all'],
  ])('for %j', (terms, mended) => {
    const { proposal } = policyOf(`v=spf1 ${terms}`);
    expect(proposal).toBe(`example.com. IN TXT "v=spf1 ${mended}"`);
    const record = parseSpf(`v=spf1 ${mended}`);
    expect(record?.faults).toEqual([]);
    expect(policyOf(`v=spf1 ${mended}`).proposal).toBeNull();
  });

  test.each(['mx ~all', '-all', 'redirect=b.example', 'foo mx +all'])('is none for %j', (terms) => {
    expect(policyOf(`v=spf1 ${terms}`).proposal).toBeNull();
  });
});
