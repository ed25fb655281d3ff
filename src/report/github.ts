import { NO_GATE, type DisposedFinding } from '../control/result.ts';
import type { Place } from '../evidence/target.ts';
import { visible } from './escape.ts';
import type { Report } from './report.ts';
import { failuresOf, foundTexts, isWaived, namesOf, severitiesOf, type Failure } from './view.ts';
import { counted, gradeLetters, noGradeWords, shortened } from './words.ts';

/** What GitHub shows of one step, of each level. */
const SHOWN = 10;
/** Of what is long only the beginning is told; the report has it all. */
const LIMITS = { title: 200, text: 300, places: 3, found: 3, sentences: 5 } as const;

type Level = 'error' | 'warning' | 'notice';

/** A remark of GitHub at a file of the pull request, or at none. */
interface Annotation {
  readonly level: Level;
  readonly title: string;
  readonly lines: readonly string[];
  readonly at: Place | null;
  /** It stands for one failed rule, and not for many things together. */
  readonly isOfRule: boolean;
}

/** What is for information alone is counted, and has no remark of its own. */
const LEVELS: Readonly<Record<DisposedFinding['severity'], Level | null>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'warning',
  info: null,
};

/**
 * Workflow commands of GitHub Actions that annotate a run: one for each failed rule, the most severe
 * first, as many of each level as GitHub shows; a last one says how many there are more, and what the
 * grade and the gate are.
 */
export function renderGithub(report: Report): string {
  const places = placesOf(report);
  const failures = failuresOf(report);
  const all = [
    ...contradicted(report),
    ...unsettled(report),
    ...failures.flatMap((failure) => annotationOf(failure, places) ?? []),
  ];
  const shown = (['error', 'warning'] as const).flatMap((level) =>
    all.filter((one) => one.level === level).slice(0, SHOWN),
  );
  const told = shown.filter(({ isOfRule }) => isOfRule).length;
  return [...shown, outcome(report, failures.length - told)].map(command).join('');
}

/** Where the user names each target. */
const placesOf = ({ targets }: Report): ReadonlyMap<string, Place | null> =>
  new Map(targets.map(({ id, namedAt }) => [id, namedAt ?? null]));

function annotationOf(
  { finding, places: at }: Failure,
  places: ReadonlyMap<string, Place | null>,
): Annotation | null {
  const { severity, title, expected, fix, rule } = finding;
  const more = at.length - LIMITS.places;
  const named = at.map(({ target }) => places.get(target) ?? null);
  const level = LEVELS[severity];
  if (level === null) return null;
  return {
    level,
    title: `${severity}: ${title}`,
    lines: [
      ...at.slice(0, LIMITS.places).flatMap(foundLines),
      ...(more > 0 ? [`and on ${counted(more, 'more target')}`] : []),
      `expected: ${expected}`,
      ...(fix === null ? [] : [`fix: ${fix.text}`]),
      `rule: ${rule}`,
    ],
    at: named.find((place) => place !== null) ?? null,
    isOfRule: true,
  };
}

function foundLines(place: DisposedFinding): readonly string[] {
  const found = foundTexts(place);
  const more = found.length - LIMITS.found;
  const { disposition } = place;
  return [
    `${place.target}: ${found
      .slice(0, LIMITS.found)
      .map((text) => shortened(text, LIMITS.text))
      .join('; ')}${more > 0 ? `; and ${more} more` : ''}`,
    ...(disposition === undefined
      ? []
      : [`waiver ${disposition.id} expired on ${disposition.expires}`]),
  ];
}

/** Sentences of the page that are not so are told once, before all rules. */
function contradicted({ claims }: Report): readonly Annotation[] {
  const wrong = claims.filter(({ verdict }) => verdict === 'contradicted');
  const [first] = wrong;
  if (first === undefined) return [];
  const more = wrong.length - LIMITS.sentences;
  return [
    {
      level: 'error',
      title: `${counted(wrong.length, 'sentence')} of ${first.source} contradicted`,
      lines: [
        ...wrong
          .slice(0, LIMITS.sentences)
          .map(({ id, quote, reasons: [reason = ''] }) => `${id} “${quote}”: ${reason}`),
        ...(more > 0 ? [`and ${counted(more, 'more sentence')}`] : []),
      ],
      ...TOGETHER,
    },
  ];
}

const TOGETHER = { at: null, isOfRule: false } as const;

/** What could not be seen is told once: it is neither passed nor failed. */
function unsettled({ findings }: Report): readonly Annotation[] {
  const open = findings.filter(({ effective }) => effective === 'inconclusive');
  if (open.length === 0) return [];
  return [
    {
      level: 'warning',
      title: `${counted(open.length, 'finding')} not settled`,
      lines: [
        `${severitiesOf(open)}: neither passed nor failed, for we could not see`,
        ...[...new Set(open.flatMap(({ reason }) => reason ?? []))].slice(0, LIMITS.found),
      ],
      ...TOGETHER,
    },
  ];
}

const GATES = new Map([
  [true, 'gate passed'],
  [false, 'gate failed'],
  [null, 'gate undecided'],
]);

function outcome(report: Report, left: number): Annotation {
  const { grades, gate, findings } = report;
  const waived = findings.filter(isWaived);
  const [name = 'no target'] = namesOf(report);
  const grade =
    grades.overall === null ? noGradeWords(findings) : `grade ${gradeLetters(grades.overall)}`;
  const isGiven = !gate.reasons.includes(NO_GATE);
  return {
    level: 'notice',
    title: `${name}: ${grade}${isGiven ? `, ${GATES.get(gate.passed) ?? ''}` : ''}`,
    lines: [
      ...gate.reasons,
      ...(waived.length === 0
        ? []
        : [`${counted(waived.length, 'finding')} waived: ${severitiesOf(waived)}`]),
      ...(left === 0
        ? []
        : [`and ${counted(left, 'more failed rule')} not shown here: the report has them`]),
    ],
    ...TOGETHER,
  };
}

/** Characters of a command's text that would end it, and the one that says so of them. */
const DATA: ReadonlyMap<string, string> = new Map([
  ['%', '%25'],
  ['\r', '%0D'],
  ['\n', '%0A'],
]);
/** In a property these end it besides. */
const PROPERTY: ReadonlyMap<string, string> = new Map([...DATA, [':', '%3A'], [',', '%2C']]);

const escaped = (text: string, by: ReadonlyMap<string, string>): string =>
  text.replace(/[%\r\n:,]/g, (character) => by.get(character) ?? character);

/** One command on a line of its own, as the runner reads it (actions/runner, ActionCommand). */
function command({ level, title, lines, at }: Annotation): string {
  const shown = visible(shortened(title, LIMITS.title));
  const properties = [
    ...(at === null
      ? []
      : [
          ['file', visible(at.file)],
          ['line', String(at.line)],
          ['col', String(at.column)],
        ]),
    ['title', shown],
  ].map(([name = '', value = '']) => `${name}=${escaped(value, PROPERTY)}`);
  const data = lines.map((line) => visible(shortened(line, 2 * LIMITS.text))).join('\n');
  return `::${level} ${properties.join(',')}::${escaped(data, DATA)}\n`;
}
