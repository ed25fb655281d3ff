import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCredentialReport } from '../../../src/derive/cloud/credential-report.ts';
import { cloudPeopleDerivation } from '../../../src/derive/cloud/people.ts';
import { credentialReport, PERSON, ROOT_USER } from '../../support/aws-network.ts';
import { accountFact, valueOf } from '../../support/exports.ts';
import { networkFile, networkFiles } from '../../support/network-files.ts';

const REPORT = 'aws iam get-credential-report';

const factOf = (...rows: readonly Readonly<Record<string, string>>[]) =>
  accountFact(cloudPeopleDerivation, [networkFile(REPORT, credentialReport(...rows))]);

test('of the sound account', () => {
  expect(valueOf(accountFact(cloudPeopleDerivation, networkFiles()))).toEqual({
    people: {
      items: [
        { person: '<root_account>', password: true, secondFactor: true, keys: [] },
        {
          person: 'ann',
          password: true,
          secondFactor: true,
          keys: [{ key: 'access_key_1', days: 30 }],
        },
      ],
      complete: true,
    },
    root: { keys: false, guarded: true },
  });
});

describe('a person', () => {
  test.each<[string, Record<string, string>, object]>([
    ['no password', { password_enabled: 'false' }, { password: false }],
    ['capitals', { password_enabled: 'TRUE', mfa_active: 'FALSE' }, { secondFactor: false }],
    ['a password that is not said', { password_enabled: 'no_information' }, { password: null }],
    ['a key that is not active', { access_key_1_active: 'false' }, { keys: [] }],
    [
      'a key that was changed after the report',
      { access_key_1_last_rotated: '2027-01-01T00:00:00+00:00' },
      { keys: [{ key: 'access_key_1', days: null }] },
    ],
    [
      'an active key of no date',
      { access_key_1_last_rotated: 'N/A' },
      { keys: [{ key: 'access_key_1', days: null }] },
    ],
    ['a key of which it is not said', { access_key_2_active: '' }, { keys: null }],
    [
      'a second key',
      { access_key_2_active: 'true', access_key_2_last_rotated: '2025-11-22T10:55:00+00:00' },
      {
        keys: [
          { key: 'access_key_1', days: 30 },
          { key: 'access_key_2', days: 365 },
        ],
      },
    ],
    [
      'a day has begun',
      { access_key_1_last_rotated: '2026-10-23T10:54:59+00:00' },
      { keys: [{ key: 'access_key_1', days: 31 }] },
    ],
    ['a name with a comma', { user: '"ann,b"' }, { person: 'ann,b' }],
  ])('%s', (_, change, expected) => {
    const { people } = valueOf(factOf(ROOT_USER, { ...PERSON, ...change }));
    expect(people.items[1]).toMatchObject(expected);
  });
});

describe('the root user', () => {
  test.each<[string, Record<string, string>, object]>([
    ['no second factor', { mfa_active: 'false' }, { keys: false, guarded: false }],
    ['a key', { access_key_1_active: 'true' }, { keys: true, guarded: true }],
    ['a key that is not said', { access_key_2_active: '?' }, { keys: null, guarded: true }],
    [
      'no password, as central management of root access leaves it',
      { password_enabled: 'FALSE', mfa_active: 'false' },
      { keys: false, guarded: true },
    ],
  ])('%s', (_, change, expected) => {
    expect(valueOf(factOf({ ...ROOT_USER, ...change })).root).toEqual(expected);
  });
});

const contentOf = (text: string) => ({ Content: Buffer.from(text).toString('base64') });
const REPORT_TEXT = Buffer.from(credentialReport(ROOT_USER, PERSON).Content, 'base64').toString();

test.each<[string, object]>([
  ['what is no table', contentOf('"')],
  ['another table', contentOf('a,b\n1,2\n')],
  ['nothing', contentOf('')],
  ['a report that was cut', contentOf(REPORT_TEXT.slice(0, -20))],
  ['a report without the root user', credentialReport(PERSON)],
])('%s is no report', (_, content) => {
  const fact = accountFact(cloudPeopleDerivation, [networkFile(REPORT, content)]);
  expect(fact).toMatchObject({ status: 'unavailable', problem: { code: 'malformed' } });
});

test('no report', () => {
  expect(accountFact(cloudPeopleDerivation, []).status).toBe('unavailable');
});

test('an old report does not count', () => {
  const old = networkFile(REPORT, undefined, { collectedAt: '2026-11-01T00:00:00Z' });
  expect(accountFact(cloudPeopleDerivation, [old])).toMatchObject({ problem: { code: 'unfit' } });
});

test('no text makes it crash', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(() => readCredentialReport(text)).not.toThrow();
    }),
  );
});
