import { kmsKey } from '../../evidence/kinds/cloud/aws/kms.ts';
import type { CloudExports } from '../../evidence/kinds/cloud/exports.ts';
import type { Known } from '../three-valued.ts';
import type { Frame } from './fitness.ts';
import { outputsOf } from './outputs.ts';

/** Aliases that begin so are kept for keys of AWS. */
export const isAliasOfAws = (key: string): boolean => /(^|:)alias\/aws\//.test(key);

/** Tells whether a key, by id, ARN or alias, is one of the customer's own; null where not known. */
export type IsCustomerKey = (key: string) => Known;

/** From the descriptions of keys: a key that encrypts does not say itself whose it is. */
export function customerKeysOf(exports: CloudExports, frame: Frame): IsCustomerKey {
  const managers = new Map(
    outputsOf(exports, kmsKey, frame).items.flatMap(({ content: { KeyMetadata: key } }) =>
      [key.KeyId, key.Arn].map((name) => [name, key.KeyManager] as const),
    ),
  );
  return (key) => {
    if (isAliasOfAws(key)) return false;
    const manager = managers.get(key) ?? managers.get(key.slice(key.lastIndexOf('/') + 1));
    return manager === undefined ? null : manager === 'CUSTOMER';
  };
}
