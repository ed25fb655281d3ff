import type { DnssecCause } from '../../../evidence/kinds/dns/dnssec.ts';

/** What a sentence about a cause may speak of: everything that one cause did in one zone to one key. */
export interface Touched {
  readonly zone: string;
  /** `key 12345 (ECDSAP256SHA256)`; empty where no key is concerned. */
  readonly key: string;
  /** The only RRset concerned, as `name/type`; null where there are several or none. */
  readonly rrset: string | null;
  /** The time of the cause, e.g. `2024-02-01 00:00 UTC`; empty where there is none. */
  readonly when: string;
  /** Words of the place where it was found. */
  readonly detail: string;
}

interface CauseRow {
  /** RFC 8914; null where validators send none. */
  readonly code: number | null;
  readonly reference: string;
  sentence(touched: Touched): string;
}

/** The DNSKEY RRset stands for its zone: all else hangs on it. */
const isOne = ({ rrset, zone }: Touched): boolean => rrset !== null && rrset !== `${zone}/DNSKEY`;

function signatures(touched: Touched): string {
  const { rrset, zone, key } = touched;
  const of = isOne(touched) ? `signature of ${rrset ?? zone}` : `signatures of ${zone}`;
  return `The ${of}${key === '' ? '' : ` by ${key}`}`;
}

const verb = (touched: Touched, one: string, many: string): string => (isOne(touched) ? one : many);

