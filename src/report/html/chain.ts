import {
  algorithmText,
  CAUSE_WORDS,
  DS_WORDS,
  dsWord,
  dutiesOf,
  failsKeys,
  roleOf,
  STATUS_SYMBOLS,
  zoneName,
  type Chain,
  type Link,
} from '../chain.ts';
import { visible } from '../escape.ts';
import { shortened } from '../words.ts';
import { layout, SIZE, toneOf, type Box, type Edge, type Node } from './chain-layout.ts';
import { badge, list, markup, table, value, type Markup } from './markup.ts';

/** Zones of a chain that are drawn; names of zones have at most 127 labels. */
const MOST_ZONES = 8;
const TEXT_LIMIT = 600;

/** The picture of a chain of trust, and beside it a table that says the same and what is wrong. */
export const chainFigure = (chain: Chain, id: string, faults: Markup | null): Markup | null =>
  chain.links.length === 0
    ? faults
    : markup`
<div class="chain">
${picture(chain, id)}
<div>${chainTable(chain)}${faults}</div>
</div>`;

/** The lowest zones matter most; of those left out the table tells. */
const drawn = ({ links }: Chain): readonly Link[] => [
  ...links.slice(0, 1),
  ...links.slice(1).slice(-(MOST_ZONES - 1)),
];

function picture(chain: Chain, id: string): Markup {
  const { height, boxes, edges, nodes } = layout(drawn(chain));
  return markup`<svg class="trust" viewBox="0 0 ${SIZE.width} ${height}" role="img" aria-labelledby="${id}-title" aria-describedby="${id}-desc" focusable="false">
<title id="${id}-title">Chain of trust of ${zoneName(chain.zone)}: ${chain.status}</title>
<desc id="${id}-desc">${shortened(chain.reason, TEXT_LIMIT)}</desc>
${boxes.map(frame)}
${edges.map(line)}
${boxes.map(header)}
${nodes.map(node)}
${edges.map(label)}
</svg>`;
}

const frame = ({ y, height, link }: Box): Markup =>
  markup`<rect class="zone ${toneOf(link)}" x="1" y="${y}" width="${SIZE.width - 2}" height="${height}" rx="14"/>`;

/** The name and the status of a zone on a band that hides the lines behind it. */
function header({ y, head, link }: Box): Markup {
  const top = y + 1;
  const right = SIZE.width - 2;
  const path = `M2,${top + head}V${top + 13}a13,13 0 0 1 13,-13H${right - 13}a13,13 0 0 1 13,13V${top + head}z`;
  return markup`<g class="${toneOf(link)}"><path class="band" d="${path}"/>
<text class="name" x="14" y="${y + 24}">${fitting(zoneName(link.zone), 26)}</text>
<text class="status" x="${right - 12}" y="${y + 24}">${STATUS_SYMBOLS[link.status]} ${link.status}</text>${
    link.status === 'secure'
      ? null
      : markup`<text class="cause" x="14" y="${y + 43}">${link.cause === null ? '' : CAUSE_WORDS[link.cause]}</text>`
  }</g>
`;
}

/** `text` cut to so many characters; what is not seen is written out first. */
function fitting(text: string, most: number): string {
  const characters = Array.from(visible(text));
  if (characters.length <= most) return characters.join('');
  return `${characters.slice(0, most - 1).join('')}…`;
}

const DASHED: ReadonlySet<string> = new Set(['bad', 'fair', 'quiet', 'open']);
const ARROW = 5;

/** A line down to an arrowhead; it bends where it is clear of what lies between. */
function line({ from: [x1, y1], to: [x2, y2], tone }: Edge): Markup {
  const bend = Math.min(SIZE.gap, y2 - y1 - ARROW);
  const end = y1 + bend;
  const half = y1 + bend / 2;
  const path = `M${x1},${y1}C${x1},${half} ${x2},${half} ${x2},${end}V${y2 - ARROW}`;
  return markup`<g class="${tone}"><path class="${DASHED.has(tone) ? 'edge dashed' : 'edge'}" d="${path}"/>${arrowhead(x2, y2)}</g>
`;
}

const arrowhead = (x: number, y: number): Markup =>
  markup`<path class="head" d="M${x},${y}l-4,${-ARROW - 2}h8z"/>`;

/** What is wrong with a line, beside its middle. */
function label({ from: [x1, y1], to: [x2, y2], tone, label: text }: Edge): Markup | null {
  if (text === null) return null;
  const bend = Math.min(SIZE.gap, y2 - y1);
  return markup`<text class="label ${tone}" x="${(x1 + x2) / 2}" y="${y1 + bend / 2 + 3}">${text}</text>
`;
}

function node({ x, y, width, shape, tone, title, detail, loop }: Node): Markup {
  const middle = x + width / 2;
  const narrow = width < 120;
  const rounding = shape === 'ds' ? SIZE.node / 2 : 8;
  return markup`<g class="${tone}"><rect class="${shape}" x="${x}" y="${y}" width="${width}" height="${SIZE.node}" rx="${rounding}"/>
<text class="title" x="${middle}" y="${y + 18}">${fitting(title, narrow ? 15 : 21)}</text>
<text class="detail" x="${middle}" y="${y + 33}">${fitting(detail, narrow ? 16 : 23)}</text></g>${
    loop === null ? null : selfSignature(x + width - 30, y, loop)
  }
`;
}

/** A loop on the upper edge of a key that signs the set it is in. */
const selfSignature = (x: number, y: number, tone: string): Markup =>
  markup`<g class="${tone}"><path class="${tone === 'good' ? 'edge' : 'edge dashed'}" d="M${x},${y}c-2,-15 18,-15 16,${-ARROW}"/>${arrowhead(x + 16, y)}</g>`;

const chainTable = ({ links }: Chain): Markup =>
  table(
    'The chain of trust, zone by zone',
    ['Zone', 'Trusted by', 'Keys'],
    links.map((link) => [zoneCell(link), dsCell(link), keyCell(link)]),
  );

/** The reason stands where no fault tells it. */
const zoneCell = (link: Link): Markup => markup`${value(zoneName(link.zone))}
<p>${badge(toneOf(link), STATUS_SYMBOLS[link.status], link.status)}</p>
${link.remark === null ? null : markup`<p class="soft"><bdi>${shortened(link.remark, TEXT_LIMIT)}</bdi></p>`}`;

const dsCell = (link: Link): Markup =>
  list(
    link.ds.map(
      (
        ds,
      ) => markup`<strong>${dsWord(link)} ${ds.keyTag}</strong> ${ds.algorithmName}, <span class="nowrap">${ds.digestName}</span>
<span class="soft">${ds.matches === 'key' ? '✓' : '✗'} ${DS_WORDS[ds.matches]}</span>`,
    ),
  ) ?? markup`<span class="soft">no ${dsWord(link)}</span>`;

const keyCell = (link: Link): Markup =>
  list(
    link.keys.map(
      (key) => markup`<strong>${roleOf(key)} ${key.keyTag}</strong> ${algorithmText(key)}
<span class="soft">${failsKeys(key) ? '✗ ' : ''}${dutiesOf(key)}</span>`,
    ),
  ) ?? markup`<span class="soft">no keys</span>`;
