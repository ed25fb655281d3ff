import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { registersOf } from '../../src/cli/register-settings.ts';
import { readConfig } from '../../src/document/config.ts';
import { orgRegister } from '../../src/evidence/kinds/org/register.ts';
import { folder } from './run.ts';

const NOW = new Date('2026-11-22T12:00:00Z');

const sha = (text: string): string => createHash('sha256').update(text).digest('hex');

const registerOf = (organisation: string, digest: string): string => `version: 1
organisation: ${organisation}
documents:
  - type: certificate
    standard: ISO/IEC 27001:2022
    number: IS 123
    validUntil: 2028-02-28
    file: { path: iso.pdf, sha256: ${digest} }
  - { type: training, dates: [2026-06-11] }
`;

test('a register becomes an organisation and what it says of itself', () => {
  const text = registerOf('Example Ltd', sha('iso'));
  const at = folder({ 'register.yaml': text, 'iso.pdf': 'iso' });
  const path = join(at, 'register.yaml');
  const [look] = registersOf({ register: [path] }, null, NOW);
  expect(look?.target).toEqual({
    ...{ id: 'organisation:Example Ltd', kind: 'organisation', uri: 'organisation:Example Ltd' },
    ...{ host: 'Example Ltd', port: null, role: null, addresses: [] },
  });
  expect(look?.evidence).toMatchObject({
    id: 'org.register organisation:Example Ltd',
    target: 'organisation:Example Ltd',
    observedAt: '2026-11-22T12:00:00.000Z',
  });
  const observation = look?.evidence.observation;
  expect(observation?.status).toBe('present');
  expect(
    orgRegister.schema.parse(observation?.status === 'present' ? observation.value : null),
  ).toMatchObject({
    ...{ path, sha256: sha(text) },
    entries: [
      {
        type: 'certificate',
        number: 'IS 123',
        holder: null,
        problem: null,
        file: { sha256: sha('iso') },
      },
      { type: 'training', standard: null, dates: ['2026-06-11'], file: null, problem: null },
    ],
  });
});

describe('a document that cannot count', () => {
  const entry = (files: Readonly<Record<string, string>>) => {
    const at = folder({ 'register.yaml': registerOf('Example Ltd', sha('iso')), ...files });
    const [look] = registersOf({ register: [join(at, 'register.yaml')] }, null, NOW);
    const observation = look?.evidence.observation;
    return orgRegister.schema.parse(observation?.status === 'present' ? observation.value : null)
      .entries[0];
  };

  test('is missing', () => {
    expect(entry({})).toMatchObject({
      ...{ file: null, problem: { code: 'unfit', detail: 'iso.pdf: no such file' } },
    });
  });

  test('has changed, and the digest is that of the file as it is', () => {
    expect(entry({ 'iso.pdf': 'forged' })).toMatchObject({
      file: { path: 'iso.pdf', sha256: sha('forged') },
      problem: { code: 'unfit' },
    });
  });
});

test('registers of assay.yaml lie in its folder, and one organisation has one', () => {
  const text = registerOf('Example Ltd', sha('iso'));
  const at = folder({ 'a.yaml': text, 'b.yaml': text, 'c.yaml': registerOf('Other', sha('iso')) });
  const config = readConfig(join(at, 'assay.yaml'), 'evidence: { registers: [a.yaml, c.yaml] }');
  const ids = registersOf({}, config, NOW).map(({ target }) => target.id);
  expect(ids).toEqual(['organisation:Example Ltd', 'organisation:Other']);
  expect(() => registersOf({ register: [join(at, 'b.yaml')] }, config, NOW)).toThrow(
    `a.yaml:2:15: Example Ltd stands in ${join(at, 'b.yaml')}:2 already`,
  );
  expect(registersOf({}, null, NOW)).toEqual([]);
});

test('what is wrong in several registers is said at once', () => {
  const at = folder({ 'a.yaml': 'version: 2', 'b.yaml': 'organisation: x' });
  const paths = ['a.yaml', 'b.yaml'].map((name) => join(at, name));
  expect(() => registersOf({ register: paths }, null, NOW)).toThrow(/a\.yaml:1:.*b\.yaml:1:/s);
  expect(() => registersOf({ register: [join(at, 'none')] }, null, NOW)).toThrow(
    /none: cannot be read: no such file/,
  );
});
