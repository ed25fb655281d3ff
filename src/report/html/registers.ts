import type { ControlResult, WaiverResult } from '../../control/result.ts';
import type { Report } from '../report.ts';
import type { Tone } from '../tone.ts';
import { notAssessedOf, titleOf } from '../view.ts';
import { counted, FRAMEWORK_NAMES, OUTCOME_SYMBOLS } from '../words.ts';
import { badge, list, markup, section, sheet, value, type Markup } from './markup.ts';

const STATUSES: Readonly<Record<ControlResult['status'], readonly [Tone, string, string]>> = {
  met: ['good', '✓', 'met'],
  'not-met': ['bad', '✗', 'not met'],
  'partly-met': ['fair', '±', 'partly met'],
  attested: ['good', '✓', 'attested'],
  'not-assessed': ['open', '?', 'not assessed'],
  inherited: ['quiet', '–', 'inherited'],
};

/** The documented controls, what became of them and the frameworks that ask for them. */
export const controls = (report: Report): Markup | null =>
  section(
    'controls',
    'Documented controls',
    'What the documents promise, held against what was found.',
    report.controls.length === 0
      ? []
      : [
          sheet(
            'Documented controls and their status',
            ['Control', 'Status', 'Findings', 'Supports'],
            report.controls.map(({ id, version, statement, status, findings, frameworks }) => [
              markup`<span class="nowrap">${id}v${version}</span><span class="statement">${statement}</span>`,
              badge(...STATUSES[status]),
              list(rulesOf(report, findings)),
              list(
                Object.entries(frameworks).map(
                  ([framework, ids]) =>
                    markup`<span class="label">${FRAMEWORK_NAMES[framework] ?? framework}</span> ${ids.join(', ')}`,
                ),
              ),
            ]),
          ),
        ],
  );

/** What speaks against a control rule by rule, with how many targets; what speaks for it counted. */
function rulesOf(report: Report, keys: readonly string[]): readonly Markup[] {
  const found = report.findings.filter(({ rule, target }) => keys.includes(`${rule}@${target}`));
  const against = AGAINST.flatMap((outcome) => {
    const own = found.filter((finding) => finding.outcome === outcome);
    return [...new Set(own.map(({ rule }) => rule))].map((rule) => {
      const { length } = own.filter((finding) => finding.rule === rule);
      const targets = length > 1 ? ` (${counted(length, 'target')})` : '';
      return markup`${OUTCOME_SYMBOLS[outcome]} ${outcome}: ${titleOf(report, rule)}${targets}`;
    });
  });
  const passed = found.filter(({ outcome }) => outcome === 'pass').length;
  return passed === 0 ? against : [...against, markup`${OUTCOME_SYMBOLS.pass} ${passed} passed`];
}

const AGAINST = ['fail', 'inconclusive', 'manual'] as const;

const STATES: Readonly<Record<WaiverResult['state'], readonly [Tone, string, string]>> = {
  active: ['fair', '~', 'active'],
  pending: ['open', '?', 'not approved yet'],
  expired: ['bad', '✗', 'expired'],
  'not-needed': ['quiet', '–', 'not needed'],
  unmatched: ['open', '?', 'unmatched'],
};

/** The register of exceptions: who accepted what, why and until when. */
export const waivers = (report: Report): Markup | null =>
  section(
    'waivers',
    'Register of waivers',
    'A waiver never raises a grade; an expired one no longer counts at the gate.',
    report.waivers.length === 0
      ? []
      : [
          sheet(
            'Waivers',
            ['Waiver', 'Covers', 'Justification', 'Approved', 'Expires', 'State'],
            report.waivers.map((waiver) => [
              markup`<span class="nowrap">${waiver.id}</span>`,
              markup`<code>${waiver.rule}</code>${list(waiver.targets.map(value))}`,
              markup`${waiver.justification} <span class="soft">${waiver.type}</span>`,
              markup`${waiver.approvedBy}, ${date(waiver.approvedAt)}`,
              date(waiver.expires),
              badge(...STATES[waiver.state]),
            ]),
          ),
        ],
  );

const date = (iso: string): Markup => markup`<span class="nowrap">${iso}</span>`;

/** What was looked at. */
export const targets = (report: Report): Markup | null =>
  section('targets', 'Targets', null, [
    sheet(
      'What was looked at',
      ['Target', 'Kind', 'Role', 'Addresses'],
      report.targets.map(({ id, kind, role, addresses }) => [
        value(id),
        kind,
        role ?? 'not known',
        addresses.length === 0 ? 'none of its own' : addresses.join(', '),
      ]),
    ),
  ]);

/** What the schemes would weigh and this version cannot test. */
export const limits = (report: Report): Markup | null => {
  const missing = notAssessedOf(report);
  return section(
    'limits',
    'What was not assessed',
    'The schemes would weigh these, but this version of assay cannot test them; they neither raise nor lower a letter.',
    missing.length === 0
      ? []
      : [
          markup`<ul class="plain">${missing.map(
            ({ area, items }) => markup`<li><strong>${area}</strong> ${items.join(', ')}</li>`,
          )}</ul>`,
        ],
  );
};
