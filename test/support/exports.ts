import { z } from 'zod';
import type { Derivation } from '../../src/derive/derivation.ts';
import {
  cloudExports,
  type AccountPolicy,
  type ExportFile,
} from '../../src/evidence/kinds/cloud/exports.ts';
import type { Output } from '../../src/evidence/kinds/cloud/output.ts';
import { present, type Observation } from '../../src/evidence/observation.ts';
import { factFrom } from './hops.ts';

/** The account of the tests, and a region of it. */
export const ACCOUNT = '123456789012';
export const REGION = 'eu-west-2';

/** An hour before the noon that `factFrom` takes for now. */
export const AN_HOUR_AGO = '2026-11-22T11:00:00Z';

export const POLICY: AccountPolicy = {
  maxAgeHours: 24,
  regions: [],
  expect: [],
  none: [],
  publicInstances: [],
};

/** The file of an output, exported an hour ago in the region of the tests. */
export const exported = (
  { what }: Pick<Output, 'what'>,
  content: unknown,
  file: Partial<ExportFile> = {},
): ExportFile => ({
  path: `exports/${what.replaceAll(' ', '-')}.json`,
  sha256: '0'.repeat(64),
  what,
  account: `aws:${ACCOUNT}`,
  region: REGION,
  resource: null,
  collectedAt: AN_HOUR_AGO,
  planned: false,
  complete: true,
  problem: null,
  content: asJson(content),
  ...file,
});

/** As a file gives it: what is undefined is not there. */
const asJson = (content: unknown): ExportFile['content'] =>
  z.json().parse(JSON.parse(JSON.stringify(content)));

/** Files of an account of another provider than AWS, which has no regions. */
export const exportedBy =
  (account: string) =>
  (output: Pick<Output, 'what'>, content: unknown, file: Partial<ExportFile> = {}): ExportFile =>
    exported(output, content, { account, region: null, ...file });

/** What an account's files give, at noon of 2026-11-22. */
export const accountFact = <T>(
  derivation: Derivation<T>,
  files: readonly ExportFile[],
  policy: Partial<AccountPolicy> = {},
): Observation<T> => providerFact(derivation, `aws:${ACCOUNT}`, files, policy);

/** Likewise, of an account at any provider. */
export const providerFact = <T>(
  derivation: Derivation<T>,
  id: string,
  files: readonly ExportFile[],
  policy: Partial<AccountPolicy> = {},
): Observation<T> => {
  const value = { policy: { ...POLICY, ...policy }, files: [...files] };
  cloudExports.schema.parse(value);
  return factFrom(derivation, [{ kind: cloudExports, observation: present(value) }], {
    ...{ id, kind: 'account', uri: id, host: id.slice(id.indexOf(':') + 1) },
    ...{ port: null, role: null },
  });
};

/** The value of a fact that has to be there. */
export function valueOf<T>(fact: Observation<T>): T {
  if (fact.status === 'present') return fact.value;
  throw new Error(`not there: ${JSON.stringify(fact)}`);
}
