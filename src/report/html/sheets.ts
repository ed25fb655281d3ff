import type { Report } from '../report.ts';
import { effectively } from '../view.ts';
import { counted } from '../words.ts';
import { dns } from './dns.ts';
import { areaCard } from './grades.ts';
import { leftOut, markup, section, value, type Markup, type Section } from './markup.ts';
import { mail, rateLimits, web } from './parts.ts';
import { MOST_SHEETS } from './places.ts';
import { tls } from './tls.ts';

type ReportTarget = Report['targets'][number];

/** Characters of all sheets together: what they show is in the data too. */
const ROOM = 1_200_000;

/** A sheet for each target: its letters, why, and what it answered, area by area. */
export function sheets(report: Report): Section | null {
  const shownTargets = report.targets.slice(0, MOST_SHEETS);
  // Of a fleet, nothing is worked out that is not shown.
  const part =
    shownTargets.length === report.targets.length ? report : { ...report, targets: shownTargets };
  const byTarget = [web(part), rateLimits(part), dns(part), mail(part)];
  let used = 0;
  const shown = shownTargets.map((target, index) => {
    const details =
      used > ROOM
        ? [leftOut(1, 'sheet')]
        : [...tls(report, target.id), ...byTarget.map((blocks) => blocks.get(target.id) ?? null)];
    const written = sheetOf(report, target, index + 1, details);
    used += written.html.length;
    return written;
  });
  return section(
    'targets',
    'Target by target',
    'A bar shows the score from 0 to 100; its pale part is what could not be settled. A letter is as good as its worst cap.',
    [...shown, leftOut(report.targets.length - MOST_SHEETS, 'target')],
  );
}

function sheetOf(
  report: Report,
  { id, kind, role, addresses }: ReportTarget,
  place: number,
  blocks: readonly (Markup | null)[],
): Markup {
  const grades = report.grades.areas.filter(({ target }) => target === id);
  const about = [
    role === null || kind === 'zone' ? KINDS[kind] : `${KINDS[kind]}, ${role}`,
    ...(addresses.length === 0 ? [] : [addresses.join(', ')]),
    tally(report, id),
  ].filter((text) => text !== '');
  return markup`
<article class="card target" id="target-${place}" aria-labelledby="target-${place}-title">
<h3 id="target-${place}-title">${value(id)}</h3>
<p class="soft">${about.join(' · ')}</p>
${grades.length === 0 ? markup`<p class="ungraded">No letter: files and statements speak for it, and have none.</p>` : grades.map((grade) => areaCard(report, grade))}
${blocks}
</article>`;
}

const KINDS: Readonly<Record<ReportTarget['kind'], string>> = {
  web: 'web origin',
  tls: 'TLS endpoint',
  zone: 'DNS zone',
  mail: 'mail domain',
  smtp: 'mail server',
  account: 'cloud account',
  organisation: 'organisation',
};

/** `12 passed, 3 failed, 1 not settled`; empty where no rule was judged. */
function tally(report: Report, id: string): string {
  const own = TALLIED.map(([effective, word]): [number, string] => [
    effectively(report, effective).filter(({ target }) => target === id).length,
    word,
  ]).filter(([count]) => count > 0);
  return own.length === 0
    ? ''
    : `${counted(
        own.reduce((sum, [count]) => sum + count, 0),
        'rule',
      )}: ${own.map(([count, word]) => `${count} ${word}`).join(', ')}`;
}

const TALLIED = [
  ['fail', 'failed'],
  ['inconclusive', 'not settled'],
  ['waived', 'waived'],
  ['pass', 'passed'],
] as const;
