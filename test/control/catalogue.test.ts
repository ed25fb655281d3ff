import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readControls, rulesOfControls } from '../../src/document/control.ts';
import { readDocument } from '../../src/document/document.ts';
import { readProfile, rulesOfProfile } from '../../src/document/profile.ts';
import { RuleFile } from '../../src/document/rule.ts';
import { refuseUnknownRules } from '../../src/document/rule-use.ts';
import { readScheme, rulesOfScheme } from '../../src/document/scheme.ts';
import { AREAS } from '../../src/evidence/kind.ts';

/** The YAML files of a folder of rules/ with their text. */
const filesIn = (folder: string): (readonly [file: string, text: string])[] =>
  readdirSync(`rules/${folder}`).map((name) => {
    const file = `rules/${folder}/${name}`;
    return [file, readFileSync(file, 'utf8')];
  });

const rules = new Set(
  AREAS.flatMap(filesIn).flatMap(([file, text]) =>
    readDocument(file, text, RuleFile).value.rules.map(({ id }) => id),
  ),
);
const schemes = filesIn('grading').map(([file, text]) => readScheme(file, text));
const profiles = filesIn('profiles').map(([file, text]) => readProfile(file, text));
const controlFiles = filesIn('controls').map(([file, text]) => readControls(file, text));
const controls = controlFiles.flatMap(({ value }) => value.controls);

test('schemes, profiles and controls name only rules that exist', () => {
  refuseUnknownRules(
    [
      ...schemes.flatMap(rulesOfScheme),
      ...profiles.flatMap(rulesOfProfile),
      ...controlFiles.flatMap(rulesOfControls),
    ],
    rules,
  );
});

test('every area has one scheme, and files are named for what they hold', () => {
  expect(schemes.map(({ value }) => value.area).toSorted()).toEqual(AREAS.toSorted());
  for (const { file, value } of schemes) expect(file).toBe(`rules/grading/${value.area}.yaml`);
  for (const { file, value } of profiles) expect(file).toBe(`rules/profiles/${value.id}.yaml`);
});

test('the TLS scheme says what of the guide it leaves out', () => {
  const scheme = schemes.find(({ value }) => value.area === 'tls')?.value;
  expect(scheme).toMatchObject({ id: 'ssl-labs-2009r', method: 'scores' });
  expect(scheme?.notAssessed).toEqual([
    'POODLE against TLS, Zombie POODLE, GOLDENDOODLE, Sleeping POODLE and zero-length padding (CVE-2019-1559)',
    'CVE-2016-2107',
    'insecure renegotiation (CVE-2009-3555)',
    "keys made by Debian's weak generator (CVE-2008-0166)",
    'revocation, unless it is stapled or asked for with --revocation',
    'SSL 2.0 with the same key on other hosts and ports, unless siblings are configured',
    'HPKP',
  ]);
});

test('every control stands once, and every rule in one control at most', () => {
  const ids = controls.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const used = controls.flatMap((control) => control.rules);
  expect(used.filter((rule, index) => used.indexOf(rule) !== index)).toEqual([]);
});

test('framework ids are spelt as their catalogues spell them', () => {
  const SPELLING: Readonly<Record<string, RegExp>> = {
    'hipaa-security-rule': /^164\.3\d\d(\([A-Za-z0-9]+\))+$/,
    'iso-27001-2022': /^A\.[5-8]\.\d{1,2}$/,
    gdpr: /^\d{1,2}(\(\d\)(\([a-z]\))?)?$/,
    'pci-dss-4.0.1': /^\d{1,2}(\.\d{1,2}){2,3}$/,
    'soc2-2017': /^(CC\d|A1)\.\d{1,2}$/,
    'nist-csf-2.0': /^(GV|ID|PR|DE|RS|RC)\.[A-Z]{2}-\d{2}$/,
    'owasp-asvs-5.0.0': /^v5\.0\.0-\d{1,2}\.\d{1,2}\.\d{1,2}$/,
  };
  for (const { frameworks } of controls) {
    for (const [framework, ids] of Object.entries(frameworks)) {
      for (const id of ids) expect(id).toMatch(SPELLING[framework] ?? /^$/);
    }
  }
});
