import { DEFAULT_CHECKS, STRICTCSP_CHECKS, CspEvaluator } from 'csp_evaluator/dist/evaluator.js';
import { Severity, Type, type Finding } from 'csp_evaluator/dist/finding.js';
import { CspParser } from 'csp_evaluator/dist/parser.js';
import { parseSource } from '../../../codec/http/csp-source.ts';
import type { CspWeakness } from '../../../evidence/kinds/web/csp.ts';
import { admits, exampleOf } from './allows.ts';
import { CORRECTIONS, SENTENCES, textFor } from './corrections.ts';
import { LISTS, type Reading } from './reading.ts';

/** What one policy leaves open, in the words of csp_evaluator; without what it gets wrong. */
export interface Judged {
  readonly reading: Reading;
  readonly findings: readonly Finding[];
}

export function judgedAlone(reading: Reading): Judged {
  const { csp } = new CspParser(textFor(reading.policy));
  const findings = new CspEvaluator(csp)
    .evaluate(STRICTCSP_CHECKS, DEFAULT_CHECKS)
    .filter(({ severity }) => severity !== Severity.NONE)
    .filter((finding) => !CORRECTIONS.some(({ wrong }) => wrong(finding, reading)));
  return { reading, findings };
}

/** What all policies together leave open: no other policy takes away what a finding is about. */
export function weaknessesOf(readings: readonly Reading[], origin: URL): CspWeakness[] {
  const judged = readings.map(judgedAlone);
  const found = judged.flatMap((one) =>
    one.findings.filter((finding) => {
      const others = judged.filter((other) => other !== one);
      return survives(finding, one.reading, others, origin);
    }),
  );
  const each = found
    .map(weaknessOf)
    .map((one) => [[one.type, one.directive, one.value].join(' '), one] as const);
  return [...new Map(each).values()];
}

/** Findings about the text of a policy: another policy does not mend it. */
const ABOUT_THE_TEXT: readonly Type[] = [
  Type.MISSING_SEMICOLON,
  Type.UNKNOWN_DIRECTIVE,
  Type.INVALID_KEYWORD,
  Type.NONCE_CHARSET,
  Type.NONCE_LENGTH,
  Type.DEPRECATED_DIRECTIVE,
  Type.STRICT_DYNAMIC_NOT_STANDALONE,
];

/** Findings about a source that a URL has to match. */
const ABOUT_A_SOURCE: readonly Type[] = [
  Type.PLAIN_URL_SCHEMES,
  Type.PLAIN_WILDCARD,
  Type.SCRIPT_ALLOWLIST_BYPASS,
  Type.OBJECT_ALLOWLIST_BYPASS,
  Type.IP_SOURCE,
  Type.SRC_HTTP,
];

function survives(finding: Finding, own: Reading, others: readonly Judged[], origin: URL): boolean {
  if (ABOUT_THE_TEXT.includes(finding.type)) return true;
  const url =
    finding.value === undefined || !ABOUT_A_SOURCE.includes(finding.type)
      ? null
      : exampleOf(parseSource(finding.value), origin);
  return directivesOf(finding, own).some((directive) =>
    others.every(({ reading, findings }) => {
      if (!governs(reading, directive)) return true;
      if (url !== null) return admits([reading], directive, url, origin);
      if (finding.type === Type.MISSING_DIRECTIVES) return false;
      return findings.some(
        (other) => other.type === finding.type && directivesOf(other, reading).includes(directive),
      );
    }),
  );
}

const governs = (reading: Reading, directive: string): boolean =>
  LISTS.includes(directive)
    ? reading.list(directive) !== null
    : reading.policy.directives.some(({ name }) => name === directive);

/** What a finding is about: `default-src` stands for each directive that falls back to it. */
function directivesOf({ directive }: Finding, reading: Reading): readonly string[] {
  const covered = LISTS.filter((name) => reading.list(name)?.directive === directive);
  return covered.length > 0
    ? covered
    : [directive === 'script-src' ? 'script-src-elem' : directive];
}

const SEVERITIES: Readonly<Record<Severity, CspWeakness['severity']>> = {
  [Severity.HIGH]: 'high',
  [Severity.SYNTAX]: 'syntax',
  [Severity.MEDIUM]: 'medium',
  [Severity.HIGH_MAYBE]: 'maybe',
  [Severity.STRICT_CSP]: 'strict',
  [Severity.MEDIUM_MAYBE]: 'maybe',
  [Severity.INFO]: 'info',
  [Severity.NONE]: 'info',
};

const weaknessOf = ({
  type,
  severity,
  directive,
  value = '',
  description,
}: Finding): CspWeakness => ({
  severity: SEVERITIES[severity],
  type: Type[type].toLowerCase().replaceAll('_', '-'),
  directive,
  value,
  sentence: SENTENCES.find(({ wrong }) => wrong.test(description))?.instead ?? description,
});
