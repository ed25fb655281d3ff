import { expect, test } from 'vitest';
import { readRegister } from '../../src/document/register.ts';

const complaint = (...documents: readonly string[]): string => {
  const list = documents.map((one) => `  - ${one}\n`).join('');
  try {
    readRegister('register.yaml', `version: 1\norganisation: Example Ltd\ndocuments:\n${list}`);
    return 'none';
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^register\.yaml:/, '') : '';
  }
};

const SHA = 'a'.repeat(64);

test.each([
  [`{ type: certificate, standard: ISO 27001, file: { path: a/b.pdf, sha256: ${SHA} } }`, 'none'],
  ['{ type: vulnerability-scan, dates: [2026-11-02, 2026-11-09], openFindings: 0 }', 'none'],
  ['{ type: baa, holder: AWS, dates: [2026-01-15] }', 'none'],
  [
    '{ type: certificate }',
    '4:5: "standard" is missing; say against which standard, such as ISO/IEC 27001:2022',
  ],
  ['{ type: audit-report, holder: AWS }', '"standard" is missing'],
  ['{ type: scc }', '4:5: "holder" is missing; say with whom it is signed'],
  ['{ type: certificat, standard: ISO 27001 }', 'did you mean "certificate"?'],
  ['{ type: training, dates: [2026-13-01] }', '4:31: entry 1 of "dates"'],
  ['{ type: training, number: 9.10 }', '4:31: "number" must be a text, not 9.10'],
  [
    '{ type: training, validFrom: 2026-02-01, validUntil: 2026-01-01 }',
    '4:58: "validUntil": 2026-01-01 lies before validFrom',
  ],
  [
    `{ type: training, file: { path: ../a.pdf, sha256: ${SHA} } }`,
    'write a path below the folder of this file',
  ],
  ['{ type: training, file: { path: a.pdf, sha256: abc } }', '64 hexadecimal digits'],
  ['{ type: training, expires: 2026-01-01 }', 'unknown key "expires"'],
])('%s: %s', (document, wanted) => {
  expect(complaint(document)).toContain(wanted);
});
