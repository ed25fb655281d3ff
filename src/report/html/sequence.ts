import {
  countsOf,
  MARKS,
  type Beat,
  type Limit,
  type LogLine,
  type Mark,
  type Picture,
  type Stretch,
} from '../rate-limit/sequence.ts';
import { limitText, PHASE_WORDS, secondsText, TAKEN_WORDS } from '../rate-limit/words.ts';
import type { Tone } from '../tone.ts';
import { counted, shortened } from '../words.ts';
import { placed, SIZE, type Panel } from './sequence-layout.ts';
import { markup, table, value, type Markup } from './markup.ts';

const TEXT_LIMIT = 200;
const ROOM = 120;

const MARK_TONES: Readonly<Record<Mark, Tone>> = {
  admitted: 'good',
  delayed: 'fair',
  refused: 'bad',
  failed: 'open',
};

/**
 * The requests of a sequence, a panel for each phase: who was admitted stands above the line, who was
 * not below it, as high as it took long. Below, folded, the log of every request.
 */
export function sequenceFigure(picture: Picture, id: string): Markup {
  const { limit, stretches, log } = picture;
  const panels = placed(stretches, limit);
  // The first that has room for it says what the dashed line is.
  const told = panels.findIndex(({ width }) => width > ROOM);
  return markup`
<figure>
<figcaption id="${id}">${legend(picture)}</figcaption>
<div class="beats" role="group" aria-labelledby="${id}">${panels.map((panel, index) =>
    drawing(panel, `${id}-${index + 1}`, index === told ? limit : null),
  )}</div>
</figure>
<details>
<summary>Every request that was sent</summary>
${logTable(log)}
</details>`;
}

function legend(picture: Picture): Markup {
  const { limit, stretches } = picture;
  const longest = Math.max(0, ...stretches.flatMap(({ beats }) => beats.map(({ ms }) => ms)));
  return markup`${countsOf(picture).map(
    ([mark, count]) => markup`<span class="swatch ${MARK_TONES[mark]}"></span>${count} ${mark} `,
  )}· <span class="soft">Height: time to the answer, at most ${secondsText(longest / 1000)}.${
    limit === null
      ? ''
      : ` Grey: admitted within ${secondsText(limit.windowSeconds)}; dashed: the ${limit.from} limit.`
  }</span>`;
}

function drawing(panel: Panel, id: string, limit: Limit | null): Markup {
  const { width, height, stretch } = panel;
  return markup`<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title" aria-describedby="${id}-desc" focusable="false">
<title id="${id}-title">${PHASE_WORDS[stretch.phase]}: ${counted(stretch.beats.length, 'request')} from ${beginning(stretch)} on</title>
<desc id="${id}-desc">${described(stretch.beats)}</desc>
<rect class="ground" width="${width}" height="${height}" rx="6"/>
<text class="name" x="${SIZE.pad}" y="15">${PHASE_WORDS[stretch.phase]}</text>
<text x="${SIZE.pad}" y="28">${beginning(stretch)}</text>
${panel.counts.length === 0 ? null : markup`<path class="count" stroke-width="${panel.unit}" d="${panel.counts}"/>`}${
    panel.over.length === 0
      ? null
      : markup`<path class="over" stroke-width="${panel.unit}" d="${panel.over}"/>`
  }${limitLine(panel, limit)}<path class="zero" d="M0,${panel.zero}H${width}"/>
${MARKS.map((mark) => bars(panel, mark))}${panel.silences.map(
    ({ x, seconds }) =>
      markup`<text class="silence" x="${x}" y="${panel.zero - 4}">${secondsText(Math.round(seconds))}</text>`,
  )}
</svg>`;
}

const beginning = ({ beats: [first] }: Stretch): string => secondsText(first?.at ?? 0);

/** What is drawn, in words. */
function described(beats: readonly Beat[]): string {
  const counts = MARKS.map((mark) => {
    const count = beats.filter((beat) => beat.mark === mark).length;
    return count === 0 ? '' : `${count} ${mark}`;
  });
  const times = beats.map(({ ms }) => ms);
  const [least, most] = [Math.min(...times), Math.max(...times)];
  return `${counts.filter((text) => text !== '').join(', ')}; ${secondsText(least / 1000)} to ${secondsText(most / 1000)}`;
}

/** The limit as a line across the panel, and what it is where there is room. */
const limitLine = ({ limitAt, width }: Panel, limit: Limit | null): Markup | null =>
  limitAt === null
    ? null
    : markup`<path class="limit" d="M0,${limitAt}H${width}"/>${
        limit === null
          ? null
          : markup`<text class="limit-name" x="${SIZE.pad}" y="${limitAt - 4}">${limitText(limit.requests, limit.windowSeconds)}</text>`
      }`;

const bars = ({ bars: drawn, unit }: Panel, mark: Mark): Markup | null =>
  drawn[mark] === ''
    ? null
    : markup`<path class="mark ${MARK_TONES[mark]}" stroke-width="${Math.max(1, Math.round(unit * 7) / 10)}" d="${drawn[mark]}"/>
`;

const logTable = (log: readonly LogLine[]): Markup =>
  table(
    'The log of all requests, in the order in which they were sent',
    ['No.', 'Phase', 'Sent', 'Answer', 'After', 'Taken for'],
    log.map(({ phase, at, ms, answer, taken, varied }, index) => [
      String(index + 1),
      PHASE_WORDS[phase],
      `${at.toFixed(2)}\u00a0s`,
      value(answer),
      `${Math.round(ms)}\u00a0ms`,
      markup`${TAKEN_WORDS[taken]}${varied === null ? null : markup` <span class="soft"><bdi>${shortened(varied, TEXT_LIMIT)}</bdi></span>`}`,
    ]),
  );
