import { webContent } from '../../evidence/kinds/web/content.ts';
import { webCookies } from '../../evidence/kinds/web/cookies.ts';
import { webCors } from '../../evidence/kinds/web/cors.ts';
import { webCsp } from '../../evidence/kinds/web/csp.ts';
import { webHeaders } from '../../evidence/kinds/web/headers.ts';
import { webHsts, webPreload } from '../../evidence/kinds/web/hsts.ts';
import { webObservatory } from '../../evidence/kinds/web/observatory.ts';
import { webRedirect } from '../../evidence/kinds/web/redirects.ts';
import { webResponses } from '../../evidence/kinds/web/response.ts';
import { webSecurityTxt } from '../../evidence/kinds/web/security-txt.ts';
import {
  webApi,
  webExposure,
  webGraphql,
  webHost,
  webMethods,
  webProtection,
  webProtocols,
} from '../../evidence/kinds/web/surface.ts';
import type { Kind } from '../../evidence/kind.ts';
import type { Target } from '../../evidence/target.ts';
import { noted, type Seen } from '../known.ts';
import { observedAt } from '../observed.ts';
import { plainPart, type Part, type PartsView, type Verdict } from '../part.ts';
import type { Report } from '../report.ts';
import { contactPart } from './contact.ts';
import { contentPart } from './content.ts';
import { cookiesPart } from './cookies.ts';
import { corsPart } from './cors.ts';
import { cspPart } from './csp.ts';
import { headersPart } from './headers.ts';
import { hstsPart, plainPartOf } from './https.ts';
import { opinionPart } from './opinion.ts';
import { answerPart, servicesPart } from './page.ts';
import { publicPart } from './public.ts';

/** What the report tells of every site and API that was looked at. */
export const webViewsOf = (report: Report): readonly PartsView[] =>
  report.targets
    .filter(({ kind }) => kind === 'web')
    .map((target) => ({ target: target.id, parts: partsOf(report, target) }))
    .filter(({ parts }) => parts.length > 0);

/** The parts as one address shows them; where others show something else, that is said first. */
function partsOf(report: Report, target: Target): readonly Part[] {
  const [first, ...others] = addressesOf(report, target);
  const parts = partsAt(report, target, first);
  const verdicts = others.flatMap((address) => besides(report, target, { address, parts }));
  if (first === undefined || verdicts.length === 0) return parts;
  return [
    plainPart('Addresses', [...noted(`below is what ${first} answers`), ...verdicts]),
    ...parts,
  ];
}

interface Shown {
  readonly address: string;
  /** As the first address shows them. */
  readonly parts: readonly Part[];
}

/** What another address shows that is not in the parts; nothing where it shows the same. */
function besides(report: Report, target: Target, { address, parts }: Shown): readonly Verdict[] {
  const seen = observedAt(report, webResponses, { target: target.id, address });
  if (seen?.status === 'unavailable') {
    return [{ tone: 'open', text: `${address}: not known: ${seen.problem.detail}` }];
  }
  const names = otherwise(parts, partsAt(report, target, address));
  if (names.length === 0) return [];
  return [{ tone: 'open', text: `${address} is otherwise, or not known, in ${names.join(', ')}` }];
}

/** Addresses with an observation of their own, those that answered first. */
function addressesOf(report: Report, { id: target, addresses }: Target): readonly string[] {
  const answered = (address: string): boolean =>
    observedAt(report, webResponses, { target, address })?.status === 'present';
  const seen = [...report.evidence, ...report.facts]
    .filter((one) => one.target === target && one.kind.startsWith('web.'))
    .flatMap(({ address }) => address ?? []);
  return [...new Set([...addresses, ...seen])]
    .filter((address) => seen.includes(address))
    .toSorted((a, b) => Number(answered(b)) - Number(answered(a)));
}

/** Names of the parts that say something else. */
function otherwise(some: readonly Part[], others: readonly Part[]): readonly string[] {
  const said = ({ verdicts, grid }: Part): string => JSON.stringify([verdicts, grid]);
  const told = new Map(some.map((part) => [part.name, said(part)]));
  const names = new Set([...some, ...others].map(({ name }) => name));
  const theirs = new Map(others.map((part) => [part.name, said(part)]));
  return [...names].filter((name) => told.get(name) !== theirs.get(name));
}

function partsAt(report: Report, target: Target, address: string | undefined): readonly Part[] {
  const at = <T>(kind: Kind<T>): Seen<T> =>
    observedAt(report, kind, { target: target.id, address }) ??
    observedAt(report, kind, { target: target.id });
  const isPage = target.role === 'site' || target.role === null;
  return [
    answerPart(at(webResponses), at(webHeaders), at(webProtocols)),
    servicesPart(at(webProtection)),
    plainPartOf(at(webRedirect), target),
    hstsPart(at(webHsts), at(webPreload)),
    ...(isPage ? [cspPart(at(webCsp))] : []),
    headersPart(at(webHeaders), isPage),
    cookiesPart(at(webCookies)),
    corsPart(at(webCors)),
    contentPart(at(webContent)),
    publicPart({
      exposure: at(webExposure),
      methods: at(webMethods),
      host: at(webHost),
      api: at(webApi),
      graphql: at(webGraphql),
    }),
    contactPart(at(webSecurityTxt)),
    opinionPart(report, target, at(webObservatory)),
  ].filter(({ verdicts, grid }) => verdicts.length > 0 || grid !== null);
}
