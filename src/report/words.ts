import type { DisposedFinding } from '../control/result.ts';
import type { Cost } from '../evidence/evidence.ts';
import type { Area } from '../evidence/kind.ts';
import type { Observation } from '../evidence/observation.ts';
import type { AreaGrade } from '../grade/grade.ts';
import type { Letter } from '../grade/letter.ts';
import type { Reference } from '../judge/finding.ts';
import type { z } from 'zod';

/** What each letter says in words. */
const LETTER_WORDS: Readonly<Record<Letter, string>> = {
  'A+': 'exemplary',
  A: 'strong',
  'A-': 'strong, with a flaw',
  B: 'fair',
  C: 'weak',
  D: 'poor',
  E: 'very poor',
  F: 'failing',
  T: 'not trusted',
  M: 'name mismatch',
};

/** The symbol that stands beside the word of an outcome. */
export const OUTCOME_SYMBOLS: Readonly<Record<DisposedFinding['effective'], string>> = {
  pass: '✓',
  fail: '✗',
  inconclusive: '?',
  waived: '~',
  'not-applicable': '–',
  manual: '–',
};

/** What readers call the areas. */
export const AREA_NAMES: Readonly<Record<Area, string>> = {
  tls: 'TLS',
  dns: 'DNS',
  mail: 'Mail',
  web: 'Web',
  'rate-limit': 'Rate limits',
  cloud: 'Cloud',
  org: 'Organisation',
};

/** What readers call the frameworks; others are shown by their id. */
export const FRAMEWORK_NAMES: Readonly<Record<string, string>> = {
  gdpr: 'GDPR',
  'hipaa-nprm-2025': 'HIPAA (proposed)',
  'hipaa-security-rule': 'HIPAA',
  'iso27001-2022': 'ISO 27001:2022',
  'nist-csf-2.0': 'NIST CSF 2.0',
  'nist-sp-800-52r2': 'NIST SP 800-52r2',
  'owasp-asvs-5.0.0': 'OWASP ASVS',
  'pci-dss-4.0.1': 'PCI DSS 4.0.1',
  'soc2-2017': 'SOC 2',
};

interface Interval {
  readonly letter: Letter | null;
  readonly ceiling: Letter;
  readonly floor: Letter;
}

/** The letter, or both ends of the interval: `F–A`. */
export const gradeLetters = ({ letter, ceiling, floor }: Interval): string =>
  letter ?? `${floor}–${ceiling}`;

/** The word of the letter, or the interval as a phrase. */
export const gradeWords = ({ letter, ceiling, floor }: Interval): string =>
  letter === null ? `between ${floor} and ${ceiling}` : LETTER_WORDS[letter];

/** Why there is no letter at all: what files say has none. */
export const noGradeWords = (findings: readonly DisposedFinding[]): string =>
  findings.some(({ outcome }) => outcome === 'pass' || outcome === 'fail')
    ? 'no grade: nothing was judged that has a letter'
    : 'no grade: nothing could be judged';

/** What a total is made of: `protocol 100, key exchange 20–90`; empty where it has no parts. */
export const scoreParts = ({ categories }: AreaGrade): string =>
  categories
    .map(({ category, ceiling, floor }) => {
      const name = category.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
      return `${name} ${ceiling === floor ? ceiling : `${floor}–${ceiling}`}`;
    })
    .join(', ');

/** What the grade were with a certificate that nobody could find fault with; null where it is not told. */
export const trustIgnoredWords = ({ trustIgnored }: AreaGrade): string | null =>
  trustIgnored && `${gradeLetters(trustIgnored)} if the certificate were trusted and had the name`;

/** How far the target has come: `enforce (3 of 4): its title; perhaps maintain`; null where it is not told. */
export const phaseWords = ({ phase }: AreaGrade): string | null =>
  phase &&
  `${phase.id} (${phase.step} of ${phase.of}): ${phase.title}` +
    (phase.possible === null ? '' : `; perhaps ${phase.possible}`);

/** A phrase as a sentence begins. */
export const capital = (phrase: string): string => phrase.charAt(0).toUpperCase() + phrase.slice(1);

/** `1 rule`, `2 rules`, `3 queries`. */
export function counted(count: number, noun: string): string {
  if (count === 1) return `1 ${noun}`;
  return `${count} ${/[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`}`;
}

/** A JSON value on one line: text as it is, lists and flat maps by commas, the rest as JSON. */
export function valueText(value: unknown): string {
  if (typeof value === 'string') return value === '' ? '(empty)' : value;
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) {
    return value.length === 0 ? '(none)' : value.map(String).join(', ');
  }
  if (isFlat(value)) {
    return Object.entries(value)
      .map(([key, item]) => `${key} ${String(item)}`)
      .join(', ');
  }
  return JSON.stringify(value);
}

const isFlat = (value: unknown): value is Record<string, string | number | boolean | null> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((item) => typeof item !== 'object' || item === null);

/** `text`, or its first `limit` characters and how many there are. */
export const shortened = (text: string, limit: number): string =>
  text.length <= limit ? text : `${text.slice(0, limit)}… (${text.length} characters)`;

/** `RFC 9325, section 3.1.1`. */
export const referenceText = ({ standard, section }: z.infer<typeof Reference>): string =>
  section === undefined ? standard : `${standard}, section ${section}`;

/** What an observation came to, in one phrase. */
export function observationText(observation: Observation): string {
  switch (observation.status) {
    case 'present':
      return 'present';
    case 'absent':
      return `absent: ${observation.how}`;
    case 'unavailable':
      return `unavailable: ${observation.problem.code}: ${observation.problem.detail}`;
  }
}

/** `42 connections, 18 queries, 6 requests in 3.2 s`. */
export const costText = ({ connections, queries, requests, ms }: Cost): string =>
  `${counted(connections, 'connection')}, ${counted(queries, 'query')}, ` +
  `${counted(requests, 'request')} in ${(ms / 1000).toFixed(1)}\u00a0s`;

/** An ISO time to the minute: `2026-11-22 12:00 UTC`. */
export const timeText = (iso: string): string =>
  `${iso.slice(0, 10)} ${iso.slice(11, 16)} ${iso.endsWith('Z') ? 'UTC' : iso.slice(-6)}`;