/** Worst and most telling first: the order in which faults of one effect are named. */
export const CAUSES: Readonly<Record<DnssecCause, CauseRow>> = {
  'anchor-mismatch': {
    code: 9,
    reference: 'RFC 4035, section 5',
    sentence: ({ zone }) => `No key of ${zone} matches the trust anchor`,
  },
  'dnskey-missing': {
    code: 9,
    reference: 'RFC 4035, section 2.4',
    sentence: ({ zone }) => `${zone} has DS records at its parent but no DNSKEY records`,
  },
  'ds-no-matching-key': {
    code: 9,
    reference: 'RFC 4035, section 5.2',
    sentence: ({ zone, key }) => `The DS record of ${zone} for ${key} matches no key of the zone`,
  },
  'ds-digest-mismatch': {
    code: 9,
    reference: 'RFC 4034, section 5.1.4',
    sentence: ({ zone, key }) =>
      `The DS record of ${zone} for ${key} has another digest than that key`,
  },
  'key-revoked': {
    code: 6,
    reference: 'RFC 5011, section 2.1',
    sentence: ({ zone, key }) =>
      `${capital(key)} of ${zone} is revoked, so that nothing can be trusted for it`,
  },
  'key-not-zone-key': {
    code: 11,
    reference: 'RFC 4034, section 2.1.1',
    sentence: ({ zone, key }) =>
      `${capital(key)} of ${zone} is not a zone key of DNSSEC, so that nothing can be trusted for it`,
  },
  'key-malformed': {
    code: 6,
    reference: 'RFC 4034, section 2.1.4',
    sentence: ({ zone, key, detail }) =>
      `The public key of ${key} of ${zone} cannot be read${because(detail)}`,
  },
  'dnskey-not-signed-by-ds-key': {
    code: 10,
    reference: 'RFC 4035, section 5.2',
    sentence: ({ zone, key }) =>
      `The DNSKEY records of ${zone} are not signed by ${key}, which is the one trusted from above`,
  },
  'signature-expired': {
    code: 7,
    reference: 'RFC 4035, section 5.3.1',
    sentence: (touched) => `${signatures(touched)} expired on ${touched.when}`,
  },
  'signature-not-yet-valid': {
    code: 8,
    reference: 'RFC 4035, section 5.3.1',
    sentence: (touched) =>
      `${signatures(touched)} ${verb(touched, 'is', 'are')} not valid before ${touched.when}`,
  },
  'signature-invalid': {
    code: 6,
    reference: 'RFC 4035, section 5.3.3',
    sentence: (touched) =>
      `${signatures(touched)} ${verb(touched, 'does', 'do')} not verify${because(touched.detail)}`,
  },
  'signature-missing': {
    code: 10,
    reference: 'RFC 4035, section 2.2',
    sentence: ({ rrset, zone, detail }) =>
      rrset === null
        ? `Records of ${zone} have no signatures${because(detail)}`
        : `The records ${rrset} have no signature${because(detail)}`,
  },
  'signature-key-missing': {
    code: 9,
    reference: 'RFC 4035, section 5.3.1',
    sentence: (touched) => `${signatures(touched)} cannot be verified: the zone has no such key`,
  },
  'signature-signer': {
    code: 6,
    reference: 'RFC 4035, section 5.3.1',
    sentence: (touched) =>
      `${signatures(touched)} ${verb(touched, 'names', 'name')} another signer than the zone ${touched.zone}${because(touched.detail)}`,
  },
  'signature-labels': {
    code: 6,
    reference: 'RFC 4035, section 5.3.1',
    sentence: (touched) =>
      `${signatures(touched)} ${verb(touched, 'does', 'do')} not fit the labels of the name${because(touched.detail)}`,
  },
  'denial-missing': {
    code: 12,
    reference: 'RFC 4035, section 3.1.3',
    sentence: ({ zone, rrset }) =>
      rrset === null
        ? `${zone} sends no NSEC or NSEC3 records that prove what does not exist`
        : `${zone} sends no NSEC or NSEC3 records that prove that ${rrset} does not exist`,
  },
  'denial-invalid': {
    code: 6,
    reference: 'RFC 4035, section 5.4',
    sentence: ({ zone, rrset, detail }) =>
      rrset === null
        ? `What ${zone} proves contradicts what it answers${because(detail)}`
        : `What ${zone} proves of ${rrset} contradicts what it answers${because(detail)}`,
  },
  'denial-incomplete': {
    code: 12,
    reference: 'RFC 4035, section 5.4',
    sentence: ({ zone, rrset, detail }) =>
      rrset === null
        ? `${zone} does not wholly prove what does not exist${because(detail)}`
        : `${zone} does not wholly prove that ${rrset} does not exist${because(detail)}`,
  },
  'wildcard-unproven': {
    code: 6,
    reference: 'RFC 4035, section 5.3.4',
    sentence: ({ zone, rrset, detail }) =>
      `${zone} does not prove that ${rrset ?? 'a name'} may be answered from a wildcard${because(detail)}`,
  },
  'alias-loop': {
    code: null,
    reference: 'RFC 1034, section 3.6.2',
    sentence: ({ rrset, zone }) =>
      `The aliases that begin at ${rrset ?? zone} lead back to themselves`,
  },
  'limit-reached': {
    code: null,
    reference: 'RFC 4035, section 5.3.3',
    sentence: ({ rrset, zone, detail }) =>
      `${rrset ?? zone} takes more work to validate than validators do${because(detail)}`,
  },
  'nsec3-iterations': {
    code: 27,
    reference: 'RFC 9276, section 3.2',
    sentence: ({ zone, detail }) =>
      `NSEC3 of ${zone} has more iterations than validators compute${because(detail)}`,
  },
  'digest-unsupported': {
    code: 2,
    reference: 'RFC 4035, section 5.2',
    sentence: ({ zone, detail }) =>
      `The DS records of ${zone} are of digests that are not supported${because(detail)}`,
  },
  'algorithm-unsupported': {
    code: 1,
    reference: 'RFC 4035, section 5.2',
    sentence: ({ zone, detail }) =>
      `The DS records of ${zone} are of algorithms that are not supported${because(detail)}`,
  },
  'opt-out': {
    code: null,
    reference: 'RFC 5155, section 6',
    sentence: ({ zone, detail }) =>
      `${detail} leaves ${zone} out of what it signs (opt-out), so that its answers are not protected`,
  },
  'ds-absent': {
    code: null,
    reference: 'RFC 4035, section 5.2',
    sentence: ({ zone, detail }) =>
      `${detail} that ${zone} has no DS records, so that its answers are not protected`,
  },
  'ancestor-insecure': {
    code: null,
    reference: 'RFC 4035, section 4.3',
    sentence: ({ zone, detail }) => `${zone} lies below ${detail}, which is not protected`,
  },
  'resolver-only': {
    code: null,
    reference: 'RFC 4035, section 3.2',
    sentence: ({ detail }) => `The resolver leaves out what DNSSEC needs${because(detail)}`,
  },
  'no-answer': {
    code: null,
    reference: 'RFC 4035, section 4.3',
    sentence: ({ rrset, zone, detail }) => `${rrset ?? zone} was not answered${because(detail)}`,
  },
};

/** The rank of a cause: the lower, the sooner it is named. */
export const rankOf = (cause: DnssecCause): number => Object.keys(CAUSES).indexOf(cause);

const because = (detail: string): string => (detail === '' ? '' : `: ${detail}`);
const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
