import { z } from 'zod';
import { listingOf, namedBy } from '../../listing.ts';

/** A certificate of the organisation's own. */
const OwnCertificate = namedBy(
  'document',
  z.strictObject({
    document: z.string(),
    validUntil: z.iso.date().nullable(),
    /** To the end of the last day; below 0 where that is past. */
    daysLeft: z.int().nullable(),
    /** Whether it holds on the day; null where the register does not say until when it does. */
    valid: z.boolean().nullable(),
    /** Whether its edition counts no longer; null where the register does not say which it is. */
    withdrawn: z.boolean().nullable(),
  }),
);
export type OwnCertificate = z.infer<typeof OwnCertificate>;

/** Whose documents of one kind those are, and whether one of them holds on the day. */
const Party = namedBy(
  'holder',
  z.strictObject({
    holder: z.string(),
    current: z.boolean().nullable(),
    documents: z.array(z.string()),
  }),
);
export type Party = z.infer<typeof Party>;

/** What a supplier was examined against: names of standards, without editions. */
const Supplier = namedBy(
  'holder',
  z.strictObject({
    holder: z.string(),
    /** With `any` where there is one. */
    current: z.array(z.string()),
    /** Those of which every document has run out; with `any` where all have. */
    lapsed: z.array(z.string()),
  }),
);
export type Supplier = z.infer<typeof Supplier>;

/** A day on which something was done. */
const Occasion = namedBy(
  'date',
  z.strictObject({ date: z.iso.date(), daysAgo: z.int(), document: z.string() }),
);
export type Occasion = z.infer<typeof Occasion>;

/** The time without a scan before a later one, or before the day. */
const Gap = namedBy(
  'from',
  z.strictObject({
    /** 1 for the last one. */
    place: z.int(),
    from: z.iso.date(),
    to: z.iso.date(),
    days: z.int(),
    /** Null where a record that cannot be read may hold a scan between. */
    surely: z.int().nullable(),
  }),
);
export type Gap = z.infer<typeof Gap>;

/**
 * What the register of an organisation comes to on the day. A list of which the register has nothing
 * is not complete: what is not in it may be there all the same.
 */
export const orgDocuments = {
  id: 'org.documents',
  title: 'Certificates, contracts and records',
  schema: z.strictObject({
    organisation: z.string(),
    /** Whether there is more than the register names; that is never known. */
    unregistered: z.boolean().nullable(),
    iso27001: listingOf(OwnCertificate),
    iso27018: listingOf(OwnCertificate),
    pciAttestations: listingOf(Party),
    baas: listingOf(Party),
    sccs: listingOf(Party),
    suppliers: listingOf(Supplier),
    penetrationTests: listingOf(Occasion),
    scans: listingOf(Occasion),
    scanGaps: z.array(Gap),
    managementReviews: listingOf(Occasion),
    recoveryTests: listingOf(Occasion),
    trainings: listingOf(Occasion),
  }),
};
export type OrgDocuments = z.infer<typeof orgDocuments.schema>;
