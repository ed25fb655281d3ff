import { existsSync } from 'node:fs';
import { evidenceId } from '../audit/look.ts';
import { namedAs } from '../audit/target.ts';
import type { AccountConfig, Config } from '../document/config.ts';
import type { Document } from '../document/document.ts';
import type { Evidence } from '../evidence/evidence.ts';
import {
  cloudExports,
  type AccountPolicy,
  type CloudExports,
  type ExportFile,
} from '../evidence/kinds/cloud/exports.ts';
import { present, unavailable, type Observation } from '../evidence/observation.ts';
import type { Target } from '../evidence/target.ts';
import { secondsOf } from './active-settings.ts';
import { UsageError } from './errors.ts';
import { exportsAt, type ExportsRead } from './export-files.ts';
import { filesNamed, refuse, repeatedIds, type NameUse } from './named-files.ts';
import { reportPlace } from './named-place.ts';
import type { LookFlags } from './options.ts';

/** An account and what its files say. */
export interface AccountLook {
  readonly target: Target;
  readonly evidence: Evidence;
}

/** Whether flags or configuration name files: with them there need not be anything to look at. */
export const hasFiles = (
  flags: Pick<LookFlags, 'evidence' | 'register'>,
  config: Config,
): boolean =>
  [flags.evidence, flags.register, config.evidence?.accounts, config.evidence?.registers].some(
    (named) => (named?.length ?? 0) > 0,
  );

/**
 * Reads the exports of `--evidence` and `evidence.accounts`: one look for each account. What a file
 * of a flag is of, it says itself. Throws a UsageError or DocumentError.
 */
export function accountsOf(
  flags: Pick<LookFlags, 'evidence'>,
  config: Document<Config> | null,
  now: Date,
): AccountLook[] {
  const configured = config?.value.evidence?.accounts ?? [];
  const uses = config === null ? [] : idsIn(config);
  refuse(repeatedIds(uses));
  const flagged = flaggedFiles(flags.evidence ?? []);
  const accounts = configured.map((account) => {
    const own = exportsAt(filesNamed([], config, account.files));
    const more = flagged.filter(({ path }) => !own.files.some((file) => file.path === path));
    return { id: account.id, policy: policyOf(account), read: joined(account.id, own, more) };
  });
  const known = configured.map(({ id }) => id.toLowerCase());
  const others = new Set(flagged.flatMap(({ account }) => account ?? []));
  const found = [...others].filter((id) => !known.includes(id.toLowerCase()));
  refuseUnclaimed(flagged, [...known, ...found]);
  return [
    ...accounts.map(({ id, policy, read }, index) =>
      lookAt(uses[index], lookOf(id, observationOf(policy, read), now)),
    ),
    ...found.map((id) =>
      lookOf(id, present({ policy: policyOf({ id, files: [] }), files: of(id, flagged) }), now),
    ),
  ];
}

/** The look with the place that names its account. */
const lookAt = (use: NameUse | undefined, look: AccountLook): AccountLook => ({
  ...look,
  target: namedAs(look.target, use && reportPlace(use.place)),
});

const idsIn = ({ value, place }: Document<Config>): NameUse[] =>
  (value.evidence?.accounts ?? []).map(({ id }, index) => ({
    name: id,
    place: place(['evidence', 'accounts', index, 'id']),
  }));

function flaggedFiles(paths: readonly string[]): readonly ExportFile[] {
  const missing = paths.find((path) => !existsSync(path));
  if (missing !== undefined) throw new UsageError(`--evidence ${missing}: no such file or folder`);
  if (paths.length === 0) return [];
  const { files, found } = exportsAt(paths);
  if (found > 0) return files;
  throw new UsageError(
    `--evidence ${paths.join(', ')}: no file in it that can be read`,
    'of folders, files named *.json are read',
  );
}

/** The files of an account, and those that do not say whose they are, as it may be theirs. */
const of = (id: string, files: readonly ExportFile[]): ExportFile[] =>
  files
    .map((file) => inCaseOf(id, file))
    .filter(({ account, what }) => (account === null ? mayBeOf(id, what) : account === id));

/** Names of accounts are written in any case. */
const inCaseOf = (id: string, file: ExportFile): ExportFile =>
  file.account?.toLowerCase() === id.toLowerCase() ? { ...file, account: id } : file;

/** Outputs of a provider begin with its name. */
function mayBeOf(id: string, what: string | null): boolean {
  const provider = what?.split(' ')[0] ?? 'prowler';
  return provider === 'prowler' || id.startsWith(`${provider}:`);
}

/** Throws a UsageError where files of a flag are of no account at all. */
function refuseUnclaimed(flagged: readonly ExportFile[], accounts: readonly string[]): void {
  if (accounts.length > 0 || flagged.length === 0) return;
  const reasons = flagged.flatMap(({ problem }) => problem?.detail ?? []);
  throw new UsageError(
    `--evidence: no file says which account it is of: ${reasons[0] ?? ''}`,
    'assay evidence commands aws:123456789012 --region eu-west-2 prints commands whose exports say it',
  );
}

const joined = (id: string, own: ExportsRead, flagged: readonly ExportFile[]): ExportsRead => {
  const more = of(id, flagged);
  return {
    files: [...own.files.map((file) => inCaseOf(id, file)), ...more],
    found: own.found + more.length,
  };
};

const DEFAULT_HOURS = 30 * 24;

const policyOf = (account: AccountConfig): AccountPolicy => ({
  maxAgeHours: account.maxAge === undefined ? DEFAULT_HOURS : secondsOf(account.maxAge) / 3600,
  regions: account.regions ?? [],
  expect: account.expect ?? [],
  none: account.none ?? [],
  publicInstances: account.publicInstances ?? [],
});

function observationOf(
  policy: AccountPolicy,
  { files, found }: ExportsRead,
): Observation<CloudExports> {
  const [first] = files;
  if (found > 0) return present({ policy, files: [...files] });
  return unavailable(
    first?.problem ?? { code: 'unfit', detail: 'its folders hold no *.json file' },
  );
}

function lookOf(id: string, observation: Observation<CloudExports>, now: Date): AccountLook {
  const { id: kind } = cloudExports;
  return {
    target: {
      ...{ id, kind: 'account', uri: id, host: id.slice(id.indexOf(':') + 1) },
      ...{ port: null, role: null, addresses: [] },
    },
    evidence: {
      ...{ id: evidenceId(kind, id), kind, target: id, observedAt: now.toISOString(), observation },
      cost: { connections: 0, queries: 0, requests: 0, ms: 0 },
    },
  };
}
