import type { GateOptions } from '../control/gate.ts';
import type { Config } from '../document/config.ts';
import { DocumentError, type Document } from '../document/document.ts';
import {
  GATE_CONDITIONS,
  GATE_LETTERS,
  SEVERITIES,
  type GateCondition,
} from '../document/scale.ts';
import { UsageError } from './errors.ts';
import { meantBy } from './named.ts';
import type { GateFlags } from './options.ts';
import type { Judging } from './settings.ts';

/** What `--fail-on` can be given: severities, mildest first, then conditions. */
export const FAIL_ON_WORDS = [...SEVERITIES, ...GATE_CONDITIONS] as const;

type Word = (typeof FAIL_ON_WORDS)[number];

/**
 * The gate that flags and configuration set, each flag before its key. Throws a UsageError or
 * DocumentError, also where a condition can never be met because there is nothing to hold against.
 */
export function gateOf(flags: GateFlags, judging: Pick<Judging, 'config' | 'claims'>): GateOptions {
  const gate = judging.config?.value.gate ?? {};
  return {
    minGrade: minGradeOf(flags) ?? gate.minGrade ?? null,
    ...failOnOf(flags, judging),
    allowInconclusive: flags.allowInconclusive ?? gate.allowInconclusive ?? false,
    areas: gate.areas ?? {},
  };
}

/** The severity and the conditions of `--fail-on`, and the flag that stands for one of them. */
function failOnOf(
  flags: GateFlags,
  judging: Pick<Judging, 'config' | 'claims'>,
): Pick<GateOptions, 'failOn'> & { readonly conditions: readonly GateCondition[] } {
  const { failOn, failOnRegression = false } = flags;
  const configured = [judging.config?.value.gate?.failOn ?? []].flat();
  const words = failOn === undefined ? configured : wordsOf('--fail-on', failOn);
  const [severity = null, ...severer] = SEVERITIES.filter((one) => words.includes(one));
  if (severer.length > 0) {
    throw refusal(flags, judging.config, {
      message: `${[severity, ...severer].join(' and ')} are two severities`,
      hint: `${severity ?? ''} means ${severer.join(' and ')} too`,
    });
  }
  const conditions = GATE_CONDITIONS.filter(
    (one) => words.includes(one) || (one === 'regression' && failOnRegression),
  );
  for (const condition of conditions) {
    const missing = MISSING[condition](flags, judging);
    if (missing !== null) throw refusal(flags, judging.config, missing);
  }
  return { failOn: severity, conditions };
}

/** The letter of `--min-grade`. */
function minGradeOf({ minGrade }: GateFlags): GateOptions['minGrade'] | undefined {
  if (minGrade === undefined) return undefined;
  const letter = GATE_LETTERS.find((one) => one.toLowerCase() === minGrade.toLowerCase());
  if (letter === undefined) throw unknown('--min-grade', minGrade, GATE_LETTERS);
  return letter;
}

/** The words of a list with commas. */
const wordsOf = (flag: string, list: string): readonly Word[] =>
  list.split(',').map((text) => {
    const word = FAIL_ON_WORDS.find((one) => one === text.trim().toLowerCase());
    if (word === undefined) throw unknown(flag, text.trim(), FAIL_ON_WORDS);
    return word;
  });

const unknown = (flag: string, word: string, words: readonly string[]): UsageError =>
  new UsageError(
    `${flag} "${word}" does not exist`,
    meantBy(word, words) ?? `one of ${words.join(', ')}`,
  );

interface Missing {
  readonly message: string;
  readonly hint: string;
}

/** What a condition is held against, where there is none. */
const MISSING: Readonly<
  Record<
    GateCondition,
    (flags: GateFlags, judging: Pick<Judging, 'config' | 'claims'>) => Missing | null
  >
> = {
  contradicted: (_, { claims }) =>
    claims === null
      ? {
          message: 'contradicted: there is no security page to hold the deployment against',
          hint: 'name one: --claims NAME|FILE',
        }
      : null,
  expired: () => null,
  regression: ({ baseline }, { config }) =>
    baseline === undefined && config?.value.baseline === undefined
      ? {
          message: 'regression: there is no earlier report to compare with',
          hint: 'name one: --baseline report.json (assay audit --format json:report.json writes it)',
        }
      : null,
};

/** The error of what is asked, at its flag or at its place in assay.yaml. */
function refusal(
  { failOn, failOnRegression }: GateFlags,
  config: Document<Config> | null,
  { message, hint }: Missing,
): Error {
  const place = config?.place(['gate', 'failOn']);
  const isFlagged = failOn !== undefined || failOnRegression === true || place === undefined;
  return isFlagged
    ? new UsageError(`--fail-on ${message}`, hint)
    : new DocumentError([{ place, message: `failOn: ${message}`, hint }]);
}
