import { z } from 'zod';
import type { Kind } from '../../src/evidence/kind.ts';
import { kindOf } from '../../src/evidence/kinds/index.ts';
import { webContent, type WebContent } from '../../src/evidence/kinds/web/content.ts';
import { webCookies, type WebCookies } from '../../src/evidence/kinds/web/cookies.ts';
import { webCors, type WebCors } from '../../src/evidence/kinds/web/cors.ts';
import { webCsp, type WebCsp } from '../../src/evidence/kinds/web/csp.ts';
import { webHeaders, type WebHeaders } from '../../src/evidence/kinds/web/headers.ts';
import { webHsts, type WebHsts } from '../../src/evidence/kinds/web/hsts.ts';
import { webObservatory, type WebObservatory } from '../../src/evidence/kinds/web/observatory.ts';
import { webResponses } from '../../src/evidence/kinds/web/response.ts';
import type { WebSecurityTxt } from '../../src/evidence/kinds/web/security-txt.ts';
import type { WebRedirect } from '../../src/evidence/kinds/web/redirects.ts';
import {
  webApi,
  webExposure,
  webGraphql,
  webHost,
  type WebApi,
  type WebExposure,
} from '../../src/evidence/kinds/web/surface.ts';
import { cutShort, type Listing } from '../../src/evidence/listing.ts';
import {
  observationOf as schemaOf,
  present,
  type Observation,
} from '../../src/evidence/observation.ts';
import type { Target } from '../../src/evidence/target.ts';
import type { Report } from '../../src/report/report.ts';
import { pageOf } from '../../src/report/text-page.ts';
import { web } from '../../src/report/text-parts.ts';
import { reportOf } from './fixtures.ts';

const ID = 'https://site.example/';

export type GivenFact = readonly [kind: Kind, observation: Observation, address?: string];

/** A report on nothing but one site. */
export function webReport(facts: readonly GivenFact[], change: Partial<Target> = {}): Report {
  const report = reportOf('sound');
  const target: Target = {
    ...{ id: ID, kind: 'web', uri: ID, host: 'site.example', port: 443, role: 'site' },
    addresses: ['192.0.2.1', '192.0.2.2'],
    ...change,
  };
  return {
    ...report,
    targets: [target],
    findings: [],
    grades: { ...report.grades, areas: [] },
    evidence: [],
    facts: facts.map(([{ id }, observation, address]) => ({
      ...{ kind: id, target: target.id, from: [], observation },
      ...(address === undefined ? {} : { address }),
    })),
  };
}

/** The part of the text report on the web. */
export const linesOf = (report: Report, width = 80, verbose = false): readonly string[] =>
  web(report, pageOf({ colour: 0, width, verbose }));
export const textOf = (...facts: readonly GivenFact[]): string =>
  linesOf(webReport(facts)).join('\n');

/** What the fixture of the sound deployment has of a kind. */
export function soundFact<T>(kind: Kind<T>): T {
  const { evidence, facts } = reportOf('sound');
  const one = [...evidence, ...facts].find((each) => each.kind === kind.id);
  if (one?.observation.status !== 'present') throw new Error(`no ${kind.id} in the fixture`);
  return kind.schema.parse(one.observation.value);
}

export const csp = (change: Partial<WebCsp>): GivenFact => [
  webCsp,
  present({ ...soundFact(webCsp), ...change }),
];
export const headers = (change: Partial<WebHeaders>): GivenFact => [
  webHeaders,
  present({ ...soundFact(webHeaders), ...change }),
];
export const hsts = (change: Partial<WebHsts>): GivenFact => [
  webHsts,
  present({ ...soundFact(webHsts), preload: false, ...change }),
];
export const cors = (change: Partial<WebCors>): GivenFact => [
  webCors,
  present({ ...soundFact(webCors), ...change }),
];
export const content = (change: Partial<WebContent>): GivenFact => [
  webContent,
  present({ ...soundFact(webContent), ...change }),
];
export const opinions = (change: Partial<WebObservatory>): GivenFact => [
  webObservatory,
  present({ ...soundFact(webObservatory), ...change }),
];

export const GAP = { code: 'timeout', detail: 'nobody answered' } as const;

type Cookie = WebCookies['cookies']['items'][number];

