import { expect, test } from 'vitest';
import { meantBy, named } from '../../src/cli/named.ts';

const NAMES = ['baseline', 'hipaa-nprm-2025', 'hipaa-security-rule', 'soc2-2017', 'gdpr'];

test.each([
  ['basline', 'did you mean "baseline"?'],
  ['soc2', 'did you mean "soc2-2017"?'],
  ['HIPAA', 'did you mean "hipaa-nprm-2025" or "hipaa-security-rule"?'],
  ['hippa', 'did you mean "hipaa-nprm-2025" or "hipaa-security-rule"?'],
  ['xx', null],
  ['zebra', null],
])('%s is taken for what is like it, or begins like it', (word, hint) => {
  expect(meantBy(word, NAMES)).toBe(hint);
});

test('a beginning that many share names none of them', () => {
  expect(
    meantBy(
      'owasp',
      ['a', 'b', 'c', 'd', 'e'].map((end) => `owasp-asvs-${end}`),
    ),
  ).toBeNull();
});

test('a framework that does not exist is refused with what was meant, or with all', () => {
  const frameworks = NAMES.map((id) => ({ id }));
  expect(() => named('framework', 'soc2', frameworks)).toThrow('no framework "soc2"');
  const hintOf = (word: string): unknown => {
    try {
      return named('framework', word, frameworks);
    } catch (error) {
      return error;
    }
  };
  expect(hintOf('soc2')).toMatchObject({ hint: 'did you mean "soc2-2017"?' });
  expect(hintOf('zebra')).toMatchObject({ hint: `one of ${NAMES.join(', ')}` });
});
