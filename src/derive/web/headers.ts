import { cacheControlOf } from '../../codec/http/cache-control.ts';
import { clearSiteDataOf } from '../../codec/http/clear-site-data.ts';
import {
  embedderPolicyOf,
  openerPolicyOf,
  resourcePolicyOf,
} from '../../codec/http/cross-origin.ts';
import { frameOptionsOf } from '../../codec/http/frame-options.ts';
import { framingOf } from '../../codec/http/framing.ts';
import { integrityPolicyOf } from '../../codec/http/integrity-policy.ts';
import { charsetOf, mediaTypeOf } from '../../codec/http/media-type.ts';
import { permissionsPolicyOf } from '../../codec/http/permissions-policy.ts';
import { isNosniff, referrerPolicyOf } from '../../codec/http/policies.ts';
import { reportingOf } from '../../codec/http/reporting.ts';
import { webHeaders, type WebHeaders } from '../../evidence/kinds/web/headers.ts';
import { webResponses, type Hop } from '../../evidence/kinds/web/response.ts';
import { absent, present, type Observation } from '../../evidence/observation.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { deprecatedIn } from './deprecated-fields.ts';
import { problemsIn, referrerPolicyIn } from './header-problems.ts';
import { landingOf } from './landing.ts';
import { setsSession } from './personal.ts';

/**
 * The security fields of the page that https ends on, as browsers read them, with what its
 * `<meta>` elements change. Content-Security-Policy has a fact of its own.
 */
export const webHeadersDerivation: Derivation<WebHeaders> = {
  kind: webHeaders,
  from: [webResponses],
  derive: (context) =>
    fromPresent(context.get(webResponses), ({ https }) =>
      fromPresent(landingOf(https), (hop) => headersOf(hop, context.now)),
    ),
};

const MOST_TEXT = 200;

function headersOf(hop: Hop, now: Date): Observation<WebHeaders> {
  const { url, status, headers, body, page } = hop;
  if (!url.startsWith('https:')) return absent(`https leads to plain http: ${url}`);
  const { valid, sent, features } = permissionsPolicyOf(headers);
  const integrity = integrityPolicyOf(headers);
  const cacheControl = cacheControlOf(headers);
  const { endpoints, reportTo, nel } = reportingOf(headers, url);
  return present({
    url,
    status,
    contentType: (mediaTypeOf(headers) ?? 'none').slice(0, MOST_TEXT),
    charset: (charsetOf(headers) ?? 'none').slice(0, MOST_TEXT),
    body: body.bytes > 0,
    personal: setsSession(hop, [], now),
    nosniff: isNosniff(headers),
    framing: { ...framingOf(headers), xFrameOptions: frameOptionsOf(headers) },
    ...referrerIn(hop),
    permissionsPolicy: {
      sent,
      valid,
      features: features.map((feature) => ({ ...feature, allow: [...feature.allow] })),
    },
    openerPolicy: openerPolicyOf(headers),
    embedderPolicy: embedderPolicyOf(headers),
    resourcePolicy: resourcePolicyOf(headers),
    integrityPolicy: { ...integrity, blocked: [...integrity.blocked] },
    cacheControl: { ...cacheControl, directives: [...cacheControl.directives] },
    clearSiteData: clearSiteDataOf(headers),
    reporting: { endpoints: [...endpoints], reportTo, nel },
    hstsInMeta: (page?.httpEquiv ?? []).some(({ name }) => name === 'strict-transport-security'),
    deprecated: deprecatedIn(headers),
    problems: problemsIn(hop),
  });
}

/** `<meta name=referrer>` comes later and replaces the field. */
function referrerIn({ headers, page }: Hop): Pick<WebHeaders, 'referrerPolicy' | 'referrerBy'> {
  const meta = referrerPolicyIn(page);
  if (meta !== null) return { referrerPolicy: meta, referrerBy: 'meta' };
  const policy = referrerPolicyOf(headers);
  return { referrerPolicy: policy, referrerBy: policy === null ? 'default' : 'header' };
}
