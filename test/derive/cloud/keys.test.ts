import { describe, expect, test } from 'vitest';
import { cloudKeysDerivation } from '../../../src/derive/cloud/keys.ts';
import type { CloudKey } from '../../../src/evidence/kinds/cloud/keys.ts';
import { KEY_METADATA } from '../../support/aws-stores.ts';
import { accountFact, valueOf } from '../../support/exports.ts';
import { storeFile, storeFiles } from '../../support/store-files.ts';

type Changes = Parameters<typeof storeFiles>[0];

const listOf = (changed: Changes = {}) =>
  valueOf(accountFact(cloudKeysDerivation, storeFiles(changed))).keys;

const described = (change: object): Changes => ({
  'aws kms describe-key': { KeyMetadata: { ...KEY_METADATA, ...change } },
});
const rotation = (status: unknown): Changes => ({ 'aws kms get-key-rotation-status': status });

test('a key that is rotated every year', () => {
  expect(listOf()).toEqual({
    items: [
      {
        id: KEY_METADATA.Arn,
        customer: true,
        enabled: true,
        rotatable: true,
        rotated: true,
        periodDays: 365,
      },
    ],
    complete: true,
  });
});

test.each<[string, Changes, Partial<CloudKey>]>([
  ['of AWS', described({ KeyManager: 'AWS' }), { customer: false, rotatable: false }],
  ['disabled', described({ KeyState: 'Disabled' }), { enabled: false, rotatable: false }],
  ['about to be deleted', described({ KeyState: 'PendingDeletion' }), { enabled: false }],
  ['asymmetric', described({ KeySpec: 'RSA_4096' }), { rotatable: false }],
  ['for HMAC', described({ KeySpec: 'HMAC_256' }), { rotatable: false }],
  ['imported', described({ Origin: 'EXTERNAL' }), { rotatable: false }],
  ['in a store of its own', described({ Origin: 'AWS_CLOUDHSM' }), { rotatable: false }],
  ['without a spec', described({ KeySpec: undefined }), { rotatable: null }],
  ['without an ARN', described({ Arn: undefined }), { id: KEY_METADATA.KeyId }],
  ['not rotated', rotation({ KeyRotationEnabled: false }), { rotated: false, periodDays: null }],
  [
    'rotated, by the API of old',
    rotation({ KeyRotationEnabled: true }),
    { rotated: true, periodDays: 365 },
  ],
  [
    'rotated every 90 days',
    rotation({ KeyRotationEnabled: true, RotationPeriodInDays: 90 }),
    { rotated: true, periodDays: 90 },
  ],
  ['whose status was not exported', rotation(null), { rotated: null, periodDays: null }],
  [
    'that was not described',
    { 'aws kms describe-key': null },
    { id: KEY_METADATA.Arn, customer: null, enabled: null, rotatable: null, rotated: true },
  ],
])('a key %s', (_, changed, expected) => {
  expect(listOf(changed).items).toEqual([expect.objectContaining(expected)]);
});

describe('which keys there are', () => {
  test('without the list there may be more than were described', () => {
    expect(listOf({ 'aws kms list-keys': null })).toMatchObject({ complete: false });
  });

  test('the status of another key does not count', () => {
    const other = { 'aws kms list-keys': { Keys: [{ KeyId: 'other' }] } };
    const found = listOf(other).items.find(({ id }) => id === 'other');
    expect(found).toMatchObject({ customer: null, rotated: null });
  });
});

test('a key that the list does not name any more is gone', () => {
  const gone = storeFile(
    'aws kms describe-key',
    { KeyMetadata: { ...KEY_METADATA, KeyId: 'gone', Arn: undefined } },
    { resource: 'gone', collectedAt: '2026-11-22T10:00:00Z' },
  );
  const { items } = valueOf(accountFact(cloudKeysDerivation, [...storeFiles(), gone])).keys;
  expect(items.map(({ id }) => id)).toEqual([KEY_METADATA.Arn]);
});
