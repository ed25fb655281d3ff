import { parse } from 'tldts';
import { fieldLines } from '../../codec/http/fields.ts';
import { parseHsts } from '../../codec/http/hsts.ts';
import { webHsts, type WebHsts } from '../../evidence/kinds/web/hsts.ts';
import { webResponses, type WebResponses } from '../../evidence/kinds/web/response.ts';
import { absent, present, unavailable, type Observation } from '../../evidence/observation.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { blockOf } from './block.ts';
import { gapIn } from './landing.ts';

/**
 * The HSTS policy of the host asked for, read from its first https answer: a policy that only a
 * later hop of a redirect sends protects another host. Whether the certificate lets user agents
 * take the policy in (RFC 6797, section 8.1) is judged with the certificate.
 */
export const webHstsDerivation: Derivation<WebHsts> = {
  kind: webHsts,
  from: [webResponses],
  derive: (context) => fromPresent(context.get(webResponses), hstsOf),
};

function hstsOf({ https }: WebResponses): Observation<WebHsts> {
  const [first] = https.items;
  if (first === undefined) {
    const gap = gapIn(https);
    return gap === null ? absent('https connections are refused') : unavailable(gap);
  }
  const block = blockOf(first);
  if (block !== null) return unavailable(block);
  if (parse(first.url).isIp) return present(ADDRESS_LITERAL);
  const hsts = parseHsts(fieldLines(first.headers, 'Strict-Transport-Security'));
  if (hsts === null) return absent(`${first.url} sends no Strict-Transport-Security field`);
  return present({ addressLiteral: false, ...hsts, errors: [...hsts.errors] });
}

const ADDRESS_LITERAL: WebHsts = {
  addressLiteral: true,
  field: '',
  lines: 0,
  valid: false,
  maxAgeSeconds: null,
  includeSubDomains: false,
  preload: false,
  errors: [],
};