/** Cookies like that of the sound deployment. */
export function cookies(changes: readonly Partial<Cookie>[], isComplete = true): GivenFact {
  const [one] = soundFact(webCookies).cookies.items;
  if (one === undefined) throw new Error('no cookie in the fixture');
  const items = changes.map((change) => ({ ...one, ...change }));
  return [webCookies, present({ cookies: listed(items, isComplete) })];
}

const listed = <T>(items: readonly T[], isComplete: boolean): Listing<T> =>
  isComplete ? { items, complete: true } : cutShort(items, GAP);

type File = WebExposure['paths']['items'][number];

export const files = (changes: readonly Partial<File>[], isComplete = true): GivenFact => [
  webExposure,
  present({
    paths: listed(
      changes.map((change): File => ({
        ...{ url: `${ID}.env`, what: 'env', group: 'secrets', exposed: false },
        ...{ status: 404, bytes: 9, sha256: '' },
        ...change,
      })),
      isComplete,
    ),
  }),
];

type Path = WebApi['paths']['items'][number];

export const api = (changes: readonly Partial<Path>[], isComplete = true): GivenFact => [
  webApi,
  present({
    paths: listed(
      changes.map((change): Path => ({
        ...{ url: `${ID}v1/me`, access: 'token', status: 401, is: 'refused' },
        ...{ challenge: true, trace: false },
        ...change,
      })),
      isComplete,
    ),
  }),
];

export const host = (followed: boolean): GivenFact => [
  webHost,
  present({
    answers: listed(
      [{ by: 'X-Forwarded-Host' as const, status: 200, reflected: ['Location'], followed }],
      true,
    ),
  }),
];

export const graphql = (introspection: boolean | null): GivenFact => [
  webGraphql,
  present({
    endpoints: listed([{ url: `${ID}graphql`, introspection, suggestions: null }], true),
  }),
];

export const redirect = (change: Partial<WebRedirect>): WebRedirect => ({
  ...{ status: 301, location: ID, toHttps: true, sameHost: true, endsOnHttps: true },
  ...{ refused: false, hops: 2, permanent: true, keepsPath: null, hstsOverHttp: false },
  ...change,
});

export const securityTxt = (change: Partial<WebSecurityTxt>): WebSecurityTxt => ({
  ...{ url: `${ID}security.txt`, finalUrl: `${ID}security.txt`, https: true, wellKnown: true },
  ...{ contacts: ['mailto:a@site.example'], expires: '2027-01-01T00:00:00Z', expired: false },
  ...{ farAhead: false, signed: false, problems: [] },
  ...change,
});

/** What the site answers over https, as the sound deployment. */
export const responses: GivenFact = [webResponses, present(soundFact(webResponses))];

/** A fact of one address. */
export const at = (address: string, [kind, observation]: GivenFact): GivenFact => [
  kind,
  observation,
  address,
];

/** The report with a suffix after every text of its facts on the web that their kinds leave free. */
export function poisonedWeb(report: Report): (suffix: string) => Report {
  const facts = report.facts.map((fact) => ({ fact, free: freeTexts(fact) }));
  return (suffix) => ({
    ...report,
    facts: facts.map(({ fact, free }) => ({
      ...fact,
      observation: observationOf(poison(fact.observation, '', (path) => free.has(path), suffix)),
    })),
  });
}

const observationOf = (value: unknown): Observation => AnyObservation.parse(value);
const AnyObservation = schemaOf(z.json());

/** Paths of texts that may be anything. */
function freeTexts({ kind: id, observation }: Report['facts'][number]): ReadonlySet<string> {
  const kind = kindOf(id);
  if (kind === undefined || !id.startsWith('web.')) return new Set();
  const schema = schemaOf(kind.schema);
  const accepts = (path: string): boolean =>
    schema.safeParse(poison(observation, '', (one) => one === path, 'x')).success;
  return new Set(textsIn(observation, '').filter(accepts));
}

function textsIn(value: unknown, path: string): readonly string[] {
  if (typeof value === 'string') return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => textsIn(item, `${path}/${key}`));
}

function poison(
  value: unknown,
  path: string,
  chosen: (path: string) => boolean,
  suffix: string,
): unknown {
  if (typeof value === 'string') return chosen(path) ? value + suffix : value;
  if (typeof value !== 'object' || value === null) return value;
  const inner = Object.entries(value).map(
    ([key, item]) => [key, poison(item, `${path}/${key}`, chosen, suffix)] as const,
  );
  return Array.isArray(value) ? inner.map(([, item]) => item) : Object.fromEntries(inner);
}
