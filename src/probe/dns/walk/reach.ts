import { sameName } from '../../../codec/dns/name.ts';
import { absent, type Observation } from '../../../evidence/observation.ts';
import { ProblemError, type Problem } from '../../../evidence/problem.ts';
import type { ProbeContext } from '../../probe.ts';
import type { Cut } from './cut.ts';
import { Ledger } from './ledger.ts';
import { Walker } from './walker.ts';

/** Questions of one probe on its way to a zone and to the names that the zone points to. */
const MOST_QUESTIONS = 250;

/** How the zone of a target can be asked. */
export type Reached =
  /** Server by server. */
  | { readonly how: 'servers'; readonly walker: Walker; readonly cut: Cut }
  /** Through the resolver alone, and why. */
  | { readonly how: 'resolver'; readonly ledger: Ledger; readonly problem: Problem }
  /** Not at all: it is no zone. */
  | { readonly how: 'none'; readonly observation: Observation<never> };

/** Goes down to the zone of the target. Throws a ProblemError where the way does not lead there. */
export async function reach({
  net,
  settings,
  target,
}: Pick<ProbeContext, 'net' | 'settings' | 'target'>): Promise<Reached> {
  const ledger = new Ledger(net, MOST_QUESTIONS);
  if (net.dns.rootHints.length === 0) {
    const detail = 'a resolver is asked; give --root-hints to ask the name servers themselves';
    return { how: 'resolver', ledger, problem: { code: 'not-requested', detail } };
  }
  const walker = new Walker(net, ledger, settings.delegations);
  const end = await walker.reach(target.host);
  if (walker.rootProblem !== null) {
    const detail = `no server of the root answers from here: ${walker.rootProblem.detail}`;
    return { how: 'resolver', ledger, problem: { code: walker.rootProblem.code, detail } };
  }
  if (sameName(end.cut.zone, target.host)) return { how: 'servers', walker, cut: end.cut };
  if (end.kind === 'failed') throw new ProblemError(end.problem.code, end.problem.detail);
  const observation = absent(`${target.host} is no zone of its own, it lies in ${end.cut.zone}`);
  return { how: 'none', observation };
}
