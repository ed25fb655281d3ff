import type { ChainDs, ChainKey } from '../../evidence/kinds/dns/dnssec.ts';
import { algorithmText, CAUSE_WORDS, dsWord, failsKeys, roleOf, type Link } from '../chain.ts';
import type { Tone } from '../tone.ts';

/** A rectangle with two lines of text: a key, a DS record, or what stands in for one. */
export interface Node {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly shape: 'key' | 'ds' | 'ghost';
  readonly tone: Tone;
  readonly title: string;
  readonly detail: string;
  /** Signs the set it belongs to: `good` drawn through, others dashed; null for neither. */
  readonly loop: Tone | null;
}

/** A line from the lower edge of one node to the upper edge of another. */
export interface Edge {
  readonly from: readonly [x: number, y: number];
  readonly to: readonly [x: number, y: number];
  readonly tone: Tone;
  readonly label: string | null;
}

/** A zone. */
export interface Box {
  readonly y: number;
  readonly height: number;
  readonly head: number;
  readonly link: Link;
}

/** Where everything in the picture of a chain stands, in units of the picture. */
export interface Picture {
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly edges: readonly Edge[];
  readonly nodes: readonly Node[];
}

/** Measures of the picture. */
export const SIZE = { width: 360, node: 42, head: 36, longHead: 54, gap: 40, inset: 12 } as const;
const MOST_IN_ROW = 3;
const WIDE_NODE = 150;
const NARROW_NODE = 106;

type Draft = Omit<Node, 'x' | 'y' | 'width'> & { readonly id: string };

/** Places the zones of a chain below each other, each with its keys above what they sign. */
export function layout(links: readonly Link[]): Picture {
  const boxes: Box[] = [];
  const nodes: Node[] = [];
  const edges: Edge[] = [];
  let y = 2;
  let above: Row = row(links[0]?.ds.map((ds) => dsDraft(ds, links[0])) ?? [], y);
  if (above.nodes.size > 0) y += SIZE.node + SIZE.gap;
  nodes.push(...above.nodes.values());
  for (const [index, link] of links.entries()) {
    const head = link.status === 'secure' ? SIZE.head : SIZE.longHead;
    const top = y;
    y += head + SIZE.inset + 10;
    const upper = row(upperDrafts(link), y);
    y += upper.nodes.size > 0 ? SIZE.node + SIZE.gap : 0;
    const lower = row(lowerDrafts(link), y);
    y += lower.nodes.size > 0 ? SIZE.node + SIZE.gap : 0;
    const bottom = row(bottomDrafts(link, links[index + 1]), y);
    y += SIZE.node + SIZE.inset;
    nodes.push(...[upper, lower, bottom].flatMap((one) => [...one.nodes.values()]));
    edges.push(
      ...delegationEdges(link, above, upper, top),
      ...keyEdges(link, upper, lower),
      ...zoneEdges(link, [upper, lower], bottom),
    );
    boxes.push({ y: top, height: y - top, head, link });
    above = bottom;
    y += SIZE.gap;
  }
  return { height: y - SIZE.gap + 2, boxes, edges: once(edges), nodes };
}

interface Row {
  readonly nodes: ReadonlyMap<string, Node>;
}

/** Nodes side by side in the middle; where there are too many the last says how many more. */
function row(drafts: readonly Draft[], y: number): Row {
  const distinct = [...new Map(drafts.map((draft) => [draft.id, draft])).values()];
  const more = distinct.length - MOST_IN_ROW;
  const shown = more > 0 ? [...distinct.slice(0, MOST_IN_ROW - 1), moreDraft(more + 1)] : distinct;
  const width = shown.length === MOST_IN_ROW ? NARROW_NODE : WIDE_NODE;
  const whole = shown.length * width + (shown.length - 1) * SIZE.inset;
  const left = (SIZE.width - whole) / 2;
  return {
    nodes: new Map(
      shown.map(({ id, ...draft }, index) => [
        id,
        { ...draft, width, x: left + index * (width + SIZE.inset), y },
      ]),
    ),
  };
}

