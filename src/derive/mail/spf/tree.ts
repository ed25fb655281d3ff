import { dependsOnSender } from '../../../codec/mail/spf-questions.ts';
import { presentNetwork } from '../../../codec/mail/spf-network.ts';
import type { MailSpf, SpfStep } from '../../../evidence/kinds/mail/spf.ts';
import { cutShort } from '../../../evidence/listing.ts';
import { listing, placeOf } from './lists.ts';
import { gapIn, type Visit, type Walk } from './walk.ts';

const MOST_STEPS = 200;
const MOST_NETWORKS = 50;

/** The evaluation term for term. */
export function treeOf(walk: Walk): MailSpf['tree'] {
  const steps = walk.visits.slice(0, MOST_STEPS).map(stepOf);
  if (steps.length === walk.visits.length)
    return listing(
      steps,
      gapIn(walk, () => true),
    );
  return cutShort(steps, { code: 'limit', detail: `more than ${MOST_STEPS} terms` });
}

const stepOf = ({ depth, domain, term, lookups, total, look, error }: Visit): SpfStep => ({
  depth,
  domain,
  term: term.text,
  column: term.column,
  qualifier: term.kind === 'directive' ? term.qualifier : null,
  lookups,
  total,
  void: look.void,
  target: look.target,
  networks: [...(look.networks.ipv4 ?? []), ...(look.networks.ipv6 ?? [])]
    .slice(0, MOST_NETWORKS)
    .map(presentNetwork),
  error,
});

/**
 * Terms whose own query is void (RFC 7208, section 4.6.4) for every sender of a family, and those
 * whose query may be. Queries for the addresses of mail servers are none of them.
 */
export function voidLookupsOf(walk: Walk): MailSpf['voidLookups'] {
  const { visits } = walk;
  const gap = gapIn(walk, () => true);
  const certain = (family: 'ipv4' | 'ipv6') => {
    const unsettled = visits.find(
      ({ term, look }) => look.void[family] === null && !dependsOnSender(term),
    );
    const places = visits.filter(({ look }) => look.void[family] === true).map(placeOf);
    return listing(places, gap ?? unsettled?.look.because ?? null);
  };
  const possible = visits.filter(({ term }) => dependsOnSender(term)).map(placeOf);
  return { ipv4: certain('ipv4'), ipv6: certain('ipv6'), possible: listing(possible, gap) };
}
