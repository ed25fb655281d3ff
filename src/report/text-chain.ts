import type { ChainDs, ChainKey, DnssecFault, DnssecStatus } from '../evidence/kinds/dns/dnssec.ts';
import {
  algorithmText,
  chainsOf,
  DS_WORDS,
  dsWord,
  dutiesOf,
  failsKeys,
  roleOf,
  STATUS_SYMBOLS,
  zoneName,
  type Chain,
  type Link,
} from './chain.ts';
import type { Report } from './report.ts';
import { beside, fitted, heading, paragraph, type Page } from './text-page.ts';
import { columns } from './width.ts';
import { counted } from './words.ts';

type Style = (text: string) => string;

const LIMITS = { keys: 6, faults: 4, servers: 4, names: 3 } as const;

/** The chains of trust of all zones as trees: root first, keys by tag, what is broken where. */
export const chains = (report: Report, page: Page): readonly string[] =>
  chainsOf(report).flatMap((chain, index) => [
    ...(index === 0 ? [] : ['']),
    ...heading(page, 'Chain of trust', chain.target),
    ...chain.links.flatMap((link, nth) => linkLines(page, link, nth + 1 < chain.links.length)),
    ...serverLines(page, chain),
    ...acceptanceLines(page, chain),
  ]);

/** The zone, and beside a rail that leads to the next one what stands for it. */
function linkLines(page: Page, link: Link, more: boolean): readonly string[] {
  const style = statusStyle(page, link.status);
  const lead = { text: `${STATUS_SYMBOLS[link.status]} ${link.status}`, width: 16, style };
  const shown = page.verbose ? link.keys : link.keys.slice(0, LIMITS.keys);
  const inner: Page = { ...page, width: page.width - RAIL };
  const lines = [
    ...link.ds.flatMap((ds) => dsLines(inner, link, ds)),
    ...shown.flatMap((key) => keyLines(inner, key)),
    ...(shown.length < link.keys.length
      ? paragraph(inner, 2, `and ${counted(link.keys.length - shown.length, 'more key')}`)
      : []),
    ...(link.remark === null ? [] : beside(inner, 0, mark(page, link.status), link.remark)),
    ...faultLines(inner, link.faults),
  ];
  const rail = more ? `  ${page.ink.dim('│')} ` : ' '.repeat(RAIL);
  return [
    ...beside(page, 2, lead, zoneName(link.zone), page.ink.bold),
    ...lines.map((line) => `${rail}${line}`),
  ];
}

const RAIL = 4;
const COLUMNS = { word: 7, tag: 7, algorithm: 26 } as const;
const LEAD = 2 + COLUMNS.word + COLUMNS.tag + COLUMNS.algorithm;
const ROOM = 24;
const LONGEST_ALGORITHM = 34;

const statusStyle = (page: Page, status: DnssecStatus): Style =>
  ({
    secure: page.ink.green,
    insecure: page.ink.yellow,
    bogus: page.ink.red,
    indeterminate: page.ink.magenta,
  })[status];

const mark = (page: Page, status: DnssecStatus) => ({
  text: STATUS_SYMBOLS[status],
  width: 2,
  style: statusStyle(page, status),
});

/** A line of the tree: what it is, which key and algorithm, and what is to be said of it. */
interface Row {
  readonly broken: boolean;
  readonly word: string;
  readonly keyTag: number;
  readonly algorithm: string;
  readonly last: string;
}

const dsLines = (page: Page, link: Link, ds: ChainDs): readonly string[] =>
  row(page, {
    broken: ds.matches !== 'key',
    word: dsWord(link),
    keyTag: ds.keyTag,
    algorithm: `${ds.algorithmName}, ${ds.digestName}`,
    last: DS_WORDS[ds.matches],
  });

const keyLines = (page: Page, key: ChainKey): readonly string[] =>
  row(page, {
    broken: failsKeys(key),
    word: roleOf(key),
    keyTag: key.keyTag,
    algorithm: algorithmText(key),
    last: dutiesOf(key),
  });

/** A row whose last column is wrapped, or stands below the others where there is no room for it. */
function row(page: Page, { broken, word, keyTag, algorithm, last }: Row): readonly string[] {
  const style = broken ? page.ink.red : page.ink.reset;
  const symbol = broken ? '✗' : ' ';
  const first =
    word.padEnd(COLUMNS.word) +
    String(keyTag).padEnd(COLUMNS.tag) +
    fitted(algorithm, LONGEST_ALGORITHM);
  const width = Math.max(LEAD, columns(first) + 4);
  if (page.width - width >= ROOM) {
    return beside(page, 0, { text: `${symbol} ${first}`, width, style }, last, style);
  }
  return [
    ...beside(page, 0, { text: symbol, width: 2, style }, first, style),
    ...paragraph(page, 4, last, style),
  ];
}

function faultLines(page: Page, faults: readonly DnssecFault[]): readonly string[] {
  const shown = page.verbose ? faults : faults.slice(0, LIMITS.faults);
  const more = faults.length - shown.length;
  return [
    ...shown.flatMap((fault) => [
      ...beside(page, 0, faultMark(page, fault), fault.sentence),
      ...paragraph(page, 2, whereOf(fault), page.ink.dim),
    ]),
    ...(more > 0 ? paragraph(page, 2, `and ${counted(more, 'more fault')}`) : []),
  ];
}

const faultMark = (page: Page, { effect }: DnssecFault) =>
  effect === 'none' ? { text: '!', width: 2, style: page.ink.yellow } : mark(page, effect);

function whereOf({ reference, extendedError, rrsets, servers }: DnssecFault): string {
  const error =
    extendedError === null ? [] : [`extended error ${extendedError.code} (${extendedError.name})`];
  return [reference, ...error, few(rrsets), few(servers)].filter((part) => part !== '').join('; ');
}

function few(names: readonly string[]): string {
  const more = names.length - LIMITS.names;
  return names.slice(0, LIMITS.names).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** Servers that alone would give the zone another status. */
function serverLines(page: Page, { status, servers }: Chain): readonly string[] {
  const others = servers.items.filter((one) => one.status !== status);
  const shown = page.verbose ? others : others.slice(0, LIMITS.servers);
  const more = others.length - shown.length;
  return [
    ...shown.flatMap((one) =>
      beside(
        page,
        4,
        mark(page, one.status),
        `${one.server} alone is ${one.status}: ${one.reason}`,
      ),
    ),
    ...(more > 0 ? paragraph(page, 6, `and ${counted(more, 'more server')}`) : []),
  ];
}

/** That stricter validators see it otherwise. */
const acceptanceLines = (page: Page, { status, accepted }: Chain): readonly string[] =>
  accepted === status
    ? []
    : beside(
        page,
        4,
        { text: '!', width: 2, style: page.ink.yellow },
        `${accepted} for validators that keep to RFC 9904 and RFC 9905`,
      );
