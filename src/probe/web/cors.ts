import { shortenText } from '../../codec/http/secrets.ts';
import { webCorsAnswers, type WebCorsAnswers } from '../../evidence/kinds/web/answers.ts';
import { webResponses } from '../../evidence/kinds/web/response.ts';
import { present } from '../../evidence/observation.ts';
import type { Probe, ProbeContext } from '../probe.ts';
import { answerOf, asker, type Ask } from './ask.ts';
import { withoutRandom } from './random.ts';
import { fromOwnPage } from './own-page.ts';

type CorsAnswer = WebCorsAnswers['answers'][number];
type Origin = Pick<CorsAnswer, 'as' | 'origin'>;

/** One request. */
type Plan = Origin & Pick<CorsAnswer, 'method'> & { readonly url: URL };

/**
 * Asks for the page as browsers ask for scripts of other origins: with each kind of origin that a
 * careless comparison lets in, and with those that may; never stops at the first answer. Preflights
 * ask too, but for origins declared. Where a path is declared that needs a token, it is asked with
 * the origins that tell most: what answers there is mostly another program.
 */
export const webCorsAnswersProbe: Probe<WebCorsAnswers> = {
  kind: webCorsAnswers,
  intensity: 'standard',
  needs: [webResponses],
  perAddress: false,
  appliesTo: ({ kind }) => kind === 'web',
  observe: (context) =>
    fromOwnPage(context, async ({ url }) => {
      const ask = asker(context);
      const random = Buffer.from(context.net.random('origin', 6)).toString('hex');
      const plans = plansFor(url, random, context);
      // The first finds the address that answers; the others are then asked in a fixed order.
      const first = await Promise.all(plans.slice(0, 1).map((plan) => answered(plan, ask)));
      const rest = await Promise.all(plans.slice(1).map((plan) => answered(plan, ask)));
      return present(withoutRandom(webCorsAnswers, { answers: [...first, ...rest] }, [random]));
    }),
};

async function answered({ url, method, as, origin }: Plan, ask: Ask): Promise<CorsAnswer> {
  const preflight = method === 'OPTIONS';
  const asked = ask(url, {
    method,
    // Browsers send preflights without credentials.
    anonymous: preflight,
    headers: {
      Origin: origin,
      ...(preflight ? { 'Access-Control-Request-Method': 'GET' } : {}),
    },
    bodyLimit: 1024,
  });
  return { url: shortenText(url.href), method, as, origin, answer: await answerOf(url, asked) };
}

/** Declared origins that are asked for. */
const MOST_ALLOWED = 2;

/** Asked for at a path that needs a token. */
const TELLING: readonly Origin['as'][] = ['foreign', 'null', 'subdomain'];

function plansFor(url: URL, random: string, context: ProbeContext): Plan[] {
  const { web } = context.settings;
  const origins = originsFor(url, random, context);
  const allowed = web.origins
    .filter((origin) => origin !== url.origin)
    .slice(0, MOST_ALLOWED)
    .map((origin): Origin => ({ as: 'allowed', origin }));
  const path = web.paths.find(
    ({ host, access }) => access === 'token' && (host === null || host === url.hostname),
  );
  const api = path === undefined ? null : new URL(path.path, url.origin);
  const telling = origins.filter(({ as }) => TELLING.includes(as));
  return [
    ...[...origins, ...allowed].map((origin): Plan => ({ ...origin, url, method: 'GET' })),
    ...origins.map((origin): Plan => ({ ...origin, url, method: 'OPTIONS' })),
    ...(api === null || api.href === url.href
      ? []
      : telling.map((origin): Plan => ({ ...origin, url: api, method: 'GET' }))),
  ];
}

/** An address has no names under it and none that end in it. */
function originsFor(url: URL, random: string, { registrableDomain }: ProbeContext): Origin[] {
  const host = url.hostname;
  const label = `assay-${random}`;
  const named: Origin[] = [
    { as: 'subdomain', origin: `https://${label}.${host}` },
    { as: 'suffix', origin: `https://${label}${registrableDomain(host) ?? host}` },
  ];
  const textual: Origin[] = [
    { as: 'prefix', origin: `https://${host}.${label}.com` },
    { as: 'encoded', origin: `https://${host}%60.${label}.com` },
  ];
  return [
    { as: 'own', origin: url.origin },
    { as: 'foreign', origin: `https://${label}.com` },
    { as: 'null', origin: 'null' },
    ...(isAddress(host) ? [] : named),
    ...(host.startsWith('[') ? [] : textual),
    { as: 'downgrade', origin: `http://${host}` },
  ];
}

/** A host that a URL parser has made canonical ends in a number only if it is an address. */
const isAddress = (host: string): boolean => host.startsWith('[') || /\.\d+$/.test(host);
