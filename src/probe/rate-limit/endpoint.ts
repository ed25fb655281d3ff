import { present, type Observation } from '../../evidence/observation.ts';
import type { ProbeContext, RateLimitEndpoint, RateLimitSettings } from '../probe.ts';
import { fromOwnPage } from '../web/own-page.ts';

/** What is asked for where nobody says anything of limits. */
export const UNDECLARED: RateLimitEndpoint = {
  host: null,
  path: null,
  limit: null,
  method: 'GET',
  budget: null,
  perSecond: null,
  seconds: null,
  parallel: 0,
  forged: false,
  variants: false,
  token: false,
};

/** What is said of the limits of a host: of it alone, or else of every host. */
export const declaredFor = (host: string, { endpoints }: RateLimitSettings): RateLimitEndpoint =>
  endpoints.find((one) => one.host === host) ??
  endpoints.find((one) => one.host === null) ??
  UNDECLARED;

/**
 * The endpoint of a target whose limit is looked at, and its URL: the path that was declared for the
 * host, or for every host, or else the page that the target ends on.
 */
export async function endpointOf(
  context: Pick<ProbeContext, 'target' | 'settings' | 'get'>,
): Promise<Observation<{ endpoint: RateLimitEndpoint; url: URL }>> {
  const { target, settings } = context;
  const endpoint = declaredFor(target.host, settings.rateLimit);
  if (endpoint.path !== null) {
    return present({ endpoint, url: new URL(endpoint.path, target.uri) });
  }
  return fromOwnPage(context, ({ url }) => Promise.resolve(present({ endpoint, url })));
}
