import { expect, test } from 'vitest';
import { readConfig } from '../../src/document/config.ts';
import { readWaivers } from '../../src/document/waiver.ts';

/** A sound entry of a file, its lines replaced by those of the test; an empty one is left out. */
function fileOf(given: Readonly<Record<string, string>> = {}): string {
  const lines: Readonly<Record<string, string>> = {
    ...{ id: 'WVR-7', rule: 'spf-published', targets: '[mail:example.com]', type: 'accepted-risk' },
    ...{ owner: 'mail team', justification: 'TICKET-12', approvedBy: '{ name: J, role: CISO }' },
    ...{ approvedAt: '2026-09-01', expires: '2027-01-31' },
    ...given,
  };
  const written = Object.entries(lines).filter(([, value]) => value !== '');
  return `version: 1\nwaivers:\n  - ${written.map(([key, value]) => `${key}: ${value}`).join('\n    ')}\n`;
}

const complaint = (text: string): string => {
  try {
    readWaivers('waivers.yaml', text);
    return 'none';
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^waivers\.yaml:/, '') : '';
  }
};

const file = (path: string): string =>
  `[{ path: ${path}, sha256: ${'a'.repeat(64)}, kind: ticket }]`;

test.each([
  [{}, 'none'],
  [{ rule: '', control: 'TLS-02', revision: '2' }, 'none'],
  [{ targets: '["https://*.example.com/"]', glob: 'true' }, 'none'],
  [{ targets: '', allTargets: 'true' }, 'none'],
  [{ remediation: '{ due: 2027-01-15, ticket: TICKET-12 }', evidence: file('a/b.txt') }, 'none'],
  [{ expires: '2027-09-01' }, 'none'],
  [{ id: '9.10' }, '3:9: "id" must be a text, not 9.10'],
  [{ rule: '9.10' }, '4:11: "rule" must be a text, not 9.10'],
  [{ rule: '', control: '9.10' }, '"control" must be a text, not 9.10'],
  [{ rule: '' }, '"rule" is missing; name one rule, or one control'],
  [{ control: 'TLS-02' }, '12:14: "control": name one rule, or one control'],
  [{ revision: '2' }, '12:15: "revision": only controls have revisions'],
  [{ owner: '' }, '3:5: "owner" is missing'],
  [{ justification: "' '" }, '8:20: "justification": must not be empty'],
  [{ approvedBy: '' }, '"approvedBy" is missing'],
  [
    { targets: '' },
    '"targets" is missing; list exact target ids in targets, or write allTargets: true',
  ],
  [
    { targets: '["https://*.example.com/"]' },
    '5:14: "targets": ids are taken as they stand; for patterns write glob: true',
  ],
  [
    { allTargets: 'true' },
    '12:17: "allTargets": list exact target ids in targets, or write allTargets: true',
  ],
  [{ targets: '', allTargets: 'true', glob: 'true' }, '"glob": there are no targets to match'],
  [{ expires: '' }, '"expires" is missing; add the last day on which it holds'],
  [
    { expires: '2027-09-02' },
    '11:14: "expires": 2027-09-02 lies 366 days after approvedAt; a waiver holds for at most 365 days',
  ],
  [{ expires: '2026-08-31' }, '11:14: "expires": 2026-08-31 lies before approvedAt'],
  [{ expires: '2027-02-30' }, '11:14: "expires": a date such as 2027-01-31 is wanted'],
  [{ run: 'false' }, '12:5: unknown key "run"'],
  [{ evidence: file('../a.txt') }, 'write a path below the folder of this file'],
])('%j: %s', (given, wanted) => {
  expect(complaint(fileOf(given))).toContain(wanted);
});

test('an id is given once', () => {
  const twice = fileOf() + fileOf().split('\n').slice(2).join('\n');
  expect(complaint(twice)).toContain('12:9: "id": WVR-7 is the id of a waiver further up');
});

test('one in assay.yaml needs no owner, and keeps to the same rules else', () => {
  const inline = (given: Readonly<Record<string, string>>): string =>
    fileOf(given).replace('version: 1\n', '');
  expect(readConfig('assay.yaml', inline({ owner: '' })).value.waivers).toHaveLength(1);
  expect(() => readConfig('assay.yaml', inline({ control: 'TLS-02' }))).toThrow(
    'assay.yaml:11:14: "control": name one rule, or one control',
  );
});
