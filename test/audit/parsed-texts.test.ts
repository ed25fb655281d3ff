import { expect, test } from 'vitest';
import { z } from 'zod';
import { BUILT_IN, textFiles } from '../../src/audit/pack.ts';
import { readDocument } from '../../src/document/document.ts';
import { readScheme, rulesOfScheme } from '../../src/document/scheme.ts';
import { AREAS } from '../../src/evidence/kind.ts';
import { KINDS } from '../../src/evidence/kinds/index.ts';
import { loadRules } from '../../src/judge/rule.ts';

const files = textFiles(BUILT_IN, BUILT_IN);
const parsed = files.map((one) => {
  const { value } = readDocument(one.file, one.text, z.unknown());
  return { ...one, parsed: JSON.parse(JSON.stringify(value)) as unknown, value };
});

test('every built-in file is the same after a way through JSON', () => {
  expect(files.length).toBeGreaterThan(50);
  for (const one of parsed) expect(one.parsed).toEqual(one.value);
});

test('rules are the same whether their text was read before or is read now', () => {
  const isRules = ({ file }: { file: string }) => AREAS.some((area) => file.startsWith(`${area}/`));
  const before = loadRules(parsed.filter(isRules), KINDS);
  const now = loadRules(files.filter(isRules), KINDS);
  expect(before.canonicalText).toBe(now.canonicalText);
  expect(before.rules.map(({ id }) => id)).toEqual(now.rules.map(({ id }) => id));
});

test('a place is found in the text though its value was known', () => {
  const scheme = parsed.find(({ file }) => file === 'grading/mail.yaml');
  const { file = '', text = '' } = scheme ?? {};
  const now = rulesOfScheme(readScheme(file, text));
  const before = rulesOfScheme(readScheme(file, text, scheme?.parsed));
  expect(before.length).toBeGreaterThan(3);
  expect(before.map(({ place }) => place)).toEqual(now.map(({ place }) => place));
});

test('a value of another shape than the text may have is not taken', () => {
  const read = readDocument('a.yaml', 'name: right', z.strictObject({ name: z.string() }), {
    name: 5,
  });
  expect(read.value).toEqual({ name: 'right' });
});
