import { z } from 'zod';
import { Problem } from '../../problem.ts';

/** What a document of the organisation is. */
export const DOCUMENT_TYPES = [
  'certificate',
  'attestation-of-compliance',
  'audit-report',
  'penetration-test',
  'vulnerability-scan',
  'management-review',
  'recovery-test',
  'baa',
  'scc',
  'training',
] as const;

/** One document of a register, as the register states it. */
export const RegisterEntry = z.strictObject({
  type: z.enum(DOCUMENT_TYPES),
  /** What it certifies against or was done by: `ISO/IEC 27001:2022`, `PCI DSS 4.0.1`, `SOC 2`. */
  standard: z.string().nullable(),
  /** Whom it is of: the organisation itself where null, else a supplier. */
  holder: z.string().nullable(),
  issuer: z.string().nullable(),
  number: z.string().nullable(),
  scope: z.string().nullable(),
  /** First and last day on which it holds. */
  validFrom: z.iso.date().nullable(),
  validUntil: z.iso.date().nullable(),
  /** Days on which it was done: tests, scans, reviews. */
  dates: z.array(z.iso.date()),
  /** Findings of high severity that are still open; null where it does not say. */
  openFindings: z.int().nullable(),
  /** The document itself; the digest is that of its bytes at the time of the look. */
  file: z.strictObject({ path: z.string(), sha256: z.string() }).nullable(),
  /** Why it cannot count: its file is missing, or is not the one that was registered. */
  problem: Problem.nullable(),
});
export type RegisterEntry = z.infer<typeof RegisterEntry>;

/** The documents that an organisation keeps about itself and its suppliers. */
export const orgRegister = {
  id: 'org.register',
  title: 'Register of certificates and reports',
  schema: z.strictObject({
    /** The register file. */
    path: z.string(),
    sha256: z.string(),
    entries: z.array(RegisterEntry),
  }),
};
export type OrgRegister = z.infer<typeof orgRegister.schema>;
