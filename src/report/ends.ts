import { orgRegister } from '../evidence/kinds/org/register.ts';
import { tlsCertificate, type ServerCertificate } from '../evidence/kinds/tls/certificate.ts';
import { valueAt } from './observed.ts';
import type { Report } from './report.ts';

/** Something that holds for a time. */
export interface Ending {
  readonly what: 'certificate' | 'document' | 'waiver' | 'attestation';
  /** Its name, or its id. */
  readonly name: string;
  /** At which targets it is used, or whose it is. */
  readonly of: readonly string[];
  /** The last day, `2026-11-23`. */
  readonly until: string;
  /** Whole days that are left on the day of the report; below 0 where it is over. */
  readonly days: number;
}

/** A certificate of a server, and the targets that show it. */
export interface ShownCertificate {
  readonly certificate: ServerCertificate;
  readonly targets: readonly string[];
}

const DAY_MS = 86_400_000;

/** What ends within so many days of the report, or has ended; the first to end comes first. */
export const endingsOf = (report: Report, within: number): readonly Ending[] =>
  [...certificates(report), ...documents(report), ...waivers(report), ...attestations(report)]
    .filter(({ days }) => days <= within)
    .sort((a, b) => a.days - b.days || (a.name < b.name ? -1 : 1));

/** The certificates of servers, each once, the first to expire first. */
export function certificatesOf(report: Report): readonly ShownCertificate[] {
  const known = new Map<string, { certificate: ServerCertificate; targets: Set<string> }>();
  for (const { kind, target, address } of report.facts) {
    if (kind !== tlsCertificate.id) continue;
    const seen = valueAt(report, tlsCertificate, { target, address });
    for (const certificate of seen?.certificates.items ?? []) {
      const entry = known.get(certificate.sha256) ?? { certificate, targets: new Set() };
      entry.targets.add(target);
      known.set(certificate.sha256, entry);
    }
  }
  return [...known.values()]
    .map(({ certificate, targets }) => ({ certificate, targets: [...targets] }))
    .sort((a, b) => Date.parse(a.certificate.notAfter) - Date.parse(b.certificate.notAfter));
}

/** Whole days from the time of the report to a day or a time. */
export const daysTo = ({ now }: Pick<Report, 'now'>, until: string): number =>
  Math.floor(
    (Date.parse(until) - Date.parse(until.includes('T') ? now : now.slice(0, 10))) / DAY_MS,
  );

const certificates = (report: Report): Ending[] =>
  certificatesOf(report).map(({ certificate: { subject, notAfter }, targets }) => ({
    what: 'certificate',
    name: subject,
    of: targets,
    until: notAfter.slice(0, 10),
    days: daysTo(report, notAfter),
  }));

const documents = (report: Report): Ending[] =>
  report.targets.flatMap(({ id, kind }) => {
    if (kind !== 'organisation') return [];
    const { entries = [] } = valueAt(report, orgRegister, { target: id }) ?? {};
    return entries.flatMap(({ type, standard, number, holder, validUntil }): Ending[] =>
      validUntil === null
        ? []
        : [
            {
              what: 'document',
              name: [standard ?? type, number].filter((part) => part !== null).join(', '),
              of: [holder ?? id],
              until: validUntil,
              days: daysTo(report, validUntil),
            },
          ],
    );
  });

const waivers = (report: Report): Ending[] =>
  report.waivers
    .filter(({ state }) => ['active', 'pending', 'expired'].includes(state))
    .map(({ id, rule, control, expires }) => ({
      what: 'waiver',
      name: id,
      of: [rule ?? control ?? ''],
      until: expires,
      days: daysTo(report, expires),
    }));

const attestations = (report: Report): Ending[] =>
  report.attestations
    .filter(({ state }) => ['active', 'pending', 'expired'].includes(state))
    .map(({ id, control, expires }) => ({
      what: 'attestation',
      name: id,
      of: [control],
      until: expires,
      days: daysTo(report, expires),
    }));

/** `in 12 days`, `today`, `3 days ago`. */
export function daysText(days: number): string {
  if (days === 0) return 'today';
  const count = `${Math.abs(days)} ${Math.abs(days) === 1 ? 'day' : 'days'}`;
  return days > 0 ? `in ${count}` : `${count} ago`;
}
