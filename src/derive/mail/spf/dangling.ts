import { canonicalName } from '../../../codec/dns/name.ts';
import { fixedEnd } from '../../../codec/mail/spf-questions.ts';
import type { MailSpf } from '../../../evidence/kinds/mail/spf.ts';
import { hasListedSuffix, registrableDomain } from '../../domain.ts';
import type { SpfAnswers } from './answers.ts';
import { listing, placeOf } from './lists.ts';
import { gapIn, type Visit, type Walk } from './walk.ts';

type Dangling = MailSpf['dangling']['items'][number];

/**
 * Names that terms in force ask for and that do not exist: those of the terms, the ends of their
 * aliases, the mail servers behind `mx`, and the registrable domains that names made of the sender's
 * address end in. Whoever registers such a domain decides what the term matches. Confidence: certain. Example: `include:spf.gone.example` after gone.example has lapsed.
 */
export function danglingIn(walk: Walk, answers: SpfAnswers): MailSpf['dangling'] {
  const found = new Map<string, Dangling>();
  for (const visit of walk.visits) {
    const place = placeOf(visit);
    for (const { name, zone } of [...visit.look.missing, ...(lapsedBehind(visit, answers) ?? [])]) {
      const key = `${place.domain} ${place.term} ${name}`;
      if (found.get(key)?.passes === true) continue;
      const domainExists = existsAbove(name, zone, answers);
      found.set(key, { ...place, name, passes: visit.passes, domainExists });
    }
  }
  const unsettled = walk.visits.find(({ look }) => !look.allMissingKnown)?.look.because ?? null;
  const unasked = walk.visits.some((visit) => lapsedBehind(visit, answers) === null);
  const because = unsettled ?? (unasked ? answers.because : null);
  return listing([...found.values()], gapIn(walk, () => true) ?? because);
}

/**
 * The registrable domain that a name made of the sender's address ends in, where it does not exist;
 * null where that is not known.
 */
function lapsedBehind({ term }: Visit, answers: SpfAnswers): Visit['look']['missing'] | null {
  const end = fixedEnd(term);
  const domain = end === null ? null : registrableDomain(end);
  if (domain === null) return [];
  const known = answers.at(domain, 'SOA');
  if (known === null) return null;
  return known.status === 'none' && !known.exists ? [{ name: domain, zone: known.zone }] : [];
}

/**
 * Whether the registrable domain of a name that does not exist does. Null where that is not known,
 * and where the top-level domain does not exist: nobody can register a name there.
 */
function existsAbove(name: string, zone: string | null, answers: SpfAnswers): boolean | null {
  const domain = registrableDomain(name);
  if (domain === null || isDeniedAbove(domain, zone)) return null;
  if (canonicalName(name) === domain) return false;
  if (zone !== null && isWithin(canonicalName(zone), domain)) return true;
  const above = answers.at(domain, 'SOA');
  if (above === null || above.status === 'records') return above === null ? null : true;
  return above.exists || !isDeniedAbove(domain, above.zone) ? above.exists : null;
}

/**
 * The root zone says that there is no such top-level domain. Resolvers that answer from their cache may
 * leave out who says so; then the list of public suffixes has to know it.
 */
const isDeniedAbove = (domain: string, zone: string | null): boolean =>
  zone === null ? !hasListedSuffix(domain) : zone === '.';

const isWithin = (name: string, domain: string): boolean =>
  name === domain || name.endsWith(`.${domain}`);
