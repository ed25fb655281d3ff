import { fieldLines } from '../../codec/http/fields.ts';
import type { Hop } from '../../evidence/kinds/web/response.ts';
import type { Listing } from '../../evidence/listing.ts';
import { absent, present, unavailable, type Observation } from '../../evidence/observation.ts';
import type { Problem } from '../../evidence/problem.ts';
import { registrableDomain } from '../domain.ts';
import { blockOf } from './block.ts';

/**
 * The page that a walk of redirects ends on. Absent where connections are refused, or where the
 * host only sends browsers on: to another registrable site, or nowhere. A page of a sister host
 * (`www.`) counts as the site's own.
 */
export function landingOf(walk: Listing<Hop>): Observation<Hop> {
  const gap = gapIn(walk);
  if (gap !== null) return unavailable(gap);
  const [first] = walk.items;
  const last = walk.items.at(-1);
  if (first === undefined || last === undefined) return absent('connections are refused');
  const block = blockOf(last);
  if (block !== null) return unavailable(block);
  if (!isSameSite(first.url, last.url)) return absent(`${first.url} leads to ${last.url}`);
  const leaves = last.status >= 300 && fieldLines(last.headers, 'Location').length > 0;
  if (last.status < 400 && leaves) return absent(`${last.url} redirects to no web address`);
  return present(last);
}

/** Why a walk was cut short; null where it was not. */
export function gapIn(walk: Listing<Hop>): Problem | null {
  if (walk.complete) return null;
  return walk.because ?? { code: 'interrupted', detail: 'not every hop was seen' };
}

/** Whether two URLs have the same host or hosts under the same registrable domain. */
export function isSameSite(a: string, b: string): boolean {
  const [one, other] = [a, b].map((url) => new URL(url).hostname);
  if (one === undefined || other === undefined || one === other) return one === other;
  const site = registrableDomain(one);
  return site !== null && site === registrableDomain(other);
}
