/** A standard and which edition of it, as a certificate or a contract names them. */
export interface NamedStandard {
  /** In one spelling: `ISO/IEC 27001`, `PCI DSS`, `SOC 2`; the text itself where it is none of these. */
  readonly name: string;
  /** `2022`, `4.0.1`; null where the text does not say. */
  readonly edition: string | null;
}

/** An edition that counts no longer. */
interface Withdrawn {
  readonly name: string;
  readonly editions: readonly string[];
  /** The first day on which nothing rests on it. */
  readonly since: string;
  /** What to ask for now. */
  readonly instead: string;
}

const WITHDRAWN: readonly Withdrawn[] = [
  // IAF ID 11:2013; IAF MD 26:2022, of which the last day is 2025-10-31.
  {
    name: 'ISO/IEC 27001',
    editions: ['2005'],
    since: '2015-10-02',
    instead: 'ISO/IEC 27001:2022',
  },
  {
    name: 'ISO/IEC 27001',
    editions: ['2013', '2017'],
    since: '2025-11-01',
    instead: 'ISO/IEC 27001:2022',
  },
  // Retired at the end of 2024-03-31 and 2024-12-31; what was attested before counts for a year.
  {
    name: 'PCI DSS',
    editions: ['1.0', '1.1', '1.2', '1.2.1', '2.0', '3.0', '3.1', '3.2', '3.2.1'],
    since: '2025-04-01',
    instead: 'PCI DSS 4.0.1',
  },
  { name: 'PCI DSS', editions: ['4.0'], since: '2026-01-01', instead: 'PCI DSS 4.0.1' },
  // Replaced for reports of periods that end on 2011-06-15 and 2017-05-01 or later; likewise.
  { name: 'SAS 70', editions: ['70'], since: '2012-06-15', instead: 'a SOC 2 report' },
  { name: 'SSAE 16', editions: ['16'], since: '2018-05-01', instead: 'a SOC 2 report' },
  // Implementing Decision (EU) 2021/914, article 4(4).
  {
    name: 'SCC',
    editions: ['2001/497', '2004/915', '2010/87'],
    since: '2022-12-28',
    instead: 'the clauses of Decision (EU) 2021/914',
  },
  // Court of Justice of the EU, C-311/18.
  {
    name: 'Privacy Shield',
    editions: ['2016/1250'],
    since: '2020-07-16',
    instead: 'standard contractual clauses',
  },
];

/** How standards are written, and the group that is the edition. */
const SPELLINGS: readonly (readonly [RegExp, (match: readonly string[]) => NamedStandard])[] = [
  [
    /\bISO(?:\/IEC)? ?(\d{4,5})(?: ?: ?(\d{4}))?/i,
    ([, number = '', edition]) => ({
      name: `${ISO_ALONE.has(number) ? 'ISO' : 'ISO/IEC'} ${number}`,
      edition: edition ?? null,
    }),
  ],
  [
    /\bPCI[ -]?DSS(?:,? ?(?:v|version)?\.? ?(\d(?:\.\d){1,2}))?/i,
    ([, edition]) => ({ name: 'PCI DSS', edition: edition ?? null }),
  ],
  [/\bSOC ?([123])\b/i, ([, type = '']) => ({ name: `SOC ${type}`, edition: null })],
  [/\bSAS ?70\b/i, () => ({ name: 'SAS 70', edition: '70' })],
  [/\bSSAE ?(?:No\. ?)?16\b/i, () => ({ name: 'SSAE 16', edition: '16' })],
  [
    /\b(2001\/497|2004\/915|2010\/87|2021\/914)\b/,
    ([, edition = '']) => ({ name: 'SCC', edition }),
  ],
  [/\bPrivacy Shield\b/i, () => ({ name: 'Privacy Shield', edition: '2016/1250' })],
];

/** Standards of ISO that are none of the IEC's. */
const ISO_ALONE: ReadonlySet<string> = new Set(['9001', '14001', '22301', '13485', '27799']);

/** Longest name of a standard that is looked into. */
const LONGEST = 200;

/** Reads a standard as people write it. */
export function standardOf(text: string): NamedStandard {
  const written = text.slice(0, LONGEST).replace(/\s+/g, ' ').trim();
  for (const [pattern, named] of SPELLINGS) {
    const match = pattern.exec(written);
    if (match !== null) return named(match);
  }
  return { name: written, edition: null };
}

/** Whether some edition of the standard counts no longer, so that it matters which one is meant. */
export const editionMatters = ({ name }: NamedStandard): boolean =>
  WITHDRAWN.some((one) => one.name === name);

/** Since when nothing rests on this edition, and what to ask for; null where it counts on `day`. */
export function withdrawnOn(
  { name, edition }: NamedStandard,
  day: string,
): { readonly since: string; readonly instead: string } | null {
  const withdrawn = WITHDRAWN.find(
    (one) => one.name === name && edition !== null && one.editions.includes(edition),
  );
  return withdrawn === undefined || day < withdrawn.since ? null : withdrawn;
}
