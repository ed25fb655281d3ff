import type { MailExchanges, MailReverse } from '../../evidence/kinds/mail/exchanges.ts';
import type { MailTransport } from '../../evidence/kinds/mail/transport.ts';
import type { Tone } from '../tone.ts';
import { counted } from '../words.ts';
import { fewOf, knownCell, shortfall, valueOf, verdictsOn, type Seen } from '../known.ts';
import {
  plainCell,
  seenCell,
  type Cell,
  type Grid,
  type Part,
  type Row,
  type Verdict,
} from '../part.ts';

const MOST_ADDRESSES = 3;

/** What is known of the servers that take the mail of a domain. */
export interface Receiving {
  readonly exchanges: Seen<MailExchanges>;
  readonly transport: Seen<MailTransport>;
  /** Of the addresses of all exchanges. */
  readonly reverse: readonly MailReverse[];
}

/** Who takes the mail of the domain, and how it is protected on its way. */
export function exchangesPart({ exchanges, transport, reverse }: Receiving): Part {
  const named = valueOf(exchanges)?.exchanges ?? [];
  const protectedBy = valueOf(transport);
  return {
    name: 'Exchanges',
    verdicts: [
      ...verdictsOn(exchanges, (how) => [{ tone: 'quiet', text: how }], stateOf),
      ...(named.length === 0
        ? []
        : verdictsOn(
            transport,
            () => [],
            (value) => [
              AUTHENTICATED[value.authenticated ?? 'unknown'],
              ...shortfall('there may be more exchanges', value.exchanges),
            ],
          )),
    ],
    tree: [],
    grid:
      named.length === 0
        ? null
        : gridOf(
            named.map((one) => rowOf(one, protectedBy, reverse)),
            protectedBy !== null,
          ),
  };
}

const STATES: Readonly<
  Record<Exclude<MailExchanges['state'], 'exchanges' | null>, readonly [Tone, string]>
> = {
  'null-mx': ['good', 'takes no mail and says so (null MX)'],
  'null-mx-mixed': ['bad', 'a null MX stands beside others: senders may go by either'],
  implicit: ['fair', 'no MX: mail goes to the address of the domain itself'],
  none: ['quiet', 'takes no mail: it has neither MX nor address'],
};

function stateOf({ state }: MailExchanges): readonly Verdict[] {
  if (state === 'exchanges') return [];
  if (state === null) {
    return [{ tone: 'open', text: 'no MX; whether mail goes to an address is not known' }];
  }
  const [tone, text] = STATES[state];
  return [{ tone, text }];
}

const AUTHENTICATED: Readonly<
  Record<NonNullable<MailTransport['authenticated']> | 'unknown', Verdict>
> = {
  all: { tone: 'good', text: 'senders can make sure of every exchange (DANE or MTA-STS)' },
  some: { tone: 'fair', text: 'senders can make sure of some exchanges only' },
  none: { tone: 'fair', text: 'senders cannot make sure of any exchange' },
  unknown: { tone: 'open', text: 'whether senders can make sure of the exchanges is not known' },
};

type Exchange = MailExchanges['exchanges'][number];
type Protection = MailTransport['exchanges']['items'][number];

const gridOf = (rows: readonly Row[], whole: boolean): Grid => ({
  caption: 'Mail exchanges',
  heads: [
    'Pref.',
    'Host',
    ...(whole ? ['STARTTLS', 'Certificate', 'DANE', 'MTA-STS'] : ['Addresses']),
  ],
  rows,
});

function rowOf(
  exchange: Exchange,
  transport: MailTransport | null,
  reverse: readonly MailReverse[],
): Row {
  const { host, preference, addresses } = exchange;
  const found = transport?.exchanges.items.find((one) => one.host === host);
  return {
    cells: [
      plainCell(String(preference)),
      seenCell(host),
      ...(transport === null
        ? [seenCell(fewOf(addresses.items, MOST_ADDRESSES) || 'none')]
        : protectionOf(found, transport)),
    ],
    remarks: [
      ...nameRemarks(exchange),
      ...(found?.reason == null ? [] : [{ tone: toneOf(found), text: found.reason }]),
      ...reverseRemarks(addresses.items, reverse),
    ],
  };
}

