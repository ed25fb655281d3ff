import type { Report } from '../report.ts';
import { observationText, shortened } from '../words.ts';
import { kindText, statusBadge } from './evidence.ts';
import { leftOut, markup, section, value, type Markup, type Section } from './markup.ts';

const LIMITS = { items: 16, depth: 7, text: 120, observation: 150, all: 4_500 } as const;

type Entry = Report['evidence'][number] | Report['facts'][number];

/** What was seen and concluded, target by target, folded on screen. */
export function seen(report: Report): Section | null {
  const byTarget = Map.groupBy([...report.evidence, ...report.facts], ({ target }) => target);
  let room: number = LIMITS.all;
  let left = 0;
  const cards = report.targets.flatMap(({ id }) => {
    const entries: Markup[] = [];
    for (const entry of byTarget.get(id) ?? []) {
      if (room <= 0) {
        left += 1;
        continue;
      }
      const own: Room = { left: LIMITS.observation };
      entries.push(details(entry, own));
      room -= LIMITS.observation - own.left;
    }
    return entries.length === 0
      ? []
      : [markup`\n<div class="card">\n<h3>${value(id)}</h3>\n${entries}\n</div>`];
  });
  return section(
    'seen',
    'What was seen',
    'Evidence as recorded and facts derived from it. Long values are shortened here; the data at the end of this file has them whole.',
    cards.length === 0 ? [] : [...cards, leftOut(left, 'observation'), ON_PAPER],
  );
}

const ON_PAPER = markup`<p class="on-paper">Left out on paper: it stands in the file that this was printed from, and in the JSON report.</p>`;

const details = ({ kind, address, observation }: Entry, room: Room): Markup => markup`
<details>
<summary>${kindText(kind)}${address === undefined ? null : markup` <span class="soft">at ${address}</span>`} ${statusBadge(observation.status)}</summary>
${observation.status === 'present' ? tree(observation.value, 0, room) : markup`<p>${value(observationText(observation))}</p>`}
</details>`;

/** Values that may still be written of an observation. */
interface Room {
  left: number;
}

const OMITTED = markup`<span class="soft">left out</span>`;

/** A JSON value as nested lists, bounded in depth, length and text. */
function tree(data: unknown, depth: number, room: Room): Markup {
  if (typeof data !== 'object' || data === null) return leaf(String(data), room);
  if (depth >= LIMITS.depth || room.left <= 0) return OMITTED;
  const entries = Object.entries(data);
  if (entries.length === 0) return markup`<span class="soft">none</span>`;
  const more = entries.length - LIMITS.items;
  const rest = more > 0 ? markup`<p class="soft">and ${more} more</p>` : null;
  const shown = entries.slice(0, LIMITS.items);
  if (!Array.isArray(data)) {
    return markup`<dl class="tree">${shown.map(
      ([key, item]) =>
        markup`<dt>${shortened(key, LIMITS.text)}</dt><dd>${tree(item, depth + 1, room)}</dd>`,
    )}</dl>${rest}`;
  }
  if (shown.every(([, item]) => typeof item !== 'object')) {
    const texts = shown.map(([, item]) => shortened(String(item), LIMITS.text));
    return markup`${leaf(texts.join(', '), room)}${rest}`;
  }
  return markup`<ol class="tree">${shown.map(([, item]) => markup`<li>${tree(item, depth + 1, room)}</li>`)}</ol>${rest}`;
}

function leaf(text: string, room: Room): Markup {
  if (room.left <= 0) return OMITTED;
  room.left -= 1;
  return value(shortened(text, LIMITS.items * LIMITS.text));
}