const moreDraft = (count: number): Draft => ({
  ...{ id: 'more', shape: 'ghost', tone: 'quiet', loop: null },
  title: `+ ${count} more`,
  detail: 'in the table',
});

const idOf = ({ keyTag, algorithm }: ChainKey | ChainDs): string => `${keyTag}/${algorithm}`;

/** Tones of what leads from a DS record to its key. */
const dsTone = ({ matches }: ChainDs, link: Link | undefined): Tone => {
  if (matches === 'key') return 'good';
  if (matches === 'unsupported') return 'quiet';
  return link?.status === 'bogus' ? 'bad' : 'fair';
};

const dsDraft = (ds: ChainDs, link: Link | undefined): Draft => ({
  id: `${idOf(ds)}/${ds.digestType}`,
  shape: 'ds',
  tone: dsTone(ds, link),
  title: `${link === undefined ? 'DS' : dsWord(link)} ${ds.keyTag}`,
  detail: ds.digestName,
  loop: null,
});

const isUpper = (key: ChainKey): boolean => roleOf(key) !== 'ZSK';

/** Keys that others are vouched for by, the trusted ones first, and those that a DS asks for in vain. */
function upperDrafts(link: Link): readonly Draft[] {
  const keys = link.keys.filter(isUpper).toSorted((a, b) => Number(b.trusted) - Number(a.trusted));
  const ghosts = link.ds.filter(({ matches }) => matches === 'none');
  return [
    ...keys.filter(({ trusted }) => trusted).map((key) => keyDraft(key, link)),
    ...ghosts.map((ds): Draft => ({
      ...{ id: idOf(ds), shape: 'ghost', tone: dsTone(ds, link), loop: null },
      title: `no key ${ds.keyTag}`,
      detail: ds.algorithmName,
    })),
    ...keys.filter(({ trusted }) => !trusted).map((key) => keyDraft(key, link)),
  ];
}

const lowerDrafts = (link: Link): readonly Draft[] =>
  link.keys
    .filter((key) => !isUpper(key))
    .toSorted((a, b) => Number(b.signsZone) - Number(a.signsZone))
    .map((key) => keyDraft(key, link));

function keyDraft(key: ChainKey, link: Link): Draft {
  const broken = failsKeys(key) || faultOf(link, key) !== null;
  const tone = broken ? 'bad' : link.anchored ? 'good' : 'quiet';
  return {
    id: idOf(key),
    shape: 'key',
    tone: key.revoked ? 'quiet' : tone,
    title: `${roleOf(key)} ${key.keyTag}`,
    detail: key.revoked ? 'revoked' : algorithmText(key),
    loop: failsKeys(key) ? 'bad' : key.signsKeys ? tone : null,
  };
}

/** What is wrong with the signatures of a key, in a few words. */
function faultOf({ faults }: Link, { keyTag, algorithmName }: ChainKey): string | null {
  const fault = faults.find(
    (one) => one.effect === 'bogus' && one.keyTag === keyTag && one.algorithm === algorithmName,
  );
  return fault === undefined ? null : CAUSE_WORDS[fault.cause];
}

/** The DS records of the next zone, or that there are none; for the last zone its data. */
function bottomDrafts(link: Link, next: Link | undefined): readonly Draft[] {
  if (next !== undefined && next.ds.length > 0) return next.ds.map((ds) => dsDraft(ds, next));
  const tone = toneOf(next ?? link);
  if (next !== undefined) {
    const detail = next.cause === null ? 'at the parent' : CAUSE_WORDS[next.cause];
    return [{ id: 'none', shape: 'ghost', tone, title: 'no DS record', detail, loop: null }];
  }
  const title = link.keys.length === 0 ? 'unsigned records' : 'zone records';
  const detail = link.cause === null ? 'signed' : CAUSE_WORDS[link.cause];
  return [{ id: 'records', shape: 'ds', tone, title, detail, loop: null }];
}

