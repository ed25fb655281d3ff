import {
  orgDocuments,
  type OrgDocuments,
  type OwnCertificate,
} from '../../evidence/kinds/org/documents.ts';
import { orgRegister, type RegisterEntry } from '../../evidence/kinds/org/register.ts';
import type { Listing } from '../../evidence/listing.ts';
import { present } from '../../evidence/observation.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { dayOf } from './day.ts';
import { entriesOf, listingFrom, nameOf, type Entries } from './entries.ts';
import { gapsBetween, occasionsOf } from './occasions.ts';
import { partiesOf, suppliersOf } from './parties.ts';
import { daysLeft, standardIn, validOn, withdrawnIn } from './validity.ts';

/** What the documents of an organisation are worth on the day. */
export const orgDocumentsDerivation: Derivation<OrgDocuments> = {
  kind: orgDocuments,
  from: [orgRegister],
  derive: (context) =>
    fromPresent(context.get(orgRegister), ({ entries }) =>
      present(documentsOn(entries, context.target.host, dayOf(context.now))),
    ),
};

function documentsOn(
  entries: readonly RegisterEntry[],
  organisation: string,
  today: string,
): OrgDocuments {
  const own = entries.map((entry) => withoutOwnName(entry, organisation));
  const of = (what: string, wanted: (entry: RegisterEntry) => boolean): Entries =>
    entriesOf(own, what, wanted);
  const ofOurs = (what: string, type: RegisterEntry['type']): Entries =>
    of(what, (entry) => entry.type === type && entry.holder === null);
  const certificate = (name: string): Listing<OwnCertificate> =>
    certificatesOf(
      of(`certificate of ${name}`, (entry) => isOwnCertificate(entry, name)),
      today,
    );
  const done = (what: string, type: RegisterEntry['type']) =>
    occasionsOf(ofOurs(what, type), today);
  const pci = of('attestation of compliance with PCI DSS', isPciAttestation);
  const scans = done('vulnerability scan', 'vulnerability-scan');
  return {
    organisation,
    unregistered: null,
    iso27001: certificate('ISO/IEC 27001'),
    iso27018: certificate('ISO/IEC 27018'),
    pciAttestations: partiesOf(pci, organisation, today),
    baas: partiesOf(
      of('business associate agreement', ({ type }) => type === 'baa'),
      organisation,
      today,
    ),
    sccs: partiesOf(
      of('set of standard contractual clauses', ({ type }) => type === 'scc'),
      organisation,
      today,
    ),
    suppliers: suppliersOf(
      of('document of a supplier', ({ holder }) => holder !== null),
      organisation,
      today,
    ),
    penetrationTests: done('penetration test', 'penetration-test'),
    scans,
    scanGaps: gapsBetween(scans, today),
    managementReviews: done('management review', 'management-review'),
    recoveryTests: done('recovery test', 'recovery-test'),
    trainings: done('training', 'training'),
  };
}

/** An organisation that is named as the holder of its own document is no supplier of itself. */
const withoutOwnName = (entry: RegisterEntry, organisation: string): RegisterEntry =>
  entry.holder?.toLowerCase() === organisation.toLowerCase() ? { ...entry, holder: null } : entry;

const isOwnCertificate = (entry: RegisterEntry, name: string): boolean =>
  entry.type === 'certificate' && entry.holder === null && standardIn(entry)?.name === name;

const isPciAttestation = (entry: RegisterEntry): boolean =>
  entry.type === 'attestation-of-compliance' && standardIn(entry)?.name === 'PCI DSS';

const certificatesOf = (entries: Entries, today: string): Listing<OwnCertificate> =>
  listingFrom(
    entries,
    entries.fit.map((entry) => ({
      document: nameOf(entry),
      validUntil: entry.validUntil,
      daysLeft: daysLeft(entry, today),
      valid: validOn(entry, today),
      withdrawn: withdrawnIn(entry, today),
    })),
  );
