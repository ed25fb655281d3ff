import { existsSync } from 'node:fs';
import { basename, dirname, extname, relative, resolve } from 'node:path';
import { z } from 'zod';
import {
  Attestation,
  readAttestations,
  withAttestation,
  type AttestationFile,
} from '../../document/attestation.ts';
import type { Control } from '../../document/control.ts';
import type { Document } from '../../document/document.ts';
import type { EvidenceFile } from '../../document/statement.ts';
import { loadPack } from '../../audit/pack.ts';
import { asking, type Ask } from '../ask.ts';
import { UsageError } from '../errors.ts';
import { digestBelow } from '../evidence-files.ts';
import type { Exit } from '../exit.ts';
import { readText, writeText } from '../files.ts';
import { named } from '../named.ts';

/** Flags of `assay attest new`. */
export interface AttestFlags {
  readonly file: string;
  readonly evidence?: readonly string[];
  readonly claim?: readonly string[];
  readonly status?: string;
  readonly statement?: string;
  readonly method?: string;
  readonly owner?: string;
  readonly by?: string;
  readonly role?: string;
  readonly on?: string;
  readonly validity?: string;
  /** False for `--no-input`. */
  readonly input: boolean;
}

/** What has to be said, by the flag that says it. */
type Said = Record<(typeof FIELDS)[number][0], string>;

/** The flag, its question, and what is taken where the answer is empty. */
const FIELDS = [
  ['statement', 'What is stated', null],
  ['status', 'Is it so: pass, fail or not-applicable', 'pass'],
  ['method', 'How was it found out: examine, interview or test', 'examine'],
  ['by', 'Name of who attests', null],
  ['role', 'Their role', null],
  ['owner', 'Who keeps it up to date', null],
  ['validity', 'How long it holds, such as P1Y, P3M or P30D', 'P1Y'],
] as const;

/** `assay attest new <control>`: adds an attestation to a file, which it creates where it is not there. */
export async function attestNew(id: string, flags: AttestFlags): Promise<Exit> {
  const control = named('control', id.toUpperCase(), loadPack().controls);
  const { on = new Date().toISOString().slice(0, 10) } = flags;
  if (!z.iso.date().safeParse(on).success)
    throw new UsageError(`--on ${on}: is no day`, '2026-11-23');
  const before = existsSync(flags.file) ? readText(flags.file) : null;
  const present = before === null ? null : readAttestations(flags.file, before);
  const evidence = (flags.evidence ?? []).map((path) => evidenceOf(path, flags.file));
  const said = await saidOf(control, flags);
  const draft = {
    id: freeId(present),
    control: control.id,
    revision: control.revision,
    ...(flags.claim === undefined ? {} : { claims: flags.claim }),
    ...{ status: said.status, statement: said.statement, method: said.method },
    owner: said.owner,
    attestedBy: { name: said.by, role: said.role },
    attestedAt: on,
    validity: said.validity,
    ...(evidence.length === 0 ? {} : { evidence }),
  };
  const attestation = soundOf(draft);
  const text = withAttestation(before ?? 'version: 1\nattestations: []\n', attestation);
  readAttestations(flags.file, text);
  writeText(flags.file, text);
  return {
    code: 0,
    reason: `${attestation.id} is in ${flags.file}; assay audit --attestations ${flags.file} counts it`,
  };
}

/** The fields as flags and answers give them. Throws a UsageError that names all that are missing. */
async function saidOf(control: Control, flags: AttestFlags): Promise<Said> {
  const missing = FIELDS.filter(([flag]) => flags[flag] === undefined);
  const wanted = missing.filter(([, , usual]) => usual === null);
  const answers = new Map<string, string>();
  if (flags.input && process.stdin.isTTY) {
    process.stderr.write(`${control.id}: ${control.attest ?? control.statement}\n`);
    await asking(async (ask) => {
      for (const [flag, question, usual] of missing) {
        answers.set(flag, await answerTo(ask, question, usual));
      }
    });
  } else if (wanted.length > 0) {
    throw new UsageError(
      `attest new needs ${wanted.map(([flag]) => `--${flag}`).join(', ')}`,
      `what is to be stated of ${control.id}: ${control.attest ?? control.statement}`,
    );
  }
  const said = (flag: keyof Said): string =>
    flags[flag] ?? answers.get(flag) ?? FIELDS.find(([one]) => one === flag)?.[2] ?? '';
  return {
    ...{ statement: said('statement'), status: said('status'), method: said('method') },
    ...{ by: said('by'), role: said('role'), owner: said('owner'), validity: said('validity') },
  };
}

/** Asks until something is said. */
async function answerTo(ask: Ask, question: string, usual: string | null): Promise<string> {
  for (;;) {
    const answer = await ask(usual === null ? question : `${question} [${usual}]`);
    if (answer !== '' || usual !== null) return answer === '' ? (usual ?? '') : answer;
  }
}

const KINDS: readonly (readonly [RegExp, EvidenceFile['kind']])[] = [
  [/cert|iso[ _-]?\d{4,5}/, 'certificate'],
  [/ticket|issue/, 'ticket'],
  [/\.(log|jsonl|txt)$/, 'log'],
  [/\.(json|ya?ml|tf|toml|ini|conf)$/, 'config'],
];

/** A file with its digest; what kind it is its name tells, as far as it does. */
function evidenceOf(path: string, file: string): EvidenceFile {
  const folder = dirname(resolve(file));
  const inner = relative(folder, resolve(path)).replaceAll('\\', '/');
  const { sha256, reason } = digestBelow(folder, inner);
  if (reason !== null) {
    throw new UsageError(
      `--evidence ${path}: ${reason}`,
      `evidence lies in the folder of ${basename(file)} or below it`,
    );
  }
  const name = `${basename(path, extname(path))}${extname(path)}`.toLowerCase();
  const kind = KINDS.find(([pattern]) => pattern.test(name))?.[1] ?? 'report';
  return { path: inner, sha256, kind };
}

/** `ATT-1`, or the next one that no entry has. */
function freeId(present: Document<AttestationFile> | null): string {
  const taken = new Set(present?.value.attestations.map(({ id }) => id));
  let next = taken.size + 1;
  while (taken.has(`ATT-${next}`)) next += 1;
  return `ATT-${next}`;
}

/** The entry as files have it. Throws a UsageError that names the flag of what is wrong. */
function soundOf(draft: unknown): Attestation {
  const result = Attestation.safeParse(draft);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = String(issue?.path[0] ?? '');
  const flag = { attestedBy: 'by', attestedAt: 'on', claims: 'claim', expires: 'validity' }[field];
  throw new UsageError(`--${flag ?? field}: ${issue?.message ?? 'is not what is wanted'}`);
}
