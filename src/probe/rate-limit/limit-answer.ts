import { decodeContent } from '../../codec/http/content-coding.ts';
import { challengeOf } from '../../codec/http/challenge.ts';
import type { HeaderList } from '../../codec/http/fields.ts';
import { mediaTypeOf } from '../../codec/http/media-type.ts';
import { isLimitField } from '../../codec/http/rate-limit/names.ts';
import { keptLimitFields, keptValue } from '../../codec/http/rate-limit/kept.ts';
import { maskOf, shortenText } from '../../codec/http/secrets.ts';
import { sha256 } from '../../crypto/digest.ts';
import type { LimitAnswer } from '../../evidence/kinds/rate-limit/samples.ts';
import type { ClientAnswer, HttpResponse } from '../../net/net.ts';
import { pageOf } from '../web/ask.ts';

/** Besides the fields on limits, what tells whether an answer is fresh and whose it is. */
const KEPT: readonly string[] = [
  ...['age', 'cache-control', 'cache-status', 'expires', 'x-cache', 'cf-cache-status'],
  ...['date', 'content-type', 'location', 'server', 'www-authenticate'],
];

const MOST_LINES = 40;
const MOST_POLICIES = 20;
const MOST_TEXT = 200;

/**
 * An answer as evidence keeps it. `secrets` are the fields that were sent and let the sender in: what
 * comes back of them is masked.
 */
export function limitAnswerOf(
  url: URL,
  answer: ClientAnswer['answer'],
  secrets: Readonly<Record<string, string>> = {},
): LimitAnswer {
  if (answer.is === 'problem') return answer;
  const { response } = answer;
  const { status, headers, body, truncated } = response;
  const challenge = challengeOf({ status, headers, page: pageOf(url, response) });
  return {
    is: 'response',
    status,
    fields: keptFields(headers, maskOf(secrets)),
    body: { bytes: body.length, truncated, sha256: sha256(body) },
    details: detailsOf(response),
    challenge: challenge && shortenText(challenge),
  };
}

function keptFields(headers: HeaderList, mask: (text: string) => string): [string, string][] {
  const others = headers
    .filter(([name]) => KEPT.includes(name.toLowerCase()) && !isLimitField(name))
    .slice(0, MOST_LINES)
    .map(([name, value]): [string, string] => [name, keptValue(withoutParameters(name, value))]);
  return [...keptLimitFields(headers, mask), ...others];
}

/** Of WWW-Authenticate the scheme alone: the rest may be a challenge made for one request. */
const withoutParameters = (name: string, value: string): string =>
  name.toLowerCase() === 'www-authenticate' ? (value.trim().split(/[\s,=]/, 1)[0] ?? '') : value;

/** Problem details in JSON (RFC 9457, section 3); null where the body is none or was cut. */
function detailsOf(response: HttpResponse): { type: string; violatedPolicies: string[] } | null {
  if (mediaTypeOf(response.headers) !== 'application/problem+json') return null;
  const members = membersOf(response);
  if (members === null) return null;
  const type = members.get('type');
  const violated = members.get('violated-policies');
  return {
    // Section 3.1.1: what is not there, or is no string, is "about:blank".
    type: typeof type === 'string' ? shortText(type) : 'about:blank',
    violatedPolicies: (Array.isArray(violated) ? violated : [])
      .filter((name) => typeof name === 'string')
      .slice(0, MOST_POLICIES)
      .map(shortText),
  };
}

function membersOf({ headers, body, truncated }: HttpResponse): Map<string, unknown> | null {
  const content = truncated ? null : decodeContent(headers, body);
  if (content?.complete !== true) return null;
  try {
    const value: unknown = JSON.parse(Buffer.from(content.bytes).toString('utf8'));
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? new Map(Object.entries(value)) : null;
  } catch {
    return null;
  }
}

const shortText = (text: string): string => shortenText(text.slice(0, MOST_TEXT));
