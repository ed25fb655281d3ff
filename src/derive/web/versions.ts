import { internalsDisclosed, versionsDisclosed } from '../../codec/http/versions.ts';
import { webVersions, type WebVersions } from '../../evidence/kinds/web/headers.ts';
import { webResponses, type Hop, type WebResponses } from '../../evidence/kinds/web/response.ts';
import { complete, cutShort, type Listing } from '../../evidence/listing.ts';
import { absent, present, type Observation } from '../../evidence/observation.ts';
import type { Problem } from '../../evidence/problem.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { blockOf } from './block.ts';
import { gapIn, isSameSite } from './landing.ts';

/**
 * The versions and inner machinery that any answer of the site names: redirects and errors come from the same servers
 * as pages, often from another one than the page that the walk ends on. Hops of other sites do not
 * count. Example: `Server: nginx/1.18.0` with the redirect from example.com to www.example.com.
 */
export const webVersionsDerivation: Derivation<WebVersions> = {
  kind: webVersions,
  from: [webResponses],
  derive: (context) =>
    fromPresent(context.get(webResponses), (responses) =>
      versionsIn(responses, context.target.uri),
    ),
};

function versionsIn({ https, http }: WebResponses, uri: string): Observation<WebVersions> {
  const own = [...https.items, ...http.items].filter(({ url }) => isSameSite(url, uri));
  const gap = gapIn(https) ?? gapInPlain(http) ?? blockIn(own);
  if (own.length === 0 && gap === null) return absent('connections are refused');
  const listing = (disclosing: typeof versionsDisclosed): WebVersions['disclosed'] => {
    const lines = linesOf(own, disclosing);
    return gap === null ? complete(lines) : cutShort(lines, gap);
  };
  return present({
    disclosed: listing(versionsDisclosed),
    internals: listing(internalsDisclosed),
  });
}

/** Each line of a URL once: the walk from http mostly runs into the one from https. */
function linesOf(
  hops: readonly Hop[],
  disclosing: typeof versionsDisclosed,
): { url: string; field: string }[] {
  const lines = hops.flatMap(({ url, headers }) =>
    disclosing(headers).map((field) => ({ url, field: shown(field) })),
  );
  return [...new Map(lines.map((line) => [`${line.url} ${line.field}`, line])).values()];
}

const shown = (field: string): string => (field.length > 200 ? `${field.slice(0, 199)}…` : field);

/** For a target on a port of its own, plain http is another origin. */
function gapInPlain(http: Listing<Hop>): Problem | null {
  const gap = gapIn(http);
  return gap?.code === 'not-requested' ? null : gap;
}

function blockIn(hops: readonly Hop[]): Problem | null {
  for (const hop of hops) {
    const block = blockOf(hop);
    if (block !== null) return block;
  }
  return null;
}
