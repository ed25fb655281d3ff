import { contentSecurityPolicies } from '../../codec/http/csp.ts';
import { framingOf } from '../../codec/http/framing.ts';
import { mediaTypeOf } from '../../codec/http/media-type.ts';
import { isNosniff, referrerPolicyOf } from '../../codec/http/policies.ts';
import { webHeaders, webResponses, type Hop, type WebHeaders } from '../../evidence/kinds/web.ts';
import { absent, present, type Observation } from '../../evidence/observation.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { landingOf } from './landing.ts';

/**
 * The security headers of the page that https ends on, as browsers read them. `<meta>` elements
 * are not read: a policy in one of them does not count here.
 */
export const webHeadersDerivation: Derivation<WebHeaders> = {
  kind: webHeaders,
  from: [webResponses],
  derive: (context) =>
    fromPresent(context.get(webResponses), ({ https }) => fromPresent(landingOf(https), headersOf)),
};

function headersOf({ url, status, headers }: Hop): Observation<WebHeaders> {
  if (!url.startsWith('https:')) return absent(`https leads to plain http: ${url}`);
  return present({
    url,
    status,
    contentType: mediaTypeOf(headers),
    nosniff: isNosniff(headers),
    framing: framingOf(headers),
    referrerPolicy: referrerPolicyOf(headers),
    contentSecurityPolicies: contentSecurityPolicies(headers).map(({ text, directives }) => ({
      policy: text,
      directives: directives.map(({ name }) => name),
    })),
  });
}