const NOT_KNOWN: Cell = { tone: 'open', text: 'not known' };
const NONE: Cell = { tone: 'quiet', text: 'none' };

function protectionOf(found: Protection | undefined, transport: MailTransport): readonly Cell[] {
  if (found === undefined) return [NOT_KNOWN, NOT_KNOWN, NOT_KNOWN, NOT_KNOWN];
  return [
    knownCell(found.starttls, ['good', 'offered'], ['bad', 'missing']),
    certificateOf(found, transport),
    found.dane === null ? NOT_KNOWN : DANE[found.dane],
    policyOf(found, transport),
  ];
}

/** Without a policy or DANE nobody looks at the certificate. */
function certificateOf(
  { starttls, tls, trusted, named }: Protection,
  transport: MailTransport,
): Cell {
  const wrong: Tone = transport.stsMode === 'enforce' ? 'bad' : 'fair';
  if (starttls === false) return NONE;
  if (tls === false) return { tone: 'bad', text: 'no TLS' };
  if (trusted === false) return { tone: wrong, text: 'not trusted' };
  if (named === false) return { tone: wrong, text: 'other name' };
  return trusted === null || named === null ? NOT_KNOWN : { tone: 'good', text: 'valid' };
}

const DANE: Readonly<Record<NonNullable<Protection['dane']>, Cell>> = {
  valid: { tone: 'good', text: 'valid' },
  mismatch: { tone: 'bad', text: 'mismatch' },
  bogus: { tone: 'bad', text: 'bogus' },
  unusable: { tone: 'fair', text: 'unusable' },
  insecure: { tone: 'fair', text: 'not signed' },
  none: NONE,
};

function policyOf({ covered }: Protection, { stsMode, stsUnknown }: MailTransport): Cell {
  if (stsMode === null) {
    if (stsUnknown) return NOT_KNOWN;
    return covered === null ? NONE : { tone: 'bad', text: 'unusable' };
  }
  if (covered === null) return NOT_KNOWN;
  if (!covered) return { tone: 'bad', text: 'not covered' };
  return stsMode === 'enforce'
    ? { tone: 'good', text: 'enforce' }
    : { tone: 'fair', text: stsMode };
}

/** Whether what is to be said of an exchange is wrong or not known. */
const toneOf = ({ starttls, tls, dane }: Protection): Tone =>
  starttls === false || tls === false || dane === 'mismatch' || dane === 'bogus' ? 'bad' : 'quiet';

function nameRemarks(exchange: Exchange): readonly Verdict[] {
  const { alias, literal, missing, placeholder, repeated, special, addresses } = exchange;
  const said: readonly (readonly [boolean, Tone, string])[] = [
    [literal, 'bad', 'an address in place of a name'],
    [missing === true, 'bad', 'the name does not exist'],
    [
      missing === false && addresses.complete && addresses.items.length === 0 && !placeholder,
      'bad',
      'the name has no address',
    ],
    [placeholder, 'bad', 'a name that never takes mail'],
    [alias !== null, 'fair', `an alias of ${alias ?? ''}, which RFC 5321 forbids`],
    [repeated, 'quiet', 'stands in another record too'],
    [special.length > 0, 'bad', `not reachable from outside: ${fewOf(special, MOST_ADDRESSES)}`],
  ];
  return [
    ...said.flatMap(([holds, tone, text]) => (holds ? [{ tone, text }] : [])),
    ...shortfall('not all of its addresses are known', addresses),
  ];
}

const reverseRemarks = (
  addresses: readonly string[],
  reverse: readonly MailReverse[],
): readonly Verdict[] =>
  reverse
    .filter(({ address, confirmed }) => confirmed === false && addresses.includes(address))
    .map(({ address, names }) => ({
      tone: 'fair',
      text:
        names.length === 0
          ? `${address} has no name (PTR)`
          : `${counted(names.length, 'name')} of ${address} (PTR), none of which leads back to it`,
    }));