/** The tone of a status. */
export const toneOf = ({ status }: Pick<Link, 'status'>): Tone =>
  (({ secure: 'good', insecure: 'quiet', bogus: 'bad', indeterminate: 'open' }) as const)[status];

const DS_LABELS: Readonly<Record<ChainDs['matches'], string | null>> = {
  key: null,
  none: 'no such key',
  digest: 'digest differs',
  unsupported: 'not comparable',
};

const bottomOf = ({ x, y, width }: Node): readonly [number, number] => [
  x + width / 2,
  y + SIZE.node,
];
const topOf = ({ x, y, width }: Node): readonly [number, number] => [x + width / 2, y];

const join = (from: Node, to: Node, tone: Tone, label: string | null = null): Edge => ({
  from: bottomOf(from),
  to: topOf(to),
  tone,
  label,
});

/** From what the zone above says to the keys, or to the zone as a whole. */
function delegationEdges(link: Link, above: Row, upper: Row, top: number): readonly Edge[] {
  const none = above.nodes.get('none');
  if (none !== undefined) {
    return [{ from: bottomOf(none), to: [SIZE.width / 2, top], tone: none.tone, label: null }];
  }
  return link.ds.flatMap((ds) => {
    const from = above.nodes.get(`${idOf(ds)}/${ds.digestType}`);
    const to = upper.nodes.get(idOf(ds));
    if (from === undefined) return [];
    const label = DS_LABELS[ds.matches];
    if (to !== undefined) return [join(from, to, dsTone(ds, link), label)];
    const end = [from.x + from.width / 2, top] as const;
    return [{ from: bottomOf(from), to: end, tone: dsTone(ds, link), label }];
  });
}

/** From the keys that sign the DNSKEY RRset to the keys in it. */
const keyEdges = (link: Link, upper: Row, lower: Row): readonly Edge[] =>
  link.keys.flatMap((key) => {
    const from = upper.nodes.get(idOf(key));
    if (from?.loop === null || from === undefined) return [];
    const label = failsKeys(key) ? (faultOf(link, key) ?? 'no valid signature') : null;
    return [...lower.nodes.values()].map((to) => join(from, to, from.loop ?? 'quiet', label));
  });

/** From the keys that sign the zone to the records; broken where they should and do not. */
function zoneEdges(link: Link, rows: readonly Row[], bottom: Row): readonly Edge[] {
  const targets = [...bottom.nodes.values()];
  const good: Tone = link.anchored ? 'good' : 'quiet';
  const edges = link.keys.flatMap((key) => {
    const from = nodeOf(key, rows);
    const fault = isUpper(key) && failsKeys(key) ? null : faultOf(link, key);
    if (from === undefined || (key.signsZone !== true && fault === null)) return [];
    return targets.map((to) => join(from, to, fault === null ? good : 'bad', fault));
  });
  if (edges.length > 0 || link.status !== 'bogus') return edges;
  const from = [...rows].reverse().flatMap(({ nodes }) => [...nodes.values()])[0];
  const label = link.cause === null ? null : CAUSE_WORDS[link.cause];
  return from === undefined ? [] : targets.map((to) => join(from, to, 'bad', label));
}

const nodeOf = (key: ChainKey, rows: readonly Row[]): Node | undefined =>
  rows.map(({ nodes }) => nodes.get(idOf(key))).find((node) => node !== undefined);

/** Each label only once at each height. */
function once(edges: readonly Edge[]): readonly Edge[] {
  const said = new Set<string>();
  return edges.map((edge) => {
    const key = `${edge.from[1]} ${edge.label ?? ''}`;
    const again = said.has(key);
    said.add(key);
    return again ? { ...edge, label: null } : edge;
  });
}
