import { mkdirSync, writeFileSync } from 'node:fs';
import { program } from '../src/cli/program.ts';
import { manPage } from './man-page.ts';

mkdirSync('man', { recursive: true });
writeFileSync('man/assay.1', manPage(program(() => undefined)));
