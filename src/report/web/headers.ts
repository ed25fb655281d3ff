import type { WebHeaders } from '../../evidence/kinds/web/headers.ts';
import { noted, valueOf, verdictsOn, type Seen } from '../known.ts';
import { plainCell, seenCell, type Part, type Row, type Verdict } from '../part.ts';
import type { Tone } from '../tone.ts';
import { HEADER_ROWS } from './header-rows.ts';

/** Each header that browsers heed, with what it does; as a table. */
export function headersPart(seen: Seen<WebHeaders>, isPage: boolean): Part {
  const headers = valueOf(seen);
  return {
    name: 'Headers',
    verdicts: verdictsOn(seen, noted, inMeta),
    tree: [],
    grid:
      headers === null
        ? null
        : {
            caption: 'Response headers, as browsers read them',
            heads: ['Header', 'Effect'],
            rows: [...ownRows(headers, isPage), ...otherRows(headers), ...oldRows(headers)],
          },
  };
}

const inMeta = ({ hstsInMeta }: WebHeaders): readonly Verdict[] =>
  hstsInMeta
    ? [{ tone: 'fair', text: 'Strict-Transport-Security stands in <meta>, where nobody takes it' }]
    : [];

const ownRows = (headers: WebHeaders, isPage: boolean): readonly Row[] =>
  HEADER_ROWS.filter(({ page }) => isPage || !page).flatMap(({ field, effect }) => {
    const does = effect(headers);
    if (does === null) return [];
    const [tone, text] = does;
    return [{ cells: [plainCell(field), { text, tone }], remarks: remarksOn(field, headers) }];
  });

const MOST_REMARKS = 3;

const EFFECT_TONES: Readonly<Record<WebHeaders['problems'][number]['effect'], Tone>> = {
  ignored: 'bad',
  partly: 'fair',
  'in-force': 'quiet',
};

function remarksOn(field: string, { problems }: WebHeaders): readonly Verdict[] {
  const own = problems.filter((one) => isSame(one.field, field));
  const more = own.length - MOST_REMARKS;
  return [
    ...own
      .slice(0, MOST_REMARKS)
      .map(({ problem, effect }): Verdict => ({ tone: EFFECT_TONES[effect], text: problem })),
    ...(more > 0 ? noted(`and ${more} more`) : []),
  ];
}

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

const EFFECT_WORDS: Readonly<Record<WebHeaders['problems'][number]['effect'], string>> = {
  ignored: 'is ignored',
  partly: 'has a part of its effect',
  'in-force': 'is in force',
};

const MOST_OTHERS = 8;

/** What is sent in vain under names that have no row of their own, such as misspelt ones. */
function otherRows(headers: WebHeaders): readonly Row[] {
  const others = headers.problems.filter(
    ({ field }) => !HEADER_ROWS.some((row) => isSame(row.field, field)),
  );
  return [...new Map(others.map((one) => [one.field.toLowerCase(), one])).values()]
    .slice(0, MOST_OTHERS)
    .map(({ field, effect }) => ({
      cells: [seenCell(field), { text: EFFECT_WORDS[effect], tone: EFFECT_TONES[effect] }],
      remarks: remarksOn(field, headers),
    }));
}

/** What browsers have given up. */
const oldRows = ({ deprecated }: WebHeaders): readonly Row[] =>
  deprecated.slice(0, MOST_OTHERS).map(({ field, value, why }) => ({
    cells: [plainCell(field), { text: value, tone: 'fair' }],
    remarks: noted(why),
  }));
