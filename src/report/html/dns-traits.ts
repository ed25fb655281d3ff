import { dnsDnssec } from '../../evidence/kinds/dns/dnssec.ts';
import {
  dnsDenial,
  dnsKeys,
  type DnsDenial,
  type DnsKeys,
} from '../../evidence/kinds/dns/signing.ts';
import { valueAt } from '../observed.ts';
import type { Report } from '../report.ts';
import { counted } from '../words.ts';
import { badge, marks, markup, type Markup } from './markup.ts';

/** How the zone says no, what its keys are about to become, and what is odd about them. */
export function traits(report: Report, target: string): Markup | null {
  const denial = valueAt(report, dnsDenial, { target });
  const keys = valueAt(report, dnsKeys, { target });
  const dnssec = valueAt(report, dnsDnssec, { target });
  const badges = [
    ...(denial === null ? [] : denialBadges(denial)),
    ...(keys === null ? [] : keyBadges(keys)),
    ...(dnssec?.rollover === 'prepared' ? [badge('quiet', '–', 'key rollover prepared')] : []),
    ...(dnssec?.rollover === 'underway' ? [badge('quiet', '–', 'key rollover underway')] : []),
    ...(dnssec?.incompleteAlgorithms ?? []).map((name) =>
      badge('fair', '±', `${name} does not sign everything`),
    ),
  ];
  return badges.length === 0 ? null : markup`<h5>Denial of existence and keys</h5>${marks(badges)}`;
}

function denialBadges({ method, nsec3, walkable, wildcard }: DnsDenial): readonly Markup[] {
  return [
    ...(method === 'none' ? [badge('bad', '✗', 'no proof of what does not exist')] : []),
    ...(method === 'nsec' ? [badge('good', '✓', 'NSEC')] : []),
    ...(method === 'compact' ? [badge('good', '✓', 'compact denial (RFC 9824)')] : []),
    ...(nsec3 === null ? [] : nsec3Badges(nsec3)),
    ...(walkable === true ? [badge('quiet', '–', 'names can be listed')] : []),
    ...(wildcard === true ? [badge('quiet', '–', 'a wildcard answers for any name')] : []),
  ];
}

const nsec3Badges = ({
  iterations,
  salt,
  optOut,
}: NonNullable<DnsDenial['nsec3']>): readonly Markup[] => [
  iterations === 0
    ? badge('good', '✓', 'NSEC3 without more iterations')
    : badge('fair', '±', `NSEC3 with ${counted(iterations, 'iteration')}`),
  ...(salt === '' ? [] : [badge('fair', '±', 'NSEC3 with a salt')]),
  ...(optOut ? [badge('fair', '±', 'NSEC3 with opt-out')] : []),
];

const keyBadges = ({ keys, ds, cds }: DnsKeys): readonly Markup[] => [
  ...[...keys.items, ...ds.items].flatMap(({ label, use, missingAt }) => [
    ...(use === 'must-not' ? [badge('bad', '✗', `${label} must not be used`)] : []),
    ...(use === 'not-recommended' ? [badge('fair', '±', `${label} is not recommended`)] : []),
    ...(missingAt.length > 0
      ? [badge('bad', '✗', `${label} missing at ${counted(missingAt.length, 'server')}`)]
      : []),
  ]),
  ...keys.items
    .filter(({ wellFormed }) => wellFormed === false)
    .map(({ label }) => badge('bad', '✗', `${label} cannot be read`)),
  ...(cds.delete === true ? [badge('fair', '±', 'CDS asks to remove the DS records')] : []),
  ...(cds.delete !== true && cds.published === true ? [cdsBadge(cds.applied)] : []),
];

const cdsBadge = (applied: boolean | null): Markup =>
  applied === false
    ? badge('quiet', '–', 'CDS asks for other DS records')
    : badge('good', '✓', 'CDS published');
