/** Writes what the built-in YAML files say into the built package: node scripts/parsed-texts.ts */
import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { BUILT_IN, loadPack, textFiles } from '../src/audit/pack.ts';
import { keyOf } from '../src/audit/parsed-texts.ts';
import { readDocument } from '../src/document/document.ts';

// Nothing that has a fault may be taken for checked.
loadPack();
const values = textFiles(BUILT_IN, BUILT_IN).map(
  ({ file, text }) => [keyOf(text), readDocument(file, text, z.unknown()).value] as const,
);
writeFileSync(
  new URL('../dist/parsed-texts.json', import.meta.url),
  JSON.stringify(Object.fromEntries(values)),
);
