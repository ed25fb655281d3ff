import { dnsDnssec } from '../../evidence/kinds/dns/dnssec.ts';
import { dnsSignatures, type DnsSignatures } from '../../evidence/kinds/dns/signing.ts';
import {
  dnsDelegation,
  dnsServers,
  dnsZone,
  type DnsServers,
} from '../../evidence/kinds/dns/zone.ts';
import type { Listing } from '../../evidence/listing.ts';
import { STATUS_SYMBOLS } from '../chain.ts';
import { valueAt } from '../observed.ts';
import type { Report } from '../report.ts';
import type { Tone } from '../tone.ts';
import { counted, shortened, timeText } from '../words.ts';
import { toneOf } from './chain-layout.ts';
import { badge, list, marks, markup, pairs, table, value, type Markup } from './markup.ts';

const TEXT_LIMIT = 300;
const MOST_ROWS = 60;

type Known = boolean | null;
type Server = DnsServers['servers']['items'][number];
type Signature = DnsSignatures['signatures']['items'][number];

/** How each name server behaves, and what the zone is to who asks it alone. */
export function nameServers(report: Report, target: string): Markup | null {
  const seen = valueAt(report, dnsServers, { target });
  if (seen === null || seen.servers.items.length === 0) return null;
  const alone = valueAt(report, dnsDnssec, { target })?.servers.items ?? [];
  return markup`${table(
    'Name servers',
    ['Server', 'Answers', 'Serial', 'DNSSEC', 'Behaviour'],
    seen.servers.items.slice(0, MOST_ROWS).map((server) => {
      const own = alone.find((one) => one.server === server.server);
      return [
        pairs([server.server]),
        answersOf(server),
        server.serial === null ? 'not known' : String(server.serial),
        own === undefined
          ? markup`<span class="soft">not known</span>`
          : badge(toneOf(own), STATUS_SYMBOLS[own.status], own.status),
        remarksOn(server),
      ];
    }),
  )}${cutOff(seen.servers)}`;
}

function answersOf({ answers, udp, tcp, rcode }: Server): Markup {
  if (answers === false) return badge('bad', '✗', 'no answer');
  const over = (name: string, works: Known): Markup =>
    works === null
      ? badge('open', '?', name)
      : works
        ? badge('good', '✓', name)
        : badge('bad', '✗', `no ${name}`);
  const code = rcode === null || rcode === 'NOERROR' ? null : badge('bad', '✗', rcode);
  return marks([over('UDP', udp), over('TCP', tcp), ...(code === null ? [] : [code])]);
}

/** Fields of a server, the value that is remarked on, and the remark. */
const REMARKS: readonly (readonly [keyof Server, boolean, Tone, string])[] = [
  ['authoritative', false, 'bad', 'not authoritative'],
  ['refersUpwards', true, 'bad', 'refers upwards'],
  ['recursion', true, 'bad', 'recursion for strangers'],
  ['transfers', true, 'fair', 'gives the zone to strangers'],
  ['edns', false, 'bad', 'no EDNS'],
  ['withoutEdns', false, 'bad', 'demands EDNS'],
  ['refusesVersion1', false, 'fair', 'answers EDNS version 1'],
  ['ignoresUnknownOption', false, 'fair', 'stumbles over unknown options'],
  ['ignoresReservedFlags', false, 'fair', 'stumbles over reserved flags'],
  ['truncates', false, 'fair', 'does not truncate well'],
  ['ignoresCase', false, 'bad', 'stumbles over upper case'],
  ['keepsCase', false, 'fair', 'changes case'],
  ['aaaa', false, 'bad', 'fails on AAAA'],
  ['negativeSoa', false, 'fair', 'negative answers without SOA'],
];

/** Not asked for unless the intensity is active. */
const ONLY_ACTIVE: readonly (keyof Server)[] = ['recursion', 'transfers'];

function remarksOn(server: Server): Markup {
  const seen = REMARKS.filter(([field, wrong]) => server[field] === wrong);
  const open = REMARKS.filter(
    ([field]) => !ONLY_ACTIVE.includes(field) && server[field] === null,
  ).length;
  const { version } = server;
  return marks([
    ...seen.map(([, , tone, word]) => badge(tone, tone === 'bad' ? '✗' : '±', word)),
    ...(version === null || version === ''
      ? []
      : [markup`<span class="soft">version ${value(shortened(version, TEXT_LIMIT))}</span>`]),
    ...(seen.length === 0 && open === 0 ? [badge('good', '✓', 'as the standards say')] : []),
    ...(open > 0 ? [badge('open', '?', `${open} not known`)] : []),
  ]);
}

/** The delegation: each name, where it is known and where it leads. */
export function delegation(report: Report, target: string): Markup | null {
  const seen = valueAt(report, dnsDelegation, { target });
  if (seen === null || seen.nameServers.items.length === 0) return null;
  return markup`${table(
    seen.parent === null ? 'Delegation' : `Delegation by ${seen.parent}`,
    ['Name server', 'Addresses', 'At the parent', 'In the zone', 'Glue'],
    seen.nameServers.items
      .slice(0, MOST_ROWS)
      .map((one) => [
        markup`${value(one.name)}${one.alias === true ? markup` <span class="soft">is an alias</span>` : null}`,
        one.resolves === false
          ? badge('bad', '✗', 'no address')
          : list(one.addresses.slice(0, MOST_ROWS).map(value)),
        yesNo(one.inParent, 'named', 'not named'),
        yesNo(one.inChild, 'named', 'not named'),
        glueOf(one.glueComplete, one.glueAgrees),
      ]),
  )}${cutOff(seen.nameServers)}`;
}

