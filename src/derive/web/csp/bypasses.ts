import { URLS as ANGULAR } from 'csp_evaluator/dist/allowlist_bypasses/angular.js';
import { NEEDS_EVAL, URLS as JSONP } from 'csp_evaluator/dist/allowlist_bypasses/jsonp.js';
import { matchesSource } from '../../../codec/http/csp-source.ts';
import { admitsAny, urlSources, type Reading } from './reading.ts';

/** What gets round a list of hosts: JSONP, and Angular, whose templates hold scripts. */
const BYPASSES: readonly URL[] = [...new Set([...JSONP, ...ANGULAR])]
  .map((url) => URL.parse(`https:${url}`))
  .filter((url) => url !== null);

/**
 * Hosts of the lists for scripts that serve such a thing, where every policy admits it. None where
 * no policy has a list without a wild card: any host may then serve scripts.
 */
export function bypassesOf(readings: readonly Reading[], origin: URL, evals: boolean): string[] {
  const lists = readings
    .map((reading) => reading.list('script-src-elem'))
    .filter((list) => list !== null);
  if (lists.every((list) => admitsAny(list, 'script'))) return [];
  const sources = lists.map((list) => urlSources(list, 'script'));
  const admitted = BYPASSES.filter((url) =>
    sources.every((list) => list.some((source) => matchesSource(url, source, origin))),
  );
  const hosts = admitted.map(({ hostname }) => hostname);
  return [...new Set(hosts)].filter((host) => evals || !NEEDS_EVAL.includes(host)).sort();
}
