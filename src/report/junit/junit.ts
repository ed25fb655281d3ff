import type { Report } from '../report.ts';
import { counted } from '../words.ts';
import { claimSuite, controlSuite, runSuite } from './documented.ts';
import { CAME, cameTo, fitted, linesRoom, type Came, type Fitted } from './limits.ts';
import { distinct, type Case, type Verdict } from './suite.ts';
import { targetSuites } from './targets.ts';
import { attributes, xmlLine, xmlLines } from './xml.ts';

/** Bytes that an attribute may take. */
const ROOM = { group: 240, name: 320, message: 400, file: 240, property: 400 } as const;

/**
 * The report as JUnit XML, in the form that Jenkins reads (its junit-10.xsd) with the `file` and `line` that
 * GitLab reads: a suite for each target and a case for each rule, then the controls and the sentences
 * of the security page. What is not settled is an `error`, what is waived `skipped`.
 */
export function renderJunit(report: Report): string {
  const free = distinct();
  // Jenkins takes what comes before the last dot for a package.
  const group = (name: string): string =>
    free(name.replace(/[.:/\\]+/g, '_').replace(/^_+|_+$/g, ''));
  const suites = fitted([
    ...runSuite(report, group),
    ...targetSuites(report, group),
    ...controlSuite(report, group),
    ...claimSuite(report, group),
  ]).map(withLeft);
  const cases = suites.flatMap((suite) => suite.cases);
  const room = linesRoom(cases.length);
  const { tests, failures, errors, time } = counts(cases);
  const unique = distinct();
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'assay', tests, failures, errors, time })}>`,
    ...suites.flatMap((suite) => suiteLines(report, suite, { room, unique })),
    '</testsuites>',
    '',
  ].join('\n');
}

interface Page {
  /** Bytes for the lines of a verdict. */
  readonly room: number;
  readonly unique: (key: string) => string;
}

function suiteLines(report: Report, suite: Fitted, page: Page): readonly string[] {
  const { profile, id } = report;
  const properties = [
    ['report', id] as const,
    ['profile', `${profile.id} ${profile.version}`] as const,
    ...suite.properties,
  ];
  const values = {
    name: xmlLine(suite.name, ROOM.name),
    hostname: suite.host === null ? null : xmlLine(suite.host, ROOM.name),
    timestamp: suite.at.slice(0, 19),
    ...counts(suite.cases),
  };
  return [
    ` <testsuite${attributes(values)}>`,
    '  <properties>',
    ...properties.map(([name, value]) => {
      const escaped = {
        name: xmlLine(name, ROOM.name),
        value: xmlLine(value, ROOM.property),
      };
      return `   <property${attributes(escaped)}/>`;
    }),
    '  </properties>',
    ...suite.cases.map((one) => caseText(suite, one, page)),
    ' </testsuite>',
  ];
}

function caseText({ group }: Fitted, one: Case, { room, unique }: Page): string {
  const classname = xmlLine(`assay.${group}`, ROOM.group);
  const name = xmlLine(one.name, ROOM.name);
  const values = {
    classname,
    // Names that are cut may have become the same.
    name: unique(`${classname} ${name}`).slice(classname.length + 1),
    time: seconds(one.ms),
    file: one.place === undefined ? null : xmlLine(one.place.file, ROOM.file),
    line: one.place?.line ?? null,
  };
  const parts = [
    ...(one.verdict === null ? [] : [verdictText(one.verdict, room)]),
    ...(one.remarks.length === 0
      ? []
      : [`   <system-out>${xmlLines(one.remarks, Math.max(room, ROOM.message))}</system-out>`]),
  ];
  const open = `  <testcase${attributes(values)}`;
  return parts.length === 0 ? `${open}/>` : [`${open}>`, ...parts, '  </testcase>'].join('\n');
}

function verdictText({ element, type, message, lines }: Verdict, room: number): string {
  const values = { type, message: xmlLine(message, ROOM.message) };
  return `   <${element}${attributes(values)}>${xmlLines(lines, room)}</${element}>`;
}

const counts = (cases: readonly Case[]) => {
  const count = (wanted: Came): number => cases.filter((one) => cameTo(one) === wanted).length;
  return {
    tests: cases.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
    time: seconds(cases.reduce((sum, { ms }) => sum + ms, 0)),
  };
};

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

const LEFT_WORDS: Readonly<Record<Came, string>> = {
  failure: 'failed',
  error: 'not settled',
  skipped: 'waived or skipped',
  passed: 'passed',
};

/** The suite with a case that says what of it is left out, as grave as the gravest of them. */
function withLeft(suite: Fitted): Fitted {
  const { left, cases } = suite;
  const worst = CAME.find((came) => left[came] > 0);
  if (worst === undefined) return suite;
  const total = CAME.reduce((sum, came) => sum + left[came], 0);
  const said = CAME.filter((came) => left[came] > 0).map(
    (came) => `${left[came]} ${LEFT_WORDS[came]}`,
  );
  const message = `${counted(total, 'more case')} left out: ${said.join(', ')}`;
  const rest: Case = {
    name: `${counted(total, 'more case')} left out`,
    ...{ ms: 0, place: undefined, remarks: [] },
    verdict: {
      element: worst === 'passed' ? 'skipped' : worst,
      ...{ type: 'left-out', message },
      lines: [message, 'GitLab reads no more of one file; the JSON report has all of them.'],
    },
  };
  return { ...suite, cases: [...cases, rest] };
}
