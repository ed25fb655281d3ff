import { changeSignature, corrupted, coveredType, type RecordLine } from './record-line.ts';
import type { SignatureFields } from './record-line.ts';

type Change = (lines: readonly RecordLine[]) => readonly RecordLine[];
type Where = (line: RecordLine) => boolean;

/** Records that hold or cover one of the types. */
export const ofTypes =
  (...types: readonly string[]): Where =>
  (line) =>
    types.includes(coveredType(line));

/** Signatures over one of the types. */
export const signaturesOf =
  (...types: readonly string[]): Where =>
  (line) =>
    line.type === 'RRSIG' && types.includes(coveredType(line));

/** Records whose owner begins with these labels. */
export const under =
  (labels: string, where: Where): Where =>
  (line) =>
    line.owner.startsWith(`${labels}.`) && where(line);

/** Leaves records out. */
export const without =
  (where: Where): Change =>
  (lines) =>
    lines.filter((line) => !where(line));

/** Changes fields of signatures. */
export const withSignatures =
  (where: Where, change: (fields: SignatureFields) => Partial<SignatureFields>): Change =>
  (lines) =>
    lines.map((line) => (where(line) ? changeSignature(line, change) : line));

/** Flips a bit of signatures. */
export const corrupt = (where: Where): Change =>
  withSignatures(where, ({ signature }) => ({ signature: corrupted(signature) }));

/** One change after the other. */
export const both =
  (...changes: readonly Change[]): Change =>
  (lines) =>
    changes.reduce<readonly RecordLine[]>((left, change) => change(left), lines);

/** Changes the words of the data of records. */
export const withWords =
  (where: Where, change: (words: readonly string[]) => readonly string[]): Change =>
  (lines) =>
    lines.map((line) =>
      where(line) ? { ...line, data: change(line.data.split(/\s+/)).join(' ') } : line,
    );
