import { contentSecurityPolicies } from '../../codec/http/csp.ts';
import { integrityOf } from '../../codec/http/sri.ts';
import { mediaTypeOf } from '../../codec/http/media-type.ts';
import { webContent, type WebContent } from '../../evidence/kinds/web/content.ts';
import {
  webResponses,
  type Hop,
  type Page,
  type PageResource,
} from '../../evidence/kinds/web/response.ts';
import { complete, cutShort, type Listing } from '../../evidence/listing.ts';
import { absent, present, unavailable, type Observation } from '../../evidence/observation.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { isSameSite, landingOf } from './landing.ts';

type Load = WebContent['loads']['items'][number];
type SentForm = WebContent['forms']['items'][number];

/** What the page loads that https ends on: no style sheet, frame or script is followed. */
export const webContentDerivation: Derivation<WebContent> = {
  kind: webContent,
  from: [webResponses],
  derive: (context) =>
    fromPresent(context.get(webResponses), ({ https }) => fromPresent(landingOf(https), contentOf)),
};

const HTML: readonly (string | null)[] = ['text/html', 'application/xhtml+xml'];

function contentOf(hop: Hop): Observation<WebContent> {
  const { url, page, headers, body } = hop;
  if (!url.startsWith('https:')) return absent(`https leads to plain http: ${url}`);
  if (page === null) {
    const type = mediaTypeOf(headers);
    if (type === null && body.bytes > 0) {
      const detail = `${url} has no media type: browsers may take it for a page`;
      return unavailable({ code: 'unsupported', detail });
    }
    return HTML.includes(type)
      ? unavailable({
          code: 'unsupported',
          detail: `the coding of the page at ${url} is not known`,
        })
      : absent(`${url} is no HTML page but ${type ?? 'of no known type'}`);
  }
  const upgrades = upgradesRequests(hop, page);
  const listing = <T>(items: readonly T[]): Listing<T> =>
    page.complete
      ? complete(items)
      : cutShort(items, { code: 'limit', detail: `the page at ${url} was not read whole` });
  return present({
    url,
    loads: listing(distinct(used(page.resources).flatMap((one) => loadOf(one, url, upgrades)))),
    forms: listing(distinct(page.forms.flatMap((form) => sentForm(form, url, upgrades)))),
    inlineScripts: page.inline.scripts,
    inlineHandlers: page.inline.handlers,
    generator: generatorOf(page),
  });
}

/**
 * An enforced policy makes browsers ask over https for everything that a page loads, in frames too,
 * and for what its forms are sent to (Upgrade Insecure Requests, section 4.1).
 */
function upgradesRequests({ headers }: Hop, { httpEquiv }: Page): boolean {
  const metas = httpEquiv.filter((one) => one.inHead && one.name === 'content-security-policy');
  const lines = metas.map(({ content }): [string, string] => ['Content-Security-Policy', content]);
  return contentSecurityPolicies([...headers, ...lines]).some(({ directives }) =>
    directives.some(({ name }) => name === 'upgrade-insecure-requests'),
  );
}

/** Without what is fetched ahead for an element of the page: that one decides what is done with it. */
function used(resources: readonly PageResource[]): PageResource[] {
  const isPreload = ({ by }: PageResource): boolean => by.startsWith('link rel=preload');
  const named = ({ use, url }: PageResource): string => `${use} ${url ?? ''}`;
  const elements = new Set(resources.filter((one) => !isPreload(one)).map(named));
  return resources.filter((one) => !isPreload(one) || !elements.has(named(one)));
}

/** What is no URL is not loaded. */
function loadOf(resource: PageResource, page: string, upgrades: boolean): Load[] {
  const { use, integrity, crossorigin } = resource;
  const url = resource.url === null ? null : URL.parse(resource.url);
  if (url === null) return [];
  const checked = use === 'script' || use === 'style';
  const known = checked && integrity !== null ? integrityOf(integrity) : null;
  const party = partyOf(url, new URL(page));
  return [
    {
      url: url.href.slice(0, LONGEST),
      use,
      party,
      insecure: !upgrades && isInsecure(url),
      integrity: known?.algorithm ?? (integrity?.trim() ? 'ignored' : 'none'),
      fails: known !== null && party !== 'same-origin' && party !== 'data' && !crossorigin,
    },
  ];
}

const LONGEST = 200;

/** Hosts without a registrable domain, such as addresses, are a site each. */
function partyOf(url: URL, page: URL): Load['party'] {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'data';
  if (url.origin === page.origin) return 'same-origin';
  return isSameSite(url.href, page.href) ? 'same-site' : 'third-party';
}

/** Plain http that can be read on its way: not to this computer (Secure Contexts, section 3.1). */
const isInsecure = ({ protocol, hostname }: URL): boolean =>
  protocol === 'http:' && !/^(?:(?:.*\.)?localhost|127\.[0-9.]+|\[::1\])$/.test(hostname);

/** A dialog sends nothing; what is no URL is not sent anywhere. */
function sentForm(form: Page['forms'][number], page: string, upgrades: boolean): SentForm[] {
  const url = form.action === null ? null : URL.parse(form.action);
  if (url === null || form.method === 'DIALOG') return [];
  const overWeb = url.protocol === 'http:' || url.protocol === 'https:';
  return [
    {
      action: url.href.slice(0, LONGEST),
      method: form.method,
      password: form.password,
      insecure: !upgrades && isInsecure(url),
      foreign: overWeb && !isSameSite(url.href, page),
    },
  ];
}

function generatorOf({ named }: Page): string {
  const generators = named.filter(
    ({ name, content }) => name === 'generator' && /\d/.test(content),
  );
  return generators[0]?.content.trim() ?? '';
}

/** Each entry once. */
const distinct = <T>(items: readonly T[]): T[] => [
  ...new Map(items.map((item) => [JSON.stringify(item), item])).values(),
];
