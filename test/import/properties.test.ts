import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ExportFile } from '../../src/evidence/kinds/cloud/exports.ts';
import { OUTPUTS } from '../../src/evidence/kinds/cloud/outputs.ts';
import { COMMANDS } from '../../src/import/commands.ts';
import { AWS_NETWORK } from '../support/aws-network.ts';
import { AWS_STORES } from '../support/aws-stores.ts';
import { importJson, importText, wrapped } from '../support/imports.ts';
import { STATE } from '../support/terraform.ts';

const PRINTED = Object.entries<unknown>({ ...AWS_STORES, ...AWS_NETWORK });

/** All of it is evidence: of its schema, and with content exactly where there is no problem. */
function expectSound(files: readonly ExportFile[]): void {
  for (const file of files) {
    ExportFile.parse(file);
    expect(file.content === null, file.problem?.detail).toBe(file.problem !== null);
    if (file.problem === null && !file.planned) {
      expect(file.account).not.toBeNull();
      expect(file.collectedAt).not.toBeNull();
      expect(OUTPUTS.map(({ what }) => what)).toContain(file.what);
    }
  }
}

test('random text is evidence or a problem', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 500 }), (text) => {
      expectSound(importText(text));
    }),
  );
});

test('random JSON is evidence or a problem', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 8 }), (text) => {
      expectSound(importText(text));
    }),
    { numRuns: 500 },
  );
});

const KEYS = [
  ...OUTPUTS.flatMap(({ key }) => key ?? []),
  ...['success', 'result', 'errors', 'result_info', 'format_version', 'values', 'root_module'],
  ...['resources', 'child_modules', 'planned_values', 'terraform_version', 'type', 'metadata'],
  ...['event_code', 'status_code', 'cloud', 'account', 'uid', 'url', 'full_name', 'ruleset_id'],
  ...['id', 'value', 'editable', 'kind', 'phase', 'rules', 'NextToken', 'assay', 'output'],
];

test('random JSON under the names that exporters use is evidence or a problem', () => {
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 6, withCrossShrink: true },
      fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constantFrom('1.0')),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...KEYS), tie('tree'), { maxKeys: 6 }),
    ),
  }));
  fc.assert(
    fc.property(tree, (json) => {
      expectSound(importJson(json));
    }),
    { numRuns: 1000 },
  );
});

test('random output under a known command is evidence or a problem', () => {
  const commands = fc.constantFrom(
    ...OUTPUTS.map(({ what }) => what),
    'terraform show -json',
    'gh api repos/acme/app/branches/main/protection',
    'cloudflare /zones/1/settings',
  );
  fc.assert(
    fc.property(commands, fc.jsonValue(), (command, output) => {
      expectSound(importJson(wrapped(command, output)));
    }),
    { numRuns: 500 },
  );
});

test('whatever is cut off a file, it never counts with less in it', () => {
  const texts = [
    ...PRINTED.flatMap(([what, printed]) => {
      const { option } = COMMANDS[what] ?? {};
      const command = option === undefined ? what : `${what} ${option} x`;
      return [JSON.stringify(printed), JSON.stringify(wrapped(command, printed))];
    }),
    JSON.stringify(wrapped('terraform show -json', STATE)),
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...texts),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (text, part) => {
        const cut = text.slice(0, Math.floor(text.length * part * 0.9999));
        for (const file of importText(cut)) expect(file.problem).not.toBeNull();
      },
    ),
    { numRuns: 500 },
  );
});
