import type { MailSenders, MailSpf, SpfResult } from '../../evidence/kinds/mail/spf.ts';
import { becauseOf } from '../observed.ts';
import type { Tone } from '../tone.ts';
import { counted } from '../words.ts';
import { fewOf, shortfall, valueOf, verdictsOn, type Seen } from '../known.ts';
import { plainCell, seenCell, type Grid, type Part, type Verdict } from '../part.ts';
import { branchesOf } from './spf-tree.ts';

/** RFC 7208, section 4.6.4. */
export const MOST_LOOKUPS = 10;
const MOST_VOID = 2;
const MOST_ERRORS = 5;
const MOST_PLACES = 3;

/** Who may send mail of the domain, and how the evaluation goes where nobody matches. */
export function spfPart(
  seen: Seen<MailSpf>,
  { parked, missing }: { readonly parked: boolean; readonly missing: Tone },
): Part {
  const spf = valueOf(seen);
  return {
    name: 'SPF',
    verdicts: verdictsOn(
      seen,
      (how) => [{ tone: missing, text: `anybody may claim to send for it: ${how}` }],
      (value) => [
        ...errorsOf(value),
        ...(value.sendsNone ? SENDS_NONE : [...limitsOf(value), ...othersOf(value, parked)]),
        ...openTo(value),
        ...furtherOf(value),
      ],
    ),
    tree: spf === null || spf.sendsNone ? [] : branchesOf(spf),
    grid: null,
  };
}

/** That terms are missing, unless it is said already that for the same reason errors may be. */
const furtherOf = ({ tree, errors }: MailSpf): readonly Verdict[] =>
  !errors.complete && becauseOf(errors) === becauseOf(tree)
    ? []
    : shortfall('the evaluation may go on', tree);

const SENDS_NONE: readonly Verdict[] = [
  { tone: 'good', text: 'nobody sends mail of this domain: v=spf1 -all' },
];

function errorsOf({ errors }: MailSpf): readonly Verdict[] {
  const permerror = (text: string): Verdict => ({
    tone: 'bad',
    text: `receivers cannot use it (permerror): ${text}`,
  });
  return [
    ...errors.items.slice(0, MOST_ERRORS).map(permerror),
    ...(errors.items.length > MOST_ERRORS
      ? [permerror(`and ${counted(errors.items.length - MOST_ERRORS, 'more error')}`)]
      : []),
    ...shortfall('whether receivers can use it is not known', errors),
  ];
}

/** `7 of 10 lookups; no void lookup`, and what it means where it is too many. */
function limitsOf({ records, lookups, voidLookups }: MailSpf): readonly Verdict[] {
  if (records.length > 1) return [];
  const count = `${lookups.complete ? '' : 'at least '}${lookups.items.length} of ${MOST_LOOKUPS} lookups`;
  const { ipv4, ipv6 } = voidLookups;
  const most = Math.max(ipv4.items.length, ipv6.items.length);
  const known = ipv4.complete && ipv6.complete;
  const voids = `${known ? '' : 'at least '}${most === 0 && known ? 'no' : most} of ${MOST_VOID} void lookups`;
  return [
    lookups.items.length > MOST_LOOKUPS
      ? { tone: 'bad', text: `${count}: receivers give up before the end (permerror)` }
      : { tone: lookups.complete ? 'good' : 'open', text: count },
    ...(most > MOST_VOID
      ? [{ tone: 'bad', text: `${voids}: receivers may give up (permerror)` } as const]
      : most > 0 || !known
        ? [{ tone: known ? 'fair' : 'open', text: voids } as const]
        : []),
  ];
}

type Qualifier = MailSpf['all']['items'][number];

const OTHERS: Readonly<Record<Qualifier, readonly [Tone, string]>> = {
  fail: ['good', 'senders not named fail'],
  softfail: ['good', 'senders not named are suspect (softfail)'],
  neutral: ['fair', 'senders not named get no verdict (neutral)'],
  pass: ['bad', 'senders not named pass'],
};

const isBroken = ({ record, errors, lookups }: MailSpf): boolean =>
  record === null || errors.items.length > 0 || lookups.items.length > MOST_LOOKUPS;

/** What senders get that nothing in the record matches. */
function othersOf(spf: MailSpf, parked: boolean): readonly Verdict[] {
  const { all, open } = spf;
  // That everybody may send is said already; with a permerror nobody gets a verdict.
  if (open.items.length > 0 || isBroken(spf)) return [];
  if (!all.complete) {
    return [{ tone: 'open', text: `what senders not named get is not known: ${becauseOf(all)}` }];
  }
  const [qualifier = 'neutral'] = all.items;
  const [tone, text] = OTHERS[qualifier];
  return [{ tone: parked && qualifier === 'softfail' ? 'fair' : tone, text }];
}

function openTo({ open, space }: MailSpf): readonly Verdict[] {
  const { ipv4Addresses } = space;
  if (open.items.length > 0) {
    const terms = open.items.map(({ term, domain }) => `${term} of ${domain}`);
    return [{ tone: 'bad', text: `everybody may send: ${fewOf(terms, MOST_PLACES)}` }];
  }
  if (ipv4Addresses === null || ipv4Addresses === 0) return [];
  const addresses = ipv4Addresses.toLocaleString('en').replaceAll(',', '\u00a0');
  return [
    {
      tone: 'quiet',
      text: `${addresses} IPv4 address${ipv4Addresses === 1 ? ' passes' : 'es pass'}`,
    },
  ];
}

const RESULT_TONES: Readonly<Record<SpfResult, Tone>> = {
  pass: 'good',
  none: 'bad',
  neutral: 'fair',
  softfail: 'bad',
  fail: 'bad',
  temperror: 'open',
  permerror: 'bad',
};

/** What SPF says of the senders that the settings name. */
export function sendersPart(seen: Seen<MailSenders>): Part {
  const senders = valueOf(seen)?.senders ?? [];
  const grid: Grid = {
    caption: 'Senders named in the settings',
    heads: ['Sender', 'SPF', 'Decided by', 'Lookups'],
    rows: senders.map(({ address, domain, result, by, lookups, reason }) => ({
      cells: [
        seenCell(address),
        result === null
          ? { tone: 'open', text: 'not known' }
          : { tone: RESULT_TONES[result], text: result },
        by === null ? plainCell('no term') : seenCell(by),
        plainCell(String(lookups)),
      ],
      remarks: result === 'pass' ? [] : [{ tone: 'quiet', text: `${domain}: ${reason}` }],
    })),
  };
  return {
    name: 'Senders',
    verdicts: verdictsOn(
      seen,
      () => [],
      () => [sendersVerdict(senders)],
    ),
    tree: [],
    grid: senders.length === 0 ? null : grid,
  };
}

function sendersVerdict(senders: MailSenders['senders']): Verdict {
  const passing = senders.filter(({ result }) => result === 'pass').length;
  const failing = senders.some(({ result }) => result !== 'pass' && result !== null);
  const of = `of ${counted(senders.length, 'sender')} named`;
  if (passing === senders.length) return { tone: 'good', text: `SPF passes all ${of}` };
  return { tone: failing ? 'bad' : 'open', text: `SPF passes ${passing} ${of}` };
}