function yesNo(known: Known, yes: string, no: string): Markup {
  if (known === null) return badge('open', '?', 'not known');
  return known ? badge('good', '✓', yes) : badge('bad', '✗', no);
}

function glueOf(complete: Known, agrees: Known): Markup {
  if (complete === false) return badge('bad', '✗', 'missing');
  if (agrees === false) return badge('bad', '✗', 'differs');
  return complete === null || agrees === null
    ? badge('open', '?', 'not known')
    : badge('good', '✓', 'in order');
}

/** Signatures by key and time, the least time first. */
export function signatures(report: Report, target: string): Markup | null {
  const seen = valueAt(report, dnsSignatures, { target });
  if (seen === null) return null;
  const { items } = seen.signatures;
  if (items.length === 0 && seen.unsigned.items.length === 0) return null;
  const groups = [
    ...Map.groupBy(items, (one) =>
      JSON.stringify([one.keyTag, one.algorithm, one.result, one.inception, one.expiration]),
    ).values(),
  ].sort(([a], [b]) => (a?.hoursLeft ?? 0) - (b?.hoursLeft ?? 0));
  return markup`${table(
    'Signatures and the time they have left',
    ['Records', 'Key', 'Result', 'Valid', 'Time left'],
    [
      ...groups.slice(0, MOST_ROWS).flatMap((group) => signatureRow(group)),
      ...seen.unsigned.items
        .slice(0, MOST_ROWS)
        .map(({ rrset }) => [pairs([rrset]), '–', badge('bad', '✗', 'no signature'), null, null]),
    ],
  )}${cutOff(seen.signatures)}`;
}

function signatureRow(
  group: readonly Signature[],
): readonly (readonly (string | Markup | null)[])[] {
  const [first] = group;
  if (first === undefined) return [];
  const valid = first.result === 'valid';
  return [
    [
      pairs(group.map(({ rrset }) => rrset)),
      markup`${first.keyTag} <span class="soft">${first.algorithm}</span>`,
      valid ? badge('good', '✓', 'valid') : badge('bad', '✗', first.result.replaceAll('-', ' ')),
      markup`<span class="nowrap">${timeText(first.inception)}</span> to <span class="nowrap">${timeText(first.expiration)}</span>`,
      timeLeft(first),
    ],
  ];
}

function timeLeft({ hoursLeft, shareLeft }: Signature): Markup {
  const days = Math.abs(hoursLeft) >= 72;
  const span = days
    ? counted(Math.floor(Math.abs(hoursLeft) / 24), 'day')
    : counted(Math.floor(Math.abs(hoursLeft)), 'hour');
  if (hoursLeft < 0) return badge('bad', '✗', `over for ${span}`);
  const width = Math.round(Math.min(1, Math.max(0, shareLeft)) * 100);
  const tone: Tone = hoursLeft < 24 ? 'bad' : hoursLeft < 72 || shareLeft < 0.2 ? 'fair' : 'good';
  return markup`${span}<svg class="bar ${tone}" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="track" width="100" height="6"/><rect class="sure" width="${width}" height="6"/></svg>`;
}

/** SOA and CAA, and what the servers say differently. */
export function contents(report: Report, target: string): Markup | null {
  const seen = valueAt(report, dnsZone, { target });
  if (seen === null) return null;
  const { soa, caa, differences } = seen;
  const seconds = (count: number): string => `${count} s`;
  return markup`${
    soa === null
      ? null
      : table(
          'Start of authority (SOA)',
          ['Primary', 'Contact', 'Serial', 'Refresh', 'Retry', 'Expire', 'Minimum'],
          [
            [
              value(shortened(soa.mname, TEXT_LIMIT)),
              value(shortened(soa.rname, TEXT_LIMIT)),
              seen.serials.length > 1 ? seen.serials.join(', ') : String(soa.serial),
              ...[soa.refresh, soa.retry, soa.expire, soa.minimum].map(seconds),
            ],
          ],
        )
  }
${caa === null || caa.length === 0 ? null : markup`<h5>CAA</h5>${list(caa.slice(0, MOST_ROWS).map((text) => value(shortened(text, TEXT_LIMIT))))}`}
${
  differences.items.length === 0
    ? null
    : table(
        'What the servers say differently',
        ['Records', 'Versions'],
        differences.items
          .slice(0, MOST_ROWS)
          .map(({ rrset, variants }) => [
            pairs([rrset]),
            list(
              variants.map(
                ({ servers, records }) =>
                  markup`${value(shortened(records.join('; ') || '(none)', TEXT_LIMIT))} <span class="soft">${shortened(servers.join(', '), TEXT_LIMIT)}</span>`,
              ),
            ),
          ]),
      )
}`;
}

const cutOff = ({ complete, because }: Listing<unknown>): Markup | null =>
  complete
    ? null
    : markup`<p class="soft">The list may be longer: ${value(because?.detail ?? 'not everything was answered')}</p>`;
