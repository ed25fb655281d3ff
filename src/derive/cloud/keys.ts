import {
  kmsKey,
  kmsKeys,
  kmsRotation,
  type KeyMetadata,
  type KeyRotationStatus,
} from '../../evidence/kinds/cloud/aws/kms.ts';
import { cloudExports } from '../../evidence/kinds/cloud/exports.ts';
import { cloudKeys, type CloudKey, type CloudKeys } from '../../evidence/kinds/cloud/keys.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { allOf, type Known } from '../three-valued.ts';
import {
  aboutResource,
  filed,
  listed,
  outlives,
  outputsOf,
  recordsOf,
  type Outputs,
} from './outputs.ts';

/** What an account tells of its keys: the list says which there are, a description what each is. */
export const cloudKeysDerivation: Derivation<CloudKeys> = {
  kind: cloudKeys,
  from: [cloudExports],
  derive: (context) =>
    fromPresent(context.get(cloudExports), (exports) => {
      const list = outputsOf(exports, kmsKeys, context);
      const described = recordsOf(
        outputsOf(exports, kmsKey, context),
        (content) => [content.KeyMetadata],
        (key) => key.KeyId,
      );
      const rotations = outputsOf(exports, kmsRotation, context);
      const named = recordsOf(
        list,
        (content) => content.Keys,
        (key) => key.KeyId,
      ).map(({ record }): KeyMetadata => ({ KeyId: record.KeyId, Arn: record.KeyArn }));
      const ids = new Set(named.map((key) => key.KeyId));
      const present = described.filter(
        ({ record, file }) => ids.has(record.KeyId) || outlives(list, file),
      );
      const all = new Map(
        [...named, ...present.map(({ record }) => record)].map((key) => [key.KeyId, key]),
      );
      const keys = [...all.values()].map((key) => readKey(key, rotationOf(key, rotations)));
      const value = { keys: listed(list, keys, 'keys') };
      return filed(exports.policy, 'keys', [list], { seen: keys.length, value });
    }),
};

function rotationOf(
  { KeyId: id, Arn: arn }: KeyMetadata,
  rotations: Outputs<KeyRotationStatus>,
): KeyRotationStatus | null {
  const names = [id, arn].filter((name) => name !== undefined);
  const about = aboutResource(rotations, ...names)?.content;
  return (
    about ??
    rotations.items.find(({ content }) => names.includes(content.KeyId ?? ''))?.content ??
    null
  );
}

/** The only period there was before it could be chosen: the output then has none. */
const FIXED_PERIOD = 365;

function readKey(key: KeyMetadata, rotation: KeyRotationStatus | null): CloudKey {
  const is = (value: string | undefined, wanted: string): Known =>
    value === undefined ? null : value === wanted;
  const customer = is(key.KeyManager, 'CUSTOMER');
  const enabled = is(key.KeyState, 'Enabled');
  const rotated = rotation?.KeyRotationEnabled ?? null;
  return {
    id: key.Arn ?? key.KeyId,
    customer,
    enabled,
    // Neither imported material nor that of a key store of one's own is rotated by the service.
    rotatable: allOf([
      customer,
      enabled,
      is(key.KeySpec, 'SYMMETRIC_DEFAULT'),
      is(key.Origin, 'AWS_KMS'),
    ]),
    rotated,
    periodDays: rotated === true ? (rotation?.RotationPeriodInDays ?? FIXED_PERIOD) : null,
  };
}
