import { z } from 'zod';
import { DOCUMENT_TYPES } from '../evidence/kinds/org/register.ts';
import { readDocument, type Document } from './document.ts';
import { InnerPath, Sha256 } from './statement.ts';

const Text = z.string().trim().min(1, 'must not be empty').max(200, 'at most 200 characters');

/** Types that say against what somebody was examined. */
const AGAINST: readonly string[] = ['certificate', 'attestation-of-compliance', 'audit-report'];

/** Types that are contracts with somebody. */
const CONTRACTS: readonly string[] = ['baa', 'scc'];

/** One certificate, report, contract or record; what it says of itself is written down here. */
const RegisterDocument = z
  .strictObject({
    type: z.enum(DOCUMENT_TYPES),
    standard: Text.optional(),
    /** Whose it is, where it is not the organisation's own: a supplier, the other party. */
    holder: Text.optional(),
    issuer: Text.optional(),
    number: Text.optional(),
    scope: Text.optional(),
    validFrom: z.iso.date().optional(),
    validUntil: z.iso.date().optional(),
    dates: z.array(z.iso.date()).max(1000).optional(),
    openFindings: z.int().min(0).optional(),
    /** From the folder of the register. */
    file: z.strictObject({ path: InnerPath, sha256: Sha256 }).optional(),
  })
  .superRefine(({ type, standard, holder, validFrom = '', validUntil = '9999' }, context) => {
    const refuse = (path: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [path], message });
    };
    if (AGAINST.includes(type) && standard === undefined) {
      refuse('standard', 'say against which standard, such as ISO/IEC 27001:2022');
    }
    if (CONTRACTS.includes(type) && holder === undefined) {
      refuse('holder', 'say with whom it is signed');
    }
    if (validUntil < validFrom) refuse('validUntil', `${validUntil} lies before validFrom`);
  });
export type RegisterDocument = z.infer<typeof RegisterDocument>;

/** register.yaml: the documents that an organisation keeps about itself and its suppliers. */
export const RegisterFile = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1),
  organisation: Text,
  documents: z.array(RegisterDocument).max(1000),
});
export type RegisterFile = z.infer<typeof RegisterFile>;

/** Reads a register. Throws a DocumentError. */
export const readRegister = (file: string, text: string): Document<RegisterFile> =>
  readDocument(file, text, RegisterFile);
