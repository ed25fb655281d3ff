import { z } from 'zod';
import { Tool } from '../evidence/bundle.ts';
import { jsonText, readJsonBytes } from './json.ts';

/** The list of the files of a folder, beside them. */
export const MANIFEST = 'manifest.json';

/** The manifest with its signatures, beside it. */
export const ENVELOPE = 'manifest.dsse.json';

const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';

/**
 * What kind of statement it is: the subjects are all files of the folder of one audit, each with its
 * path from there as `name` and its size as `annotations.bytes`. A reader of this type accepts no
 * subject twice and no path that leads out. It is a name: nothing is to be found there.
 */
const PREDICATE_TYPE = 'https://assay.example/audit-bundle/v1';

const LONGEST_NAME = 1000;

/** Whether a name is that of a file inside the folder, written in the one way that there is. */
export const isName = (name: string): boolean =>
  name.length <= LONGEST_NAME &&
  !/[\\\p{Cc}\p{Cs}]/u.test(name) &&
  name.split('/').every((part) => !['', '.', '..'].includes(part)) &&
  name !== MANIFEST &&
  name !== ENVELOPE;

const Subject = z.object({
  name: z.string().refine(isName, 'is not the path of a file inside the folder'),
  digest: z.object({
    sha256: z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256 in hexadecimal'),
  }),
  annotations: z.object({ bytes: z.int().min(0) }),
});

/** What the files are of. */
const Predicate = z.object({
  tool: Tool,
  report: z.object({ id: z.uuid(), rulesHash: z.string() }),
  /** The time as of which was judged; that of the signature is not stated by anybody. */
  now: z.iso.datetime(),
  /** Ids of the targets. */
  targets: z.array(z.string()),
});
export type Predicate = z.infer<typeof Predicate>;

/**
 * An in-toto Statement about the files of an audit (in-toto Attestation Framework, Statement v1).
 * Fields that are not known are passed over, as its parsing rules have it.
 */
const Manifest = z
  .object({
    _type: z.literal(STATEMENT_TYPE),
    subject: z.array(Subject).min(1, 'names no file'),
    predicateType: z.literal(PREDICATE_TYPE),
    predicate: Predicate,
  })
  .superRefine(({ subject }, context) => {
    const seen = new Set<string>();
    subject.forEach(({ name }, index) => {
      if (seen.has(name)) {
        context.addIssue({ code: 'custom', path: ['subject', index], message: 'is there twice' });
      }
      seen.add(name);
    });
  });

/** A file as the manifest has it: its path from the folder, with `/`. */
export interface SealedFile {
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** What a manifest says. */
export interface ManifestContent {
  readonly files: readonly SealedFile[];
  readonly predicate: Predicate;
}

/** The text of a manifest; the same files in any order give the same. */
export const formatManifest = ({ files, predicate }: ManifestContent): string =>
  jsonText({
    _type: STATEMENT_TYPE,
    subject: files
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ name, sha256, bytes }) => ({ name, digest: { sha256 }, annotations: { bytes } })),
    predicateType: PREDICATE_TYPE,
    predicate,
  });

/** Reads a manifest. Throws a SealError. */
export function readManifest(bytes: Uint8Array): ManifestContent {
  const { subject, predicate } = readJsonBytes(bytes, Manifest, 'a manifest');
  return {
    files: subject.map(({ name, digest, annotations }) => ({ name, ...digest, ...annotations })),
    predicate,
  };
}
