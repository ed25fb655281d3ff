import { charsetOf } from '../../codec/http/media-type.ts';
import { mediaTypeOf } from '../../codec/http/media-type.ts';
import {
  isSecurityTxt,
  parseSecurityTxt,
  type SecurityTxt,
} from '../../codec/security-txt/file.ts';
import { problem, type SecurityTxtProblem } from '../../codec/security-txt/problem.ts';
import { webSecurityTxtFiles, type WebSecurityTxtFiles } from '../../evidence/kinds/web/answers.ts';
import type { Hop } from '../../evidence/kinds/web/response.ts';
import { webSecurityTxt, type WebSecurityTxt } from '../../evidence/kinds/web/security-txt.ts';
import { absent, present, unavailable, type Observation } from '../../evidence/observation.ts';
import type { Problem } from '../../evidence/problem.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { seenIn } from './seen.ts';

type Try = WebSecurityTxtFiles['tries'][number];

/** The certificate that it comes with is judged elsewhere. */
export const webSecurityTxtDerivation: Derivation<WebSecurityTxt> = {
  kind: webSecurityTxt,
  from: [webSecurityTxtFiles],
  derive: (context) =>
    fromPresent(context.get(webSecurityTxtFiles), ({ tries }) => securityTxtOf(tries, context.now)),
};

/** The file of the first place that has one; a place before it that is not known may have another. */
function securityTxtOf(tries: readonly Try[], now: Date): Observation<WebSecurityTxt> {
  for (const one of tries) {
    const place = lookedAt(one);
    if ('problem' in place) return unavailable(place.problem);
    if (place.found !== null) return present(factOf(one, place.found, now));
  }
  return absent(`none of ${tries.map(({ url }) => url).join(', ')} is a security.txt`);
}

/** A file with the answer that brought it. */
interface Found {
  readonly last: Hop;
  readonly hops: readonly Hop[];
  readonly bytes: Uint8Array;
}

/** As the probe keeps it. */
const BODY_LIMIT = 32 * 1024;

/** What one place has: a file, nothing, or nobody knows. */
function lookedAt({ url, hops, body }: Try): { found: Found | null } | { problem: Problem } {
  const seen: Hop[] = [];
  for (const answer of hops) {
    const one = seenIn(answer);
    // A closed port serves no file.
    if ('problem' in one) return one.problem.code === 'refused' ? { found: null } : one;
    seen.push(one.hop);
  }
  const last = seen.at(-1);
  if (last === undefined)
    return { problem: { code: 'interrupted', detail: `${url} was not asked` } };
  if (last.status === 408 || last.status === 425) {
    return { problem: { code: 'blocked', detail: `${url} answers with status ${last.status}` } };
  }
  if (last.status !== 200) return { found: null };
  if (body === null) {
    return { problem: { code: 'unsupported', detail: `the coding of ${url} cannot be read` } };
  }
  const bytes = Buffer.from(body, 'base64');
  if (!isSecurityTxt(last.headers, bytes)) return { found: null };
  if (last.body.truncated || bytes.length >= BODY_LIMIT) {
    return { problem: { code: 'limit', detail: `${url} is longer than ${BODY_LIMIT} bytes` } };
  }
  return { found: { last, hops: seen, bytes } };
}

function factOf({ url }: Try, { last, hops, bytes }: Found, now: Date): WebSecurityTxt {
  const file = parseSecurityTxt(bytes);
  const { expires, signed } = file;
  const wellKnown = new URL(url).pathname.startsWith('/.well-known/');
  const https = hops.every((hop) => hop.url.startsWith('https:'));
  const farAhead = expires !== null && expires.getTime() - now.getTime() > YEAR;
  const expired = expires && expires.getTime() <= now.getTime();
  const problems = [
    ...placeProblems(https, wellKnown),
    ...typeProblems(last),
    ...file.problems,
    ...canonicalProblems(file, hops),
    ...(expired === true ? [problem('expired', null, `It expired on ${dayOf(expires)}.`)] : []),
    ...(farAhead
      ? [problem('long_expiry', null, `It expires on ${dayOf(expires)}, in more than a year.`)]
      : []),
  ];
  return {
    ...{ url, finalUrl: last.url.slice(0, 200), https, wellKnown },
    contacts: file.contacts.slice(0, 20).map((contact) => contact.slice(0, 200)),
    expires: expires && `${expires.toISOString().slice(0, 19)}Z`,
    ...{ expired, farAhead, signed, problems },
  };
}

/** A leap year is a year, too. */
const YEAR = 366 * 24 * 60 * 60 * 1000;

const dayOf = (time: Date | null): string => time?.toISOString().slice(0, 10) ?? '';

function placeProblems(https: boolean, wellKnown: boolean): SecurityTxtProblem[] {
  const problems: SecurityTxtProblem[] = [];
  if (!https) problems.push(problem('invalid_uri_scheme', null, 'It comes over plain http.'));
  if (!wellKnown) {
    const sentence = 'It is at /security.txt and not at /.well-known/security.txt.';
    problems.push(problem('location', null, sentence));
  }
  return problems;
}

/** RFC 9116, section 3: `text/plain` in UTF-8. */
function typeProblems({ headers }: Hop): SecurityTxtProblem[] {
  const type = mediaTypeOf(headers);
  if (type === null) {
    return [problem('no_content_type', null, 'It comes without a Content-Type.')];
  }
  const problems: SecurityTxtProblem[] = [];
  if (type !== 'text/plain') {
    problems.push(problem('invalid_media', null, `It is served as ${type.slice(0, 100)}.`));
  }
  const charset = charsetOf(headers);
  if (charset !== null && charset !== 'utf-8') {
    const sentence = `It is served with charset=${charset.slice(0, 100)}.`;
    problems.push(problem('invalid_charset', null, sentence));
  }
  return problems;
}

/** RFC 9116, section 2.5.2: where there is a Canonical, it names the place of the file. */
function canonicalProblems({ canonical }: SecurityTxt, hops: readonly Hop[]): SecurityTxtProblem[] {
  const named = canonical.map((uri) => URL.parse(uri)?.href);
  if (named.length === 0 || hops.some(({ url }) => named.includes(url))) return [];
  const sentence = 'No Canonical names the place that the file was found at.';
  return [problem('no_canonical_match', null, sentence)];
}
