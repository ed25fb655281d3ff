import { createHash } from 'node:crypto';
import type { Config } from '../document/config.ts';
import type { Document } from '../document/document.ts';
import { readRegister, type RegisterDocument } from '../document/register.ts';
import type { Evidence } from '../evidence/evidence.ts';
import {
  orgRegister,
  type OrgRegister,
  type RegisterEntry,
} from '../evidence/kinds/org/register.ts';
import { present } from '../evidence/observation.ts';
import type { Target } from '../evidence/target.ts';
import { evidenceId } from '../audit/look.ts';
import { namedAs } from '../audit/target.ts';
import { digestBelow } from './evidence-files.ts';
import { filesNamed, folderOf, readAll, refuse, repeatedIds } from './named-files.ts';
import { reportPlace } from './named-place.ts';
import type { LookFlags } from './options.ts';

/** An organisation and what its register says. */
export interface RegisterLook {
  readonly target: Target;
  readonly evidence: Evidence;
}

/**
 * Reads the registers of `--register` and `evidence.registers`, and the documents in them. A document
 * that is missing or has changed is a problem of its entry. Throws a UsageError or DocumentError.
 */
export function registersOf(
  flags: Pick<LookFlags, 'register'>,
  config: Document<Config> | null,
  now: Date,
): RegisterLook[] {
  const files = filesNamed(flags.register, config, config?.value.evidence?.registers);
  const registers = readAll(files, (file, text, bytes) => ({
    document: readRegister(file, text),
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }));
  refuse(
    repeatedIds(
      registers.map(({ document: { value, place } }) => ({
        name: value.organisation,
        place: place(['organisation']),
      })),
    ),
  );
  return registers.map(({ document, sha256 }) => {
    const { organisation, documents } = document.value;
    const id = `organisation:${organisation}`;
    const { id: kind } = orgRegister;
    return {
      target: namedAs(
        {
          ...{ id, kind: 'organisation', uri: id, host: organisation },
          ...{ port: null, role: null, addresses: [] },
        },
        reportPlace(document.place(['organisation'])),
      ),
      evidence: {
        ...{ id: evidenceId(kind, id), kind, target: id, observedAt: now.toISOString() },
        observation: present<OrgRegister>({
          ...{ path: document.file, sha256 },
          entries: documents.map((one) => entryOf(one, folderOf(document.file))),
        }),
        cost: { connections: 0, queries: 0, requests: 0, ms: 0 },
      },
    };
  });
}

function entryOf(document: RegisterDocument, folder: string): RegisterEntry {
  const { type, standard, holder, issuer, number, scope, validFrom, validUntil } = document;
  return {
    ...{ type, standard: standard ?? null, holder: holder ?? null, issuer: issuer ?? null },
    ...{ number: number ?? null, scope: scope ?? null },
    ...{ validFrom: validFrom ?? null, validUntil: validUntil ?? null },
    dates: document.dates ?? [],
    openFindings: document.openFindings ?? null,
    ...fileOf(document.file, folder),
  };
}

/** The file as it is, and why it cannot count where it is not the one that was registered. */
function fileOf(
  file: RegisterDocument['file'],
  folder: string,
): Pick<RegisterEntry, 'file' | 'problem'> {
  if (file === undefined) return { file: null, problem: null };
  const { sha256, reason } = digestBelow(folder, file.path);
  if (reason !== null) {
    return { file: null, problem: { code: 'unfit', detail: `${file.path}: ${reason}` } };
  }
  const detail = `${file.path}: is not the document that was registered (SHA-256 differs)`;
  return {
    file: { path: file.path, sha256 },
    problem: sha256 === file.sha256 ? null : { code: 'unfit', detail },
  };
}
