import { z } from 'zod';

const Text = z.string().trim().min(1, 'must not be empty');

/** A name, or a name with what makes it count. */
export const Person = z.union([Text, z.strictObject({ name: Text, role: Text })]);
export type Person = z.infer<typeof Person>;

/** `Jane Doe`, `Jane Doe (CISO)`. */
export const spokenPerson = (person: Person): string =>
  typeof person === 'string' ? person : `${person.name} (${person.role})`;

const INSIDE = 'write a path below the folder of this file, with / and without ..';

/** A path that cannot lead out of the folder that it begins in, whatever the system. */
export const InnerPath = Text.refine(
  (path) => !/^\/|^[a-z]:|\\|\0/i.test(path) && !path.split('/').includes('..'),
  INSIDE,
);

export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits in lower case');

/** A file that bears a statement out; its digest is checked in every run. */
export const EvidenceFile = z
  .strictObject({
    /** From the folder of the file that names it. */
    path: InnerPath,
    sha256: Sha256,
    kind: z.enum(['certificate', 'report', 'config', 'log', 'ticket']),
    /** Of a certificate. */
    issuer: Text.optional(),
    number: Text.optional(),
    standard: Text.optional(),
    validFrom: z.iso.date().optional(),
    validUntil: z.iso.date().optional(),
    scope: Text.optional(),
  })
  .refine(({ validFrom = '', validUntil = '9999-12-31' }) => validFrom <= validUntil, {
    path: ['validUntil'],
    message: 'lies before validFrom',
  });
export type EvidenceFile = z.infer<typeof EvidenceFile>;

/** Refuses a second entry of the same id in a list. */
export const refuseRepeatedIds =
  (what: string) =>
  (entries: readonly { readonly id: string }[], context: z.RefinementCtx): void => {
    entries.forEach(({ id }, index) => {
      if (entries.findIndex((entry) => entry.id === id) === index) return;
      const message = `${id} is the id of ${what} further up`;
      context.addIssue({ code: 'custom', path: [index, 'id'], message });
    });
  };
