import { z } from 'zod';
import { AttestationFile } from '../src/document/attestation.ts';
import { ClaimSheet } from '../src/document/claims.ts';
import { ControlFile } from '../src/document/control.ts';
import { Framework } from '../src/document/framework.ts';
import { Config } from '../src/document/config.ts';
import { RuleFile } from '../src/document/rule.ts';
import { Profile } from '../src/document/profile.ts';
import { RegisterFile } from '../src/document/register.ts';
import { WaiverFile } from '../src/document/waiver.ts';
import { Bundle } from '../src/evidence/bundle.ts';
import { KINDS } from '../src/evidence/kinds/index.ts';
import { Diff } from '../src/report/comparison/json.ts';
import { Report } from '../src/report/report.ts';

/** The JSON Schemas of everything that leaves or enters as a file, as they stand in rules/schema. */
export function schemaFiles(): { path: string; text: string }[] {
  const schemas: [name: string, title: string, schema: z.ZodType, io: 'input' | 'output'][] = [
    ['assay', 'assay.yaml', Config, 'input'],
    ['rules', 'A file of rules', RuleFile, 'input'],
    ['profile', 'A profile', Profile, 'input'],
    ['controls', 'A file of controls', ControlFile, 'input'],
    ['claims', 'A claim sheet', ClaimSheet, 'input'],
    ['framework', 'The catalogue of a framework', Framework, 'input'],
    ['attestations', 'attestations.yaml', AttestationFile, 'input'],
    ['waivers', 'A file of waivers', WaiverFile, 'input'],
    ['register', 'register.yaml', RegisterFile, 'input'],
    ['bundle', 'An evidence bundle', Bundle, 'output'],
    ['report', 'A JSON report', Report, 'output'],
    ['diff', 'What assay diff --json writes', Diff, 'output'],
    ...KINDS.map(({ id, title, schema }): (typeof schemas)[number] => [
      `kind/${id}`,
      title,
      schema,
      'output',
    ]),
  ];
  return schemas.map(([name, title, schema, io]) => ({
    path: `rules/schema/${name}.json`,
    text: `${JSON.stringify({ title, ...z.toJSONSchema(schema, { io }) }, null, 2)}\n`,
  }));
}
