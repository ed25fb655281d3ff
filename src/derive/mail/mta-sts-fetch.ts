import { mediaTypeOf } from '../../codec/http/media-type.ts';
import { coversHost } from '../../codec/x509/name-match.ts';
import type { MailMtaSts, MailMtaStsPolicy } from '../../evidence/kinds/mail/policies.ts';
import type { Problem } from '../../evidence/problem.ts';
import { complete, cutShort } from '../../evidence/listing.ts';
import type { DeriveContext } from '../derivation.ts';
import { readChains } from '../tls/certificate-chains.ts';
import { storeOf, trustOf, wayOf } from '../tls/certificate-trust.ts';

/** RFC 8461, section 3.3. */
const MOST_BYTES = 64 * 1024;

/** What keeps a sender from the policy, and why it is not known whether anything does. */
interface Obstacles {
  readonly faults: readonly string[];
  readonly open: Problem | null;
}

const NONE: Obstacles = { faults: [], open: null };
const faulty = (...faults: readonly string[]): Obstacles => ({ faults, open: null });
const open = (problem: Problem): Obstacles => ({ faults: [], open: problem });

/** Why a sender cannot fetch the policy (RFC 8461, section 3.3). */
export function fetchFaults(
  seen: MailMtaStsPolicy,
  context: DeriveContext,
): MailMtaSts['fetchFaults'] {
  const obstacles = [answerOf(seen), certificateOf(seen, context)];
  const faults = obstacles.flatMap((each) => each.faults);
  const unknown = obstacles.find((each) => each.open !== null)?.open ?? null;
  return unknown === null ? complete(faults) : cutShort(faults, unknown);
}

function answerOf({ fetch, host, hostMissing, failures, problem }: MailMtaStsPolicy): Obstacles {
  if (fetch !== null) return responseOf(fetch);
  if (hostMissing === true) return faulty(`${host} does not exist or has no address`);
  const doubtful = problem ?? failures.find((failure) => !isCertain(failure))?.problem;
  if (doubtful !== undefined) return open(doubtful);
  if (failures.length === 0)
    return open({ code: 'not-requested', detail: `${host} was not asked` });
  return faulty(...new Set(failures.map((failure) => failure.problem.detail)));
}

/** A refusal, a handshake that fails, and what is no HTTP meet every client; silence need not. */
const isCertain = ({ during, problem: { code } }: MailMtaStsPolicy['failures'][number]): boolean =>
  during === 'tls' ? code === 'refused' || code === 'unsupported' : code === 'malformed';

function responseOf(fetch: NonNullable<MailMtaStsPolicy['fetch']>): Obstacles {
  const { status, headers } = fetch;
  if (status >= 300 && status < 400) {
    return faulty(`it redirects with status ${status}, and senders follow no redirect`);
  }
  // Too many requests of ours, and not of a sender that asks once a day.
  if (status === 429) return open({ code: 'blocked', detail: `the answer has status ${status}` });
  if (status !== 200) return faulty(`the answer has status ${status}, not 200`);
  const type = mediaTypeOf(headers);
  const faults = [
    ...(type === 'text/plain' ? [] : [`Content-Type is ${type ?? 'not there'}, not text/plain`]),
    ...(isTooLong(fetch) ? ['the policy is longer than 64 KiB'] : []),
  ];
  const cut = policyText(fetch) === null && !isTooLong(fetch);
  const detail = 'the answer with the policy was cut off';
  return { faults, open: cut ? { code: 'reset', detail } : null };
}

const isTooLong = ({ body }: NonNullable<MailMtaStsPolicy['fetch']>): boolean =>
  Buffer.from(body, 'base64').length > MOST_BYTES;

/** The whole text of the policy; null where there is none, or not all of it was read. */
export function policyText(fetch: MailMtaStsPolicy['fetch']): string | null {
  if (fetch?.status !== 200 || fetch.truncated || isTooLong(fetch)) return null;
  return Buffer.from(fetch.body, 'base64').toString('utf8');
}

/** Senders ask for a path to a root, a time within its dates, and a DNS-ID; no common name. */
function certificateOf(
  { certificates, host, fetch }: MailMtaStsPolicy,
  context: DeriveContext,
): Obstacles {
  if (certificates.length === 0 && fetch === null) return NONE;
  const [chain] = readChains([{ version: 'TLS 1.2', certificates, staple: null, scts: null }]);
  if (chain === undefined || 'code' in chain) {
    const detail = `${host} shows no certificate`;
    return open(chain ?? { code: 'malformed', detail });
  }
  const { leaf } = chain;
  const { now } = context;
  const { trust } = trustOf(chain, wayOf(chain, [chain], storeOf(context), now));
  const named = coversHost(leaf.extensions.known.subjectAltName ?? [], host);
  return {
    faults: [
      ...(trust.trusted === false ? [`the certificate is not trusted: ${trust.reason}`] : []),
      ...(named ? [] : [`the certificate is not for ${host}`]),
      ...(now > leaf.notAfter ? [`the certificate expired on ${leaf.notAfter.toISOString()}`] : []),
      ...(now < leaf.notBefore
        ? [`the certificate is not valid before ${leaf.notBefore.toISOString()}`]
        : []),
    ],
    open: trust.trusted === null ? { code: 'unsupported', detail: trust.reason } : null,
  };
}
