import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { rdataOf } from '../../../src/codec/dns/canonical.ts';
import { presentRecord } from '../../../src/codec/dns/present.ts';
import { parseZoneFile } from '../../../src/codec/dns/zone-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'assay-master-file-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const fixture = (name: string): string =>
  readFileSync(new URL(`../../../fixtures/wire/dns/${name}`, import.meta.url), 'utf8');
const NO_CHECKS = ['-k', '-n', '-m', '-M', '-S', '-T', '-r'].flatMap((check) => [check, 'ignore']);

/** The records that BIND writes, without its comments. */
const recordsIn = (text: string): string[] =>
  text
    .replaceAll(/^;.*\n/gm, '')
    .trim()
    .split('\n')
    .map((line) => line.replaceAll(/\s+/g, ' '))
    .toSorted();

/** The zone as BIND writes it after reading it. */
function compiled(text: string): string[] {
  const [source, target] = [join(folder, 'source'), join(folder, 'target')];
  writeFileSync(source, text);
  const forms = ['-i', 'none', '-s', 'full', '-f', 'text', '-F', 'text', '-o', target];
  const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` };
  execFileSync('named-compilezone', [...NO_CHECKS, ...forms, 'every.example', source], { env });
  return recordsIn(readFileSync(target, 'utf8'));
}

const zone = fixture('every-type.zone');
const records = parseZoneFile(zone, { origin: '.' });
const ofBind = compiled(zone);

test('BIND still writes the zone of every type as it did', () => {
  expect(ofBind).toEqual(recordsIn(fixture('every-type.bind.zone')));
});

test('BIND reads in our octets of every type what it reads in the zone', () => {
  const octets = records.map((record) =>
    presentRecord({ ...record, data: { kind: 'unknown', bytes: rdataOf(record.data) } }),
  );
  expect(compiled(`${octets.join('\n')}\n`)).toEqual(ofBind);
});

test('BIND reads in our text of every type what it reads in the zone', () => {
  const newer = /NXNAME|ohttp/;
  const text = records.map(presentRecord).filter((line) => !newer.test(line));
  const lines = compiled(`${text.join('\n')}\n`);
  expect(lines).toEqual(ofBind.filter((line) => !/TYPE128|key8/.test(line)));
});
