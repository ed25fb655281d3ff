import type { MailDmarc, MailDmarcReports } from '../../evidence/kinds/mail/dmarc.ts';
import type { Tone } from '../tone.ts';
import { fewOf, mailbox, shortfall, valueOf, verdictsOn, type Seen } from '../known.ts';
import { plainCell, type Cell, type Grid, type Part, type Verdict } from '../part.ts';

const MOST_URIS = 3;
const MOST_FAULTS = 5;

/** What receivers do with forged mail, of which names, by whose record. */
export function dmarcPart(
  seen: Seen<MailDmarc>,
  { reports, missing }: { readonly reports: Seen<MailDmarcReports>; readonly missing: Tone },
): Part {
  const dmarc = valueOf(seen);
  return {
    name: 'DMARC',
    verdicts: verdictsOn(
      seen,
      (how) => [{ tone: missing, text: `receivers act on no forgery: ${how}` }],
      (value) => [...policyOf(value), ...placeOf(value), ...faultsOf(value), ...reportsTo(value)],
    ).concat(seen?.status === 'present' ? destinationsOf(reports) : []),
    tree: [],
    grid: dmarc === null || isUniform(dmarc) ? null : gridOf(dmarc),
  };
}

type Policies = MailDmarc['effective'];
type Policy = Policies['domain'];

const SCOPES: readonly (readonly [keyof Policies, string])[] = [
  ['domain', 'the domain'],
  ['subdomain', 'its subdomains'],
  ['nonExistent', 'names that do not exist'],
];

const wordOf = ({ items, complete }: Policy): string =>
  items[0] ?? (complete ? 'no policy' : 'not known');

function toneOf({ items: [policy], complete }: Policy): Tone {
  if (policy === undefined && !complete) return 'open';
  return policy === undefined || policy === 'none' ? 'bad' : 'good';
}

/** One policy for all names, published as it is applied. */
const isUniform = ({ effective, published }: MailDmarc): boolean =>
  new Set(SCOPES.flatMap(([scope]) => [effective, published].map((one) => wordOf(one[scope]))))
    .size === 1;

const ACTS: Readonly<Record<string, string>> = {
  reject: 'receivers reject forgeries',
  quarantine: 'receivers put forgeries aside (quarantine)',
  none: 'receivers deliver forgeries (none)',
  'no policy': 'receivers apply no policy',
  'not known': 'what receivers apply is not known',
};

function policyOf(dmarc: MailDmarc): readonly Verdict[] {
  const { domain } = dmarc.effective;
  const acts = ACTS[wordOf(domain)] ?? wordOf(domain);
  return [
    {
      tone: toneOf(domain),
      text: isUniform(dmarc) ? `${acts}: of ${SCOPES.map(([, name]) => name).join(', ')}` : acts,
    },
    ...(dmarc.testing
      ? [{ tone: 'fair', text: 't=y: receivers apply one step less than is published' } as const]
      : []),
  ];
}

const gridOf = ({ effective, published }: MailDmarc): Grid => ({
  caption: 'Policy by name',
  heads: ['Mail of', 'Applied', 'Published'],
  rows: SCOPES.map(([scope, name]) => ({
    cells: [plainCell(name), cellOf(effective[scope]), plainCell(wordOf(published[scope]))],
    remarks: [],
  })),
});

const cellOf = (policy: Policy): Cell => ({ tone: toneOf(policy), text: wordOf(policy) });

/** Whose record it is, and whether older receivers see another. */
function placeOf({ owner, older, atApex }: MailDmarc): readonly Verdict[] {
  return [
    { tone: 'quiet', text: `by the record at ${owner}` },
    ...(older.same === false
      ? [
          {
            tone: 'fair',
            text:
              'receivers that go by the public suffix list (RFC 7489) apply another policy: ' +
              (older.owner === null ? 'none' : `that of ${older.owner}`),
          } as const,
        ]
      : []),
    ...(atApex === true
      ? [{ tone: 'fair', text: 'a DMARC record at the domain itself, where nobody looks' } as const]
      : []),
  ];
}

function faultsOf({ errors, badUris, historic, pct }: MailDmarc): readonly Verdict[] {
  const all = [
    ...errors,
    ...badUris.map((uri) => `reports cannot go to ${uri}`),
    ...(pct !== null && pct < 100 ? [`older receivers heed pct=${pct}`] : []),
    ...historic.map((text) => `removed by RFC 9989: ${text}`),
  ];
  const more = all.length - MOST_FAULTS;
  return [
    ...all.slice(0, MOST_FAULTS).map((text): Verdict => ({ tone: 'fair', text })),
    ...(more > 0 ? [{ tone: 'fair', text: `and ${more} more` } as const] : []),
  ];
}

const reportsTo = ({ reports }: MailDmarc): readonly Verdict[] => [
  reports.length === 0
    ? { tone: 'fair', text: 'nobody gets the aggregate reports (no rua)' }
    : { tone: 'quiet', text: `reports to ${fewOf(reports.map(mailbox), MOST_URIS)}` },
];

/** Destinations that reports do not reach, or may not. */
const destinationsOf = (seen: Seen<MailDmarcReports>): readonly Verdict[] =>
  verdictsOn(
    seen,
    () => [],
    ({ destinations }) => [
      ...destinations.items.flatMap(({ uri, authorised, receives, reason }): readonly Verdict[] =>
        reason === null
          ? []
          : [
              {
                tone: authorised === false || receives === false ? 'fair' : 'open',
                text: `${uri}: ${reason}`,
              },
            ],
      ),
      ...shortfall('where else reports go is not known', destinations),
    ],
  );
