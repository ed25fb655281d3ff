import { preloadHeaderOf, type PreloadIssue } from '../../codec/http/hsts-preload.ts';
import { webPreload, type WebPreload } from '../../evidence/kinds/web/hsts.ts';
import {
  webResponses,
  webSamples,
  type WebResponses,
  type WebSamples,
} from '../../evidence/kinds/web/response.ts';
import { absent, present, unavailable, type Observation } from '../../evidence/observation.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { registrableDomain } from '../domain.ts';
import { blockOf } from './block.ts';
import { gapIn } from './landing.ts';
import { hstsLines, redirectIssues } from './preload-redirects.ts';

/**
 * Whether hstspreload.org would take a domain: its name, its first answer over https, and where http
 * and https lead. Certain as far as it shows in HTTP; the certificates, which have to be trusted, are
 * judged with TLS.
 */
export const webPreloadDerivation: Derivation<WebPreload> = {
  kind: webPreload,
  from: [webResponses, webSamples],
  derive: (context) =>
    fromPresent(context.get(webResponses), (responses) => {
      const url = new URL(context.target.uri);
      if (url.port !== '' || `${url.pathname}${url.search}` !== '/') {
        return absent(`hstspreload.org asks for https://${url.hostname}/ and not for ${url.href}`);
      }
      return preloadOf(url.hostname, responses, context.get(webSamples));
    }),
};

function preloadOf(
  host: string,
  responses: WebResponses,
  samples: Observation<WebSamples>,
): Observation<WebPreload> {
  const { https } = responses;
  const [first] = https.items;
  if (first === undefined) {
    const gap = gapIn(https);
    return gap === null ? absent('https connections are refused') : unavailable(gap);
  }
  const block = blockOf(first);
  if (block !== null) return unavailable(block);
  const header = preloadHeaderOf(first.url, hstsLines(first));
  const name = nameIssues(host);
  const redirects = redirectIssues(host, responses);
  // Said of the page itself already.
  const repeated = ({ code }: PreloadIssue): boolean =>
    header.errors.length > 0 && code.startsWith('redirects.http.first_redirect.no_hsts');
  const errors = [
    ...name,
    ...header.errors,
    ...redirects.errors.filter((issue) => !repeated(issue)),
  ];
  const unseen = [...redirects.unseen, ...wwwUnseen(host, responses, samples)];
  return present({
    requested: header.preload,
    eligible: errors.length > 0 ? false : unseen.length > 0 ? null : true,
    errors,
    warnings: [...header.warnings, ...redirects.warnings],
    open: [...unseen, ...IN_TLS],
  });
}

/** Requirements that TLS shows, by their codes. */
const IN_TLS = [
  'domain.tls.invalid_cert_chain: the certificate chain',
  'domain.tls.sha1: SHA-1 in the certificate chain',
  'domain.www.no_tls: the certificate of www',
];

function nameIssues(host: string): PreloadIssue[] {
  const domain = registrableDomain(host);
  if (domain === host) return [];
  if (domain !== null) {
    const sentence = `${host} is a subdomain; the list takes ${domain} alone`;
    return [{ code: 'domain.is_subdomain', sentence }];
  }
  const isAddress = host.startsWith('[') || /^[\d.]+$/.test(host);
  return isAddress
    ? [{ code: 'domain.format.is_ip_address', sentence: `${host} is an address` }]
    : [{ code: 'domain.format.public_suffix', sentence: `${host} is a public suffix` }];
}

/** A host without TLS that people reach by habit would be cut off; one that is not there would not. */
function wwwUnseen(
  host: string,
  { https, http }: WebResponses,
  samples: Observation<WebSamples>,
): string[] {
  const www = `www.${host}`;
  if (registrableDomain(host) !== host || host.endsWith('.appspot.com')) return [];
  const isAnswered = [...https.items, ...http.items].some(
    ({ url, tls }) => tls !== null && new URL(url).hostname === www,
  );
  if (isAnswered) return [];
  if (samples.status === 'present') {
    const sister = samples.value.samples.find(({ what }) => what === 'sister');
    // A name without an address is not asked.
    if (sister === undefined || sister.answer.is === 'response') return [];
    if (NOT_THERE.includes(sister.answer.problem.code)) return [];
  }
  return [`domain.www.no_tls: whether ${www} has TLS`];
}

const NOT_THERE: readonly string[] = ['refused', 'unreachable'];
