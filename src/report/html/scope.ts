import { AREAS, type Area } from '../../evidence/kind.ts';
import { evidenceFilesOf } from '../claims/files.ts';
import type { Report } from '../report.ts';
import { notAssessedOf, profileText } from '../view.ts';
import { AREA_NAMES, counted, costText, timeText } from '../words.ts';
import { leftOut, markup, section, sheet, value, type Markup, type Section } from './markup.ts';
import { targetLink } from './places.ts';

const MOST = 200;

/** What was looked at and how, and what that cannot tell. */
export const scope = (report: Report): Section | null =>
  section('scope', 'Scope, method and limits', null, [
    markup`<div class="card"><dl class="facts">${rows(report).map(
      ([term, text]) => markup`<dt>${term}</dt><dd>${text}</dd>`,
    )}</dl></div>`,
    targets(report),
    excluded(report),
    methods(report),
    limits(report),
    problems(report),
  ]);

const rows = (report: Report): readonly (readonly [string, string])[] => [
  ['Period', `${timeText(report.startedAt)} to ${timeText(report.endedAt)}; all times are UTC`],
  ['Judged as of', timeText(report.now)],
  ['Held to', `profile ${profileText(report)}`],
  [
    'Vantage point',
    'one machine, from outside, as any client of the service; no agent was installed',
  ],
  ['Cost', costText(report.cost)],
];

const targets = (report: Report): Markup =>
  markup`${sheet(
    'What was looked at',
    ['Target', 'Kind', 'Role', 'Addresses', 'Named in'],
    report.targets
      .slice(0, MOST)
      .map(({ id, kind, role, addresses, namedAt }) => [
        targetLink(report, id),
        kind,
        role ?? 'none',
        addresses.length === 0 ? 'none of its own' : addresses.join(', '),
        namedAt === undefined ? 'the command' : value(`${namedAt.file}:${namedAt.line}`),
      ]),
  )}${leftOut(report.targets.length - MOST, 'target')}`;

const excluded = ({ about }: Report): Markup | null =>
  about.excluded.length === 0
    ? null
    : sheet(
        'What belongs to the system and was left out on purpose',
        ['What', 'Reason'],
        about.excluded.map(({ what, reason }) => [value(what), reason]),
      );

/** How each area is looked at, and what that cannot tell. */
const METHODS: Readonly<Record<Area, string>> = {
  tls: 'Handshakes that offer one thing at a time, at every address: versions, suites and groups as the server answers them. That an attack is possible says that what it needs is offered, not that it was carried out.',
  dns: 'Questions to every name server of a zone, from the root down; signatures are verified over the bytes received.',
  web: 'Requests as a browser sends them, without signing in and without running scripts.',
  mail: 'DNS records of the domain and conversations with its mail servers up to STARTTLS. Mail that the domain sends was not seen.',
  'rate-limit':
    'What answers announce; where somebody authorised it, as many requests as it takes to be refused. A limit that was not seen may lie beyond what was sent.',
  cloud: 'Exports of accounts that somebody gave as files; nobody signed in anywhere.',
  org: 'The register of certificates and reports that the organisation keeps.',
};

function methods(report: Report): Markup {
  const seen = report.evidence.length;
  const files = evidenceFilesOf(report).length;
  const stated = report.attestations.length;
  const areas = AREAS.filter((area) => report.profile.areas.includes(area));
  return sheet(
    'How it was looked at',
    ['Method', 'What was done'],
    [
      ['Test', `${counted(seen, 'observation')}, each in the evidence index with its SHA-256`],
      ['Examine', `${counted(files, 'file')} given as evidence`],
      ['Interview', `${counted(stated, 'attestation')} by name`],
      ...areas.map((area) => [AREA_NAMES[area], METHODS[area]]),
    ],
  );
}

/** What the schemes would weigh and this version cannot test. */
function limits(report: Report): Markup | null {
  const missing = notAssessedOf(report);
  return missing.length === 0
    ? null
    : markup`<div class="card"><h3>What was not assessed</h3>
<p class="soft">The schemes would weigh these, but this version of assay cannot test them; they neither raise nor lower a letter.</p>
<dl class="facts">${missing.map(({ area, items }) => markup`<dt>${AREA_NAMES[area]}</dt><dd>${items.join('; ')}</dd>`)}</dl></div>`;
}

const problems = ({ problems: all }: Report): Markup | null =>
  all.length === 0
    ? null
    : markup`<div class="card"><h3>What stood in the way of the run as a whole</h3><ul class="plain">${all.map(
        ({ code, detail }) => markup`<li><strong>${code}</strong> ${value(detail)}</li>`,
      )}</ul></div>`;
