import type { TrustAnchor } from '../../../codec/dns/anchor.ts';
import type { ResourceRecord } from '../../../codec/dns/message.ts';
import { canonicalName } from '../../../codec/dns/name.ts';
import type { RdataOf } from '../../../codec/dns/rdata.ts';
import { rrTypeCode } from '../../../codec/iana/dns.ts';
import type { DnssecCause, DnssecFault, DnssecStatus } from '../../../evidence/kinds/dns/dnssec.ts';
import type { DnsPath } from '../../../evidence/kinds/dns/observed.ts';
import { transcriptOf, type Said } from '../transcript.ts';
import { verdictOf } from './answer.ts';
import { grouped } from './faults.ts';
import { placeOf, walkOf, type Walk, type ZoneState } from './place.ts';
import { VERIFIABLE, type Policy } from './policy.ts';
import { workOf } from './verify.ts';
import type { Verdict } from './verdict.ts';

/** A path followed: what its answer is worth, and the zones on the way. */
export interface Followed {
  readonly verdict: Verdict;
  /** From the anchor to the zone that the name asked for lies in. */
  readonly zones: readonly ZoneState[];
  /** Worst first. */
  readonly faults: readonly DnssecFault[];
  readonly walk: Walk;
}

/**
 * Follows the chain of trust from the anchors to the answer (RFC 4035, section 5), with what was
 * heard `beside` the path.
 */
export function followPath(
  path: DnsPath,
  anchors: readonly TrustAnchor[],
  now: Date,
  policy: Policy,
  beside: readonly Said[] = [],
): Followed {
  const { name, type } = path.question;
  const owner = canonicalName(name);
  const transcript = [...transcriptOf(path.exchanges), ...beside];
  const known = { cuts: cutsOf(path), given: givenBy(path) };
  const walk = walkOf({ transcript, anchors, ...known, now, policy, work: workOf() });
  const verdict = verdictOf(owner, rrTypeCode(type) ?? 0, walk);
  const { zones } = placeOf(owner, walk);
  return { verdict, zones, faults: grouped(verdict.faults), walk };
}

const cutsOf = ({ cuts }: DnsPath): ReadonlySet<string> =>
  new Set(cuts.map(({ zone }) => canonicalName(zone)));

const givenBy = ({ cuts }: DnsPath): Walk['given'] =>
  new Map(
    cuts.flatMap(({ zone, givenDs }) =>
      givenDs === undefined
        ? []
        : [[canonicalName(zone), givenDs.flatMap((text) => dsFrom(text) ?? [])]],
    ),
  );

/** Key tag, algorithm, digest type and digest, as master files have them (RFC 4034, section 5.3). */
function dsFrom(text: string): RdataOf<'DS'> | null {
  const match = /^(\d{1,5}) (\d{1,3}) (\d{1,3}) ([\dA-Fa-f ]*)$/.exec(text.trim());
  const [, keyTag, algorithm, digestType, digest = ''] = match ?? [];
  if (match === null) return null;
  return {
    kind: 'DS',
    keyTag: Number(keyTag),
    algorithm: Number(algorithm),
    digestType: Number(digestType),
    digest: new Uint8Array(Buffer.from(digest.replaceAll(' ', ''), 'hex')),
  };
}

/** What the answer at the end of a path is worth, why, and the records that it has. */
interface Validated {
  readonly status: DnssecStatus;
  readonly cause: DnssecCause | null;
  /** One sentence. */
  readonly reason: string;
  readonly records: readonly ResourceRecord[];
}

/** Validates the answer that a path leads to, as a validator would (RFC 4035, section 5). */
export function validatePath(path: DnsPath, anchors: readonly TrustAnchor[], now: Date): Validated {
  const { verdict, faults } = followPath(path, anchors, now, VERIFIABLE);
  const { status, records } = verdict;
  const { name, type } = path.question;
  return { ...reasonFor(status, faults, `${name}/${type}`), status, records };
}

/** The fault that makes a status what it is, in one sentence. */
export function reasonFor(
  status: DnssecStatus,
  faults: readonly DnssecFault[],
  about: string,
): { readonly cause: DnssecCause | null; readonly reason: string } {
  if (status === 'secure') {
    return { cause: null, reason: `Signatures lead from a trust anchor to ${about}` };
  }
  const first = faults.find(({ effect }) => effect === status);
  if (first === undefined) return { cause: null, reason: `No trust anchor covers ${about}` };
  return { cause: first.cause, reason: first.sentence };
}
