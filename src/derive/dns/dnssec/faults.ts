import { extendedErrorName, algorithmName } from '../../../codec/iana/dnssec.ts';
import type { DnssecCause, DnssecFault } from '../../../evidence/kinds/dns/dnssec.ts';
import { CAUSES, rankOf, type Touched } from './causes.ts';

/** RRsets and servers that one fault names at most. */
const MOST_NAMED = 64;

/** One cause at one RRset of one server; those of one cause, zone and key become one DnssecFault. */
export interface Fault {
  readonly cause: DnssecCause;
  readonly effect: DnssecFault['effect'];
  readonly zone: string;
  readonly key: { readonly tag: number; readonly algorithm: number } | null;
  /** `name/type`. */
  readonly rrset: string | null;
  readonly server: string | null;
  /** Seconds since 1970 of what happened, e.g. of the expiration. */
  readonly at: number | null;
  readonly detail: string;
}

type Given = Pick<Fault, 'cause' | 'effect' | 'zone'> & Partial<Fault>;

/** A fault of which only some things are known. */
export const fault = (given: Given): Fault => ({
  key: null,
  rrset: null,
  server: null,
  at: null,
  detail: '',
  ...given,
});

/**
 * The same faults where they do not change the status, for another way leads round them; an answer
 * that one server did not give is none then.
 */
export const harmless = (faults: readonly Fault[]): readonly Fault[] =>
  faults
    .filter(({ effect }) => effect !== 'indeterminate')
    .map((one) => ({ ...one, effect: 'none' }));

const EFFECTS = ['bogus', 'indeterminate', 'insecure', 'none'] as const;

/** Faults by cause, zone and key, worst first; each group has the effect of its worst. */
export function grouped(faults: readonly Fault[]): DnssecFault[] {
  const groups = Map.groupBy(
    faults,
    ({ cause, zone, key }) => `${cause} ${zone} ${key?.tag ?? ''} ${key?.algorithm ?? ''}`,
  );
  return [...groups.values()]
    .flatMap(groupOf)
    .sort(
      (a, b) =>
        EFFECTS.indexOf(a.effect) - EFFECTS.indexOf(b.effect) || rankOf(a.cause) - rankOf(b.cause),
    );
}

function groupOf(faults: readonly Fault[]): DnssecFault[] {
  const [worst] = [...faults].sort((a, b) => EFFECTS.indexOf(a.effect) - EFFECTS.indexOf(b.effect));
  if (worst === undefined) return [];
  const { cause, effect, zone, key } = worst;
  const { code, reference } = CAUSES[cause];
  return [
    {
      cause,
      effect,
      zone,
      sentence: sentenceOf(faults.filter((one) => one.effect === effect)),
      reference,
      extendedError: code === null ? null : { code, name: extendedErrorName(code) },
      keyTag: key?.tag ?? null,
      algorithm: key === null ? null : algorithmName(key.algorithm),
      rrsets: distinct(faults.map(({ rrset }) => rrset)),
      servers: distinct(faults.map(({ server }) => server)),
    },
  ];
}

const distinct = (texts: readonly (string | null)[]): string[] =>
  [...new Set(texts.filter((text) => text !== null))].slice(0, MOST_NAMED);

/** One sentence for all of a group. */
function sentenceOf(faults: readonly Fault[]): string {
  const [first] = faults;
  if (first === undefined) return '';
  return CAUSES[first.cause].sentence(touchedBy(first, faults));
}

function touchedBy({ zone, key, detail }: Fault, faults: readonly Fault[]): Touched {
  const rrsets = distinct(faults.map(({ rrset }) => rrset));
  const times = faults.flatMap(({ at }) => at ?? []);
  const [only, ...others] = rrsets;
  return {
    zone,
    key: key === null ? '' : `key ${key.tag} (${algorithmName(key.algorithm)})`,
    rrset: only === undefined || others.length > 0 ? null : only,
    when: times.length === 0 ? '' : spoken(Math.min(...times)),
    detail,
  };
}

/** To the minute, as people write it. */
const spoken = (seconds: number): string =>
  `${new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
