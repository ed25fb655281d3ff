import type { DkimKeyFact, MailDkim, SelectorSource } from '../../evidence/kinds/mail/dkim.ts';
import type { Tone } from '../tone.ts';
import { counted } from '../words.ts';
import { fewOf, shortfall, valueOf, verdictsOn, type Seen } from '../known.ts';
import { plainCell, seenCell, type Cell, type Grid, type Part, type Verdict } from '../part.ts';

const MOST_NAMES = 3;
/** RFC 8301, section 3.2: shorter keys must not be used; longer than the second should be. */
const RSA_BITS = { least: 1024, sound: 2048 } as const;

/** Whether the domain signs, the keys found, and where they cannot be known how to name them. */
export function dkimPart(seen: Seen<MailDkim>, { sends }: { readonly sends: boolean }): Part {
  const keys = valueOf(seen)?.keys.items ?? [];
  return {
    name: 'DKIM',
    verdicts: verdictsOn(
      seen,
      (how) => [{ tone: sends ? 'bad' : 'quiet', text: how }],
      (value) => [
        { tone: (sends ? SENDING : SILENT)[value.state], text: value.reason },
        ...wildcardOf(value, sends),
        ...providersOf(value),
        ...shortfall('there may be more keys', value.keys),
      ],
    ),
    tree: [],
    grid: keys.length === 0 ? null : gridOf(keys),
  };
}

type States = Readonly<Record<MailDkim['state'], Tone>>;

const SENDING: States = {
  proven: 'good',
  revoked: 'bad',
  broken: 'bad',
  impossible: 'bad',
  unknown: 'open',
};

/** A domain that sends nothing needs no key. */
const SILENT: States = {
  proven: 'quiet',
  revoked: 'good',
  broken: 'quiet',
  impossible: 'good',
  unknown: 'quiet',
};

function wildcardOf(
  { state, keys, wildcard, wildcardRevoked, falseDenial }: MailDkim,
  sends: boolean,
): readonly Verdict[] {
  return [
    ...(wildcardRevoked && (state !== 'revoked' || keys.items.length > 0)
      ? [
          {
            tone: sends ? 'quiet' : 'good',
            text: 'a wildcard revokes every key that has no record of its own',
          } as const,
        ]
      : wildcard === true && !wildcardRevoked
        ? [{ tone: 'fair', text: 'a key record answers at any name below _domainkey' } as const]
        : []),
    ...(falseDenial === true
      ? [
          {
            tone: 'bad',
            text: 'its name servers deny that _domainkey exists, although keys stand below it',
          } as const,
        ]
      : []),
  ];
}

const providersOf = ({ providers }: MailDkim): readonly Verdict[] =>
  providers.slice(0, MOST_NAMES).map(({ name, shownBy, unguessable }) => ({
    tone: 'quiet',
    text:
      `${name} seems to handle its mail, by ${shownBy}` +
      (unguessable ? '; its selectors differ from customer to customer' : ''),
  }));

const SOURCE_WORDS: Readonly<Record<SelectorSource, string>> = {
  settings: 'settings',
  message: 'message',
  report: 'DMARC report',
  provider: 'provider',
  'well-known': 'well-known name',
};

const gridOf = (keys: readonly DkimKeyFact[]): Grid => ({
  caption: 'DKIM keys',
  heads: ['Selector', 'Type', 'Bits', 'State', 'Found by'],
  rows: keys.map((key) => ({
    cells: [
      seenCell(key.selector),
      plainCell({ rsa: 'RSA', ed25519: 'Ed25519', none: 'not known' }[key.keyType ?? 'none']),
      bitsOf(key),
      stateOf(key),
      plainCell(key.sources.map((source) => SOURCE_WORDS[source]).join(', ')),
    ],
    remarks: remarksOn(key),
  })),
});

function bitsOf({ keyType, bits }: DkimKeyFact): Cell {
  if (bits === null) return plainCell('–');
  if (keyType !== 'rsa') return plainCell(String(bits));
  const text = String(bits);
  if (bits < RSA_BITS.least) return { tone: 'bad', text };
  return { tone: bits < RSA_BITS.sound ? 'fair' : 'good', text };
}

function stateOf({ revoked, usable, testing }: DkimKeyFact): Cell {
  if (revoked) return { tone: 'quiet', text: 'revoked' };
  if (!usable) return { tone: 'bad', text: 'unusable' };
  return testing ? { tone: 'fair', text: 'testing' } : { tone: 'good', text: 'usable' };
}

function remarksOn(key: DkimKeyFact): readonly Verdict[] {
  const { faults, alias, dangling, onlySha1, sameAs, records } = key;
  return [
    ...faults.map((text): Verdict => ({ tone: 'bad', text })),
    ...(records > 1 ? [{ tone: 'bad', text: counted(records, 'TXT record') } as const] : []),
    ...(onlySha1 ? [{ tone: 'bad', text: 'allows nothing but SHA-1' } as const] : []),
    ...(alias === null
      ? []
      : [
          dangling === true
            ? ({ tone: 'bad', text: `leads to ${alias}, which does not exist` } as const)
            : ({ tone: 'quiet', text: `leads to ${alias}` } as const),
        ]),
    ...(sameAs.length > 0
      ? [{ tone: 'fair', text: `the same key as ${fewOf(sameAs, MOST_NAMES)}` } as const]
      : []),
  ];
}
