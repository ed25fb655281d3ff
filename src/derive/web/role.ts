import { mediaTypeOf } from '../../codec/http/media-type.ts';
import type { WebResponses } from '../../evidence/kinds/web/response.ts';
import type { Role } from '../../evidence/target.ts';
import { landingOf } from './landing.ts';

const SITE_TYPES = ['text/html', 'application/xhtml+xml'];
const API_TYPES = /^(?:application|text)\/(?:json|[^/]+\+json|problem\+xml)$/;

/**
 * What a web target is for, by what is there: `site` for HTML, `api` for JSON and problem
 * documents, `redirector` where it only sends elsewhere, `asset` for any other content. Null where
 * nothing of its own was seen, or an answer that tells nothing: an error page, no media type.
 */
export function roleOf({ https, http }: WebResponses): Role | null {
  const walk = https.complete && https.items.length === 0 ? http : https;
  const landing = landingOf(walk);
  if (landing.status === 'unavailable') return null;
  if (landing.status === 'absent') return walk.items.length === 0 ? null : 'redirector';
  const type = mediaTypeOf(landing.value.headers);
  if (type === null) return null;
  // Proxies and balancers answer errors in JSON of their own.
  if (landing.value.status >= 500) return null;
  if (API_TYPES.test(type)) return 'api';
  if (landing.value.status >= 400) return null;
  return SITE_TYPES.includes(type) ? 'site' : 'asset';
}
