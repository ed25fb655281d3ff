import { fieldLines } from '../../../codec/http/fields.ts';
import type { WebCsp } from '../../../evidence/kinds/web/csp.ts';
import type { Hop } from '../../../evidence/kinds/web/response.ts';
import { headerReadings, metaPolicies } from './policies.ts';
import type { Reading } from './reading.ts';

const LISTS_OF_SCRIPTS = ['script-src-elem', 'script-src-attr', 'script-src'];

/** The nonces by which scripts are let through, each once. */
const noncesIn = (readings: readonly Reading[]): Set<string> =>
  new Set(
    readings
      .flatMap(({ list }) => LISTS_OF_SCRIPTS.flatMap((name) => list(name)?.sources ?? []))
      .map(({ source }) => (source.is === 'nonce' ? source.nonce : null))
      .filter((nonce) => nonce !== null),
  );

/**
 * Whether nonces are new in each answer (CSP Level 3, section 7.1); null where only one answer was
 * seen, or only one of them has nonces, and where a cache gave the page: that another URL has other
 * nonces tells nothing of it.
 */
export function noncesOf(
  page: readonly Reading[],
  hop: Hop,
  others: readonly Hop[],
): WebCsp['nonces'] {
  const given = noncesIn(page);
  if (given.size === 0) return 'none';
  const answers = others
    .map((one) => ({
      url: one.url,
      nonces: noncesIn([...headerReadings(one), ...metaPolicies(one).readings]),
    }))
    .filter(({ nonces }) => nonces.size > 0);
  if (answers.length === 0) return null;
  const all = [given, ...answers.map(({ nonces }) => nonces)];
  const distinct = new Set(all.flatMap((nonces) => [...nonces]));
  const total = all.reduce((sum, { size }) => sum + size, 0);
  if (distinct.size < total) return 'reused';
  return isFromCache(hop) && answers.every(({ url }) => url !== hop.url) ? null : 'fresh';
}

/** `Age` is the sign of a cache (RFC 9111, section 5.1). */
const isFromCache = ({ headers }: Hop): boolean =>
  fieldLines(headers, 'Age').some((value) => Number(value) > 0);

/** Characters of the shortest nonce without padding; null where there is none. */
export function shortestNonce(readings: readonly Reading[]): number | null {
  const lengths = [...noncesIn(readings)].map((nonce) => nonce.replaceAll('=', '').length);
  return lengths.length === 0 ? null : Math.min(...lengths);
}
