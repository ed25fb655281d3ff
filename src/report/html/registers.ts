import { shortDigest } from '../claims/files.ts';
import { ATTESTATION_STATES, WAIVER_STATES } from '../claims/words.ts';
import type { Report } from '../report.ts';
import { badgeOf } from './badges.ts';
import { list, markup, section, sheet, value, type Markup, type Section } from './markup.ts';

/** The register of exceptions: who accepted what, why and until when. */
export const waivers = (report: Report): Section | null =>
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
              markup`<code>${waiver.rule ?? waiver.control ?? ''}</code>${list(waiver.targets.map(value))}`,
              markup`${waiver.justification} <span class="soft">${waiver.type}</span>`,
              markup`${waiver.approvedBy}, ${date(waiver.approvedAt)}`,
              date(waiver.expires),
              markup`${badgeOf(WAIVER_STATES[waiver.state])}${waiver.remarks.map((remark) => markup` <span class="soft">${remark}</span>`)}`,
            ]),
          ),
        ],
  );

/** What people answer for, and what became of it. */
export const attestations = (report: Report): Section | null =>
  section(
    'attestations',
    'Register of attestations',
    'What no rule can see, somebody answers for by name. An attestation never stands against what was seen, and never raises a grade.',
    report.attestations.length === 0
      ? []
      : [
          sheet(
            'Attestations',
            ['Attestation', 'Speaks for', 'Statement', 'Attested', 'Expires', 'State'],
            report.attestations.map((one) => [
              markup`<span class="nowrap">${one.id}</span>`,
              markup`<span class="nowrap">${one.control}</span>${list(one.claims.map(value))}`,
              markup`${one.statement}${one.status === 'pass' ? null : markup` <span class="soft">states: ${one.status}</span>`}${list(
                one.evidence.map(
                  ({ path, sha256, kind }) =>
                    markup`${value(path)} <span class="soft">${kind}, SHA-256 ${shortDigest(sha256)}</span>`,
                ),
              )}`,
              markup`${one.attestedBy}, ${date(one.attestedAt)}`,
              date(one.expires),
              markup`${badgeOf(ATTESTATION_STATES[one.state])}${one.remarks.map((remark) => markup` <span class="soft">${remark}</span>`)}`,
            ]),
          ),
        ],
  );

const date = (iso: string): Markup => markup`<span class="nowrap">${iso}</span>`;
