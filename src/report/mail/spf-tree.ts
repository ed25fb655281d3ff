import type { MailSpf, SpfStep } from '../../evidence/kinds/mail/spf.ts';
import { counted } from '../words.ts';
import { fewOf } from '../known.ts';
import type { Branch, Verdict } from '../part.ts';

const MOST_NETWORKS = 3;

/** The evaluation term for term; networks that stand side by side are one branch. */
export const branchesOf = ({ tree }: MailSpf): readonly Branch[] =>
  runsOf(tree.items).map((run) => {
    const [first, ...others] = run;
    return others.length === 0 ? branchOf(first) : networksOf(run);
  });

type Run = readonly [SpfStep, ...SpfStep[]];

const isNetwork = ({ term, error }: SpfStep): boolean =>
  error === null && /^[+?~-]?ip[46]:/i.test(term);

const alike = (a: SpfStep, b: SpfStep): boolean =>
  isNetwork(a) &&
  isNetwork(b) &&
  a.depth === b.depth &&
  a.domain === b.domain &&
  a.qualifier === b.qualifier;

function runsOf(steps: readonly SpfStep[]): readonly Run[] {
  const runs: [SpfStep, ...SpfStep[]][] = [];
  for (const step of steps) {
    const last = runs.at(-1);
    if (last !== undefined && alike(last[0], step)) last.push(step);
    else runs.push([step]);
  }
  return runs;
}

const branchOf = (step: SpfStep): Branch => ({
  depth: step.depth,
  term: step.term,
  total: step.lookups > 0 ? step.total : null,
  networks: isNetwork(step) ? '' : fewOf(step.networks.map(shortNetwork), MOST_NETWORKS),
  remarks: [...voidOf(step), ...errorOf(step)],
});

/** A single address without the length of its prefix. */
const shortNetwork = (network: string): string =>
  network.replace(network.includes(':') ? /\/128$/ : /\/32$/, '');

function networksOf(run: Run): Branch {
  const [{ depth, qualifier }] = run;
  const networks = run.flatMap((step) => step.networks);
  return {
    depth,
    term: counted(run.length, 'network') + (qualifier === 'pass' ? '' : ` (${qualifier ?? ''})`),
    total: null,
    networks: fewOf(networks, MOST_NETWORKS),
    remarks: [],
  };
}

/** That the query finds nothing, and for which senders. */
function voidOf({ void: { ipv4, ipv6 } }: SpfStep): readonly Verdict[] {
  if (ipv4 === true && ipv6 === true) return [{ tone: 'fair', text: 'void lookup' }];
  if (ipv4 === true) return [{ tone: 'fair', text: 'void for IPv4 senders' }];
  return ipv6 === true ? [{ tone: 'quiet', text: 'void for IPv6 senders' }] : [];
}

const errorOf = ({ error }: SpfStep): readonly Verdict[] =>
  error === null ? [] : [{ tone: 'bad', text: error }];
