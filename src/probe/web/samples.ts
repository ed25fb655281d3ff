import {
  webResponses,
  webSamples,
  type Answer,
  type Page,
  type WebSamples,
} from '../../evidence/kinds/web/response.ts';
import { present } from '../../evidence/observation.ts';
import { problemOf } from '../../evidence/problem.ts';
import type { Probe, ProbeContext } from '../probe.ts';
import { answerOf, asker, type Ask } from './ask.ts';
import { answerTelling, contains } from './body.ts';
import { fromOwnPage, type OwnPage } from './own-page.ts';
import { withoutRandom } from './random.ts';

type Sample = WebSamples['samples'][number];

/** What one sample asks for. */
interface Plan extends Pick<Sample, 'what' | 'access'> {
  readonly url: URL;
  readonly http2?: boolean;
}

/**
 * Asks for what browsers meet besides the page: the page again and over HTTP/2, an error, a static
 * file, the sister host, and the paths that the user declared. Follows nothing.
 */
export const webSamplesProbe: Probe<WebSamples> = {
  kind: webSamples,
  intensity: 'passive',
  needs: [webResponses],
  perAddress: false,
  appliesTo: ({ kind }) => kind === 'web',
  observe: (context) =>
    fromOwnPage(context, async (page) => {
      const ask = asker(context);
      const { sessionCookies } = context.settings.web;
      const random = (purpose: string): string =>
        Buffer.from(context.net.random(purpose, 12)).toString('hex');
      const [parameter, path] = [random('parameter'), random('missing path')];
      const [again, ...samples] = await Promise.all([
        askAgain(page, parameter, ask),
        ...(await plansFor(page, path, context)).map((plan) => sampleOf(plan, ask)),
      ]);
      const value: WebSamples = {
        page: page.hop.url,
        samples: [again.sample, ...samples],
        echoed: again.echoed,
        sessionCookies: [...sessionCookies],
      };
      return present(withoutRandom(webSamples, value, [parameter, path]));
    }),
};

async function sampleOf({ what, access, url, http2 = false }: Plan, ask: Ask): Promise<Sample> {
  const answer = await answerOf(url, ask(url, { http2 }));
  return { what, access, url: shownUrl(url, answer), answer };
}

const shownUrl = (url: URL, answer: Answer): string =>
  answer.is === 'response' ? answer.hop.url : `${url.origin}${url.pathname}`;

/** The page with a parameter that nobody gave it, compressed if the server likes. */
async function askAgain(
  { url }: OwnPage,
  marker: string,
  ask: Ask,
): Promise<{ sample: Sample; echoed: boolean | null }> {
  const again = new URL(url);
  again.searchParams.set('assay', marker);
  const asked = ask(again, { headers: { 'Accept-Encoding': 'gzip, deflate, br' } });
  const { answer, told } = await answerTelling(again, asked, (body) => contains(body, marker));
  const sample: Sample = { what: 'again', access: null, url: shownUrl(again, answer), answer };
  return { sample, echoed: told };
}

async function plansFor(
  { url, hop }: OwnPage,
  random: string,
  context: ProbeContext,
): Promise<readonly Plan[]> {
  const at = (path: string): URL => new URL(path, url.origin);
  const asset = assetOf(hop.page, url);
  const sister = url.port === '' ? await sisterOf(url, context) : null;
  return [
    { what: 'http2', access: null, url, http2: true },
    { what: 'missing', access: null, url: at(`/assay-${random}`) },
    ...(asset === null ? [] : [{ what: 'asset' as const, access: null, url: asset }]),
    ...(sister === null
      ? []
      : [
          { what: 'sister' as const, access: null, url: new URL(`https://${sister}/`) },
          { what: 'sister-plain' as const, access: null, url: new URL(`http://${sister}/`) },
        ]),
    ...context.settings.web.paths
      .filter(({ host }) => host === null || host === url.hostname)
      .slice(0, MOST_PATHS)
      .map(({ path, access }) => ({ what: 'declared' as const, access, url: at(path) })),
  ];
}

/** Declared paths of one host that are looked at; more would not be one site any more. */
const MOST_PATHS = 10;

function assetOf(page: Page | null, { origin }: URL): URL | null {
  const uses = ['script', 'style', 'passive', 'icon'];
  const own = page?.resources.filter(
    ({ use, url }) => uses.includes(use) && url !== null && URL.parse(url)?.origin === origin,
  );
  const [first] = own ?? [];
  return first?.url == null ? null : new URL(first.url);
}

/** `www.` of a domain, and the domain of a `www.`; other hosts have none, nor has one without address. */
async function sisterOf(
  { hostname }: URL,
  { registrableDomain, net }: ProbeContext,
): Promise<string | null> {
  const domain = registrableDomain(hostname);
  const apex = hostname === `www.${domain ?? ''}` ? domain : null;
  const sister = domain === hostname ? `www.${hostname}` : apex;
  if (sister === null) return null;
  try {
    const { items, complete } = await net.locate(sister, 443);
    return items.length === 0 && complete ? null : sister;
  } catch (error) {
    // The request meets the same failure and keeps it.
    problemOf(error);
    return sister;
  }
}
