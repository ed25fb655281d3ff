import { mkdirSync, writeFileSync } from 'node:fs';
import { schemaFiles } from './schema-files.ts';

mkdirSync('rules/schema/kind', { recursive: true });
for (const { path, text } of schemaFiles()) writeFileSync(path, text);
