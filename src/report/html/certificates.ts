import { orgRegister, type RegisterEntry } from '../../evidence/kinds/org/register.ts';
import { shortDigest } from '../claims/files.ts';
import { certificatesOf, daysText, daysTo, type ShownCertificate } from '../ends.ts';
import { valueAt } from '../observed.ts';
import type { Report } from '../report.ts';
import {
  badge,
  leftOut,
  list,
  markup,
  section,
  sheet,
  value,
  type Markup,
  type Section,
} from './markup.ts';
import { targetLink } from './places.ts';

const MOST = 200;
const SOON_DAYS = 30;

/** The register of certificates: those of servers, and the documents of the organisation. */
export function certificates(report: Report): Section | null {
  const shown = certificatesOf(report);
  const entries = report.targets.flatMap(({ id }) =>
    (valueAt(report, orgRegister, { target: id })?.entries ?? []).map((entry) => ({ id, entry })),
  );
  return section(
    'certificates',
    'Register of certificates',
    'Certificates that servers showed, and documents that the register of the organisation names; the first to end comes first.',
    [
      shown.length === 0
        ? null
        : sheet(
            'Certificates of servers',
            ['Subject', 'Issuer', 'Serial number', 'Valid until', 'Shown by'],
            shown.slice(0, MOST).map((one) => serverRow(report, one)),
          ),
      leftOut(shown.length - MOST, 'certificate'),
      entries.length === 0
        ? null
        : sheet(
            'Documents of the organisation and its suppliers',
            ['Document', 'Holder', 'Issuer', 'Number', 'Valid until', 'SHA-256'],
            entries.slice(0, MOST).map(({ id, entry }) => documentRow(report, id, entry)),
          ),
      leftOut(entries.length - MOST, 'document'),
    ],
  );
}

const serverRow = (report: Report, { certificate, targets }: ShownCertificate) => [
  value(certificate.subject),
  value(certificate.issuer),
  markup`<code>${certificate.serial}</code>`,
  until(report, certificate.notAfter),
  list(targets.map((id) => targetLink(report, id))),
];

const documentRow = (report: Report, id: string, entry: RegisterEntry) => [
  markup`${entry.standard ?? entry.type} <span class="soft">${entry.type}${entry.scope === null ? null : markup`, ${entry.scope}`}</span>`,
  value(entry.holder ?? id.replace(/^organisation:/, '')),
  entry.issuer === null ? 'not stated' : value(entry.issuer),
  entry.number === null ? 'not stated' : value(entry.number),
  entry.validUntil === null ? 'not stated' : until(report, entry.validUntil),
  entry.problem === null
    ? markup`<code>${entry.file === null ? '–' : shortDigest(entry.file.sha256)}</code>`
    : markup`${badge('open', '?', 'does not count')} <span class="soft">${entry.problem.detail}</span>`,
];

function until(report: Report, end: string): Markup {
  const days = daysTo(report, end);
  const state =
    days < 0
      ? badge('bad', '✗', `ended ${daysText(days)}`)
      : days <= SOON_DAYS
        ? badge('fair', '±', daysText(days))
        : markup`<span class="soft">${daysText(days)}</span>`;
  return markup`<span class="nowrap">${end.slice(0, 10)}</span> ${state}`;
}
