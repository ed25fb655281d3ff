import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { claimsOf, idsOf, refuseStrangers } from '../../src/cli/claim-settings.ts';
import { parseTarget } from '../../src/audit/target.ts';
import { readConfig } from '../../src/document/config.ts';
import { pack } from '../audit/support.ts';

const folder = mkdtempSync(join(tmpdir(), 'assay-page-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const PAGE = `id: own
title: Our page
source: security.html
claims:
  - id: OWN-01
    quote: [DNSSEC]
    controls: [DNS-01]
    assurance: automatic
    rules: [dnssec-valid]
  - id: OWN-02
    quote: [our status page]
    controls: [OPS-01]
    assurance: automatic
    own: true
    rules: [page-found]
`;

const written = (name: string, text: string): string => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};
const file = written('claims.yaml', PAGE);
const configOf = (text: string) => readConfig(join(folder, 'assay.yaml'), text);

describe('a claim sheet', () => {
  test('is not needed', () => {
    expect(claimsOf({}, null, pack)).toBeNull();
    expect(claimsOf({}, configOf('{}'), pack)).toBeNull();
  });

  test('comes with assay under its name', () => {
    expect(claimsOf({ claims: 'careapp' }, null, pack)?.sheet.title).toBe('CareApp: security');
    expect(claimsOf({}, configOf('claims: careapp'), pack)?.sheet.id).toBe('careapp');
  });

  test('is a file, of the configuration from the folder of that', () => {
    expect(claimsOf({ claims: file }, null, pack)?.sheet.id).toBe('own');
    expect(claimsOf({}, configOf('claims: claims.yaml'), pack)?.sheet.id).toBe('own');
    expect(claimsOf({}, configOf('claims: { sheet: claims.yaml }'), pack)?.sheet.id).toBe('own');
  });

  test('of the flag goes before that of the configuration, and takes no targets from it', () => {
    const config = configOf('claims: { sheet: claims.yaml, targets: { OWN-02: [status.test] } }');
    expect(claimsOf({ claims: 'careapp' }, config, pack)).toMatchObject({
      ...{ sheet: { id: 'careapp' }, targets: {}, named: [] },
    });
  });

  test('that does not exist is a mistake, with what was meant', () => {
    const hintOf = (name: string): unknown => {
      try {
        return claimsOf({ claims: name }, null, pack);
      } catch (error) {
        return error;
      }
    };
    expect(hintOf('careap')).toMatchObject({
      ...{ name: 'UsageError', message: 'claim sheet "careap" does not exist' },
      hint: 'did you mean "careapp"?',
    });
    expect(hintOf('nothing/like/it.yaml')).toMatchObject({
      hint: expect.stringMatching(/^one of careapp, .*, or a file$/) as string,
    });
  });

  test('that the configuration misspells is told with its place', () => {
    for (const text of ['claims: careap', 'claims: { sheet: careap }']) {
      expect(() => claimsOf({}, configOf(text), pack)).toThrow(
        /assay\.yaml:1:\d+: claim sheet "careap" does not exist; did you mean "careapp"\?$/,
      );
    }
    expect(claimsOf({ claims: 'careapp' }, configOf('claims: careap'), pack)?.sheet.id).toBe(
      'careapp',
    );
  });
});

test.each<[string, string, string, RegExp]>([
  ['rule', 'rules: [dnssec-valid]', 'rules: [dnssec-vald]', /:9:13: no rule "dnssec-vald"; did/],
  [
    'rule over files',
    'rules: [dnssec-valid]',
    'evidence: [[databases-encryptd]]',
    /:9:17: no rule "databases-encryptd"; did you mean "databases-encrypted"/,
  ],
  ['control', '[DNS-01]', '[DNS-1]', /:7:16: no control "DNS-1"; did you mean "DNS-01"/],
  [
    'parameter',
    'rules: [dnssec-valid]',
    'parameters: { dnssec-valid: { days: 1 } }',
    /:9:35: dnssec-valid has no parameter "days"/,
  ],
  [
    'value of a parameter',
    'rules: [dnssec-valid]',
    'parameters: { tls-suites-256-bit-keys: { bits: many } }',
    /:9:\d+: tls-suites-256-bit-keys: .* takes a number, not many/,
  ],
  [
    'framework',
    'rules: [dnssec-valid]',
    "framework: { id: hipaa-security-rul, requirements: '164.312' }",
    /:9:22: no framework "hipaa-security-rul"; did you mean "hipaa-security-rule"/,
  ],
  [
    'requirement',
    'rules: [dnssec-valid]',
    "framework: { id: hipaa-security-rule, requirements: '164.999' }",
    /:9:\d+: no requirement of hipaa-security-rule begins "164\.999"/,
  ],
  [
    'rule of its own for a parameter',
    'rules: [dnssec-valid]',
    'parameters: { certificate-expiry: { days: 1 } }',
    /:9:19: OWN-01 is not decided by certificate-expiry/,
  ],
  ['id of its own', 'OWN-02', 'OWN-01', /:10:9: OWN-01 stands in .*:5 already/],
])('a %s that does not exist is told with its place', (_, right, wrong, message) => {
  const own = written('wrong.yaml', PAGE.replace(right, wrong));
  expect(() => claimsOf({ claims: own }, null, pack)).toThrow(message);
});

describe('targets of sentences', () => {
  const targeting = (targets: string) =>
    claimsOf({}, configOf(`claims: { sheet: claims.yaml, targets: ${targets} }`), pack);

  test('are read as targets of the command line are', () => {
    expect(targeting('{ OWN-02: [status.test, "https://other.test/x"] }')?.targets).toEqual({
      'OWN-02': ['https://status.test/', 'https://other.test/x'],
    });
  });

  test('are of sentences that the page has', () => {
    expect(() => targeting('{ OWN-03: [status.test] }')).toThrow(
      /assay\.yaml:1:\d+: no sentence "OWN-03"; did you mean "OWN-0\d"/,
    );
  });

  test('can be understood', () => {
    expect(() => targeting('{ OWN-02: ["ftps://status.test"] }')).toThrow(
      /assay\.yaml:1:\d+: .*ftps/,
    );
  });

  test('are targets of the run', () => {
    const claims = targeting('{ OWN-02: [status.test] }');
    const ids = (...targets: readonly string[]): readonly string[] =>
      targets.flatMap((text) => idsOf(parseTarget(text)));
    expect(() => {
      refuseStrangers(claims, ids('example.com', 'https://status.tst/'));
    }).toThrow(
      /assay\.yaml:1:\d+: no target of this run "https:\/\/status\.test\/"; name it under targets too, or did you mean "https:\/\/status\.tst\/"\?/,
    );
    refuseStrangers(claims, ids('example.com', 'status.test'));
    refuseStrangers(null, []);
  });
});
