import { directiveOf, reportOnlyPolicies } from '../../codec/http/csp.ts';
import { webCsp, type WebCsp } from '../../evidence/kinds/web/csp.ts';
import {
  webResponses,
  webSamples,
  type Hop,
  type WebSamples,
} from '../../evidence/kinds/web/response.ts';
import { absent, present, unavailable, type Observation } from '../../evidence/observation.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { allowsOf, blocksItself, scriptsOf } from './csp/allows.ts';
import { noncesOf, shortestNonce } from './csp/nonces.ts';
import { ownWeaknesses } from './csp/own.ts';
import { documentOf, headerReadings, metaPolicies, metasAreKnown } from './csp/policies.ts';
import { read, type Reading } from './csp/reading.ts';
import { reportingOf } from './csp/reports.ts';
import { weaknessesOf } from './csp/weaknesses.ts';
import { landingOf } from './landing.ts';
import { seenIn } from './seen.ts';

/** The policies of the page that https ends on, and what they let through together. */
export const webCspDerivation: Derivation<WebCsp> = {
  kind: webCsp,
  from: [webResponses, webSamples],
  derive: (context) =>
    fromPresent(context.get(webResponses), ({ https }) =>
      fromPresent(landingOf(https), (hop) => cspOf(hop, asked(context.get(webSamples)))),
    ),
};

/** Further answers of the same page. */
const asked = (samples: Observation<WebSamples>): Hop[] =>
  samples.status !== 'present'
    ? []
    : samples.value.samples
        .filter(({ what }) => what === 'again' || what === 'http2')
        .map(({ answer }) => seenIn(answer))
        .flatMap((seen) => ('hop' in seen ? [seen.hop] : []));

/** Bounds on our work: browsers have none, but real sites stay far below. */
const MOST_POLICIES = 50;
const MOST_WORDS = 1000;

function cspOf(hop: Hop, others: readonly Hop[]): Observation<WebCsp> {
  if (!hop.url.startsWith('https:')) return absent(`https leads to plain http: ${hop.url}`);
  const header = headerReadings(hop);
  const reportOnly = reportOnlyPolicies(hop.headers).map((policy) => read(policy, 'header'));
  if (documentOf(hop) === 'none' && header.length + reportOnly.length === 0) {
    return absent(`${hop.url} is no document and has no policy`);
  }
  if (!metasAreKnown(hop)) {
    const detail = `${hop.url} was not read whole: it may have a policy in <meta>`;
    return unavailable({ code: 'limit', detail });
  }
  const meta = metaPolicies(hop);
  const enforced = [...header, ...meta.readings];
  const origin = new URL(hop.url);
  const divided = meta.divided && [...header, ...meta.divided];
  if (isTooMuch([...enforced, ...reportOnly, ...(divided ?? [])])) {
    return unavailable({ code: 'limit', detail: `${hop.url} has more policies than are judged` });
  }
  const combined = combinedOf(enforced, hop, origin);
  if (divided !== null && !sameVerdict(combined, combinedOf(divided, hop, origin))) {
    const detail = `${hop.url} has a comma in the policy of a <meta> element, which browsers read in two ways`;
    return unavailable({ code: 'unsupported', detail });
  }
  return present({
    url: hop.url,
    enforced: enforced.map(shown),
    reportOnly: reportOnly.map(shown),
    ...combined,
    nonces: noncesOf(enforced, hop, others),
    shortestNonce: shortestNonce(enforced),
    ineffectiveInMeta: [...meta.ineffective],
  });
}

const isTooMuch = (readings: readonly Reading[]): boolean =>
  readings.length > MOST_POLICIES || wordsIn(readings) > MOST_WORDS;

const wordsIn = (readings: readonly Reading[]): number =>
  readings.reduce(
    (sum, { policy: { directives, notAscii } }) =>
      sum + notAscii.length + directives.flatMap(({ values }) => ['', ...values]).length,
    0,
  );

type Combined = Omit<
  WebCsp,
  'url' | 'enforced' | 'reportOnly' | 'nonces' | 'shortestNonce' | 'ineffectiveInMeta'
>;

function combinedOf(readings: readonly Reading[], { headers }: Hop, origin: URL): Combined {
  const allows = allowsOf(readings, origin);
  const some = (name: string): boolean =>
    readings.some(({ policy }) => directiveOf(policy, name) !== null);
  const weaknesses = [
    ...weaknessesOf(readings, origin),
    ...readings.flatMap((one) => ownWeaknesses(one, headers)),
  ];
  return {
    scripts: scriptsOf(readings, allows, origin),
    allows,
    defaultNone: readings.some(isDefaultNone),
    trustedTypes: readings.some(requiresTrustedTypes),
    upgradesInsecure: some('upgrade-insecure-requests'),
    reports: readings.some((one) => reportingOf(one, headers) === 'somewhere'),
    blocksItself: readings.some(blocksItself),
    weaknesses: weaknesses.map((one) => ({
      ...one,
      directive: short(one.directive),
      value: short(one.value),
      sentence: short(one.sentence),
    })),
  };
}

/** An empty list is the same as 'none' (CSP Level 3, section 6.7.2.7). */
function isDefaultNone({ policy }: Reading): boolean {
  const values = directiveOf(policy, 'default-src')?.values;
  return values !== undefined && values.every((value) => value.toLowerCase() === "'none'");
}

const requiresTrustedTypes = ({ policy }: Reading): boolean =>
  directiveOf(policy, 'require-trusted-types-for')?.values.includes("'script'") === true;

const sameVerdict = (one: Combined, other: Combined): boolean =>
  JSON.stringify({ ...one, weaknesses: [] }) === JSON.stringify({ ...other, weaknesses: [] });

const shown = ({ policy, by }: Reading): WebCsp['enforced'][number] => ({
  text: short(policy.text),
  by,
  directives: policy.directives.map(({ name, values }) => ({
    name: short(name),
    values: values.map(short),
  })),
});

const MOST_TEXT = 200;

const short = (text: string): string =>
  text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text;
