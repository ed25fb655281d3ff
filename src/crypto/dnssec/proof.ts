import type { ResourceRecord } from '../../codec/dns/message.ts';
import type { Budget } from './budget.ts';

/** What was asked; the type is its IANA number. */
export interface DeniedQuestion {
  readonly name: string;
  readonly type: number;
}

/** What a response has by way of proof. */
export interface Proof {
  /** The zone that signed the records: for DS, the parent. */
  readonly zone: string;
  /**
   * The NSEC and NSEC3 records that `checkSignature` found valid for this zone; other types are
   * passed over.
   */
  readonly records: readonly ResourceRecord[];
  /** Of the response; null where the name is the end of aliases and either may be the case. */
  readonly rcode: number | null;
  /** Shared by everything of one response. */
  readonly budget?: Budget;
}

/**
 * - `nxdomain`: the name does not exist. `nodata`: it does, without the type; where `optOut`, it may
 *   not exist either. `wildcard-nodata`: a wildcard stands for it, without the type.
 * - `wildcard`: the name itself does not exist, so that the wildcard answers for it.
 * - `no-ds`: it is delegated without DS. `no-delegation`: it is no zone of its own.
 */
type Says = 'nxdomain' | 'nodata' | 'wildcard-nodata' | 'wildcard' | 'no-ds' | 'no-delegation';

/**
 * - `records`: there are no NSEC or NSEC3 records of the zone that can be used.
 * - `name`: nothing is said of the name, or something else than the response code says.
 * - `type`: the type is there, or an alias. `wildcard`: nothing is said of the wildcard.
 * - `closest-encloser`, `next-closer`: the NSEC3 record of RFC 5155, section 8.3, is not there.
 * - `delegation`: the record is of the wrong side of a zone cut.
 * - `iterations`: more of them than are computed. `limit`: too much hashing for one response.
 */
export type Missing =
  | 'records'
  | 'name'
  | 'type'
  | 'wildcard'
  | 'closest-encloser'
  | 'next-closer'
  | 'delegation'
  | 'iterations'
  | 'limit';

/** A denial of existence that holds. */
export interface Proven {
  readonly proven: true;
  readonly says: Says;
  /** `compact` is RFC 9824. */
  readonly method: 'nsec' | 'nsec3' | 'compact';
  /** It rests on a span in which unsigned delegations may lie: insecure (RFC 5155, section 9.2). */
  readonly optOut: boolean;
}

/** What the records prove, or what is missing and one sentence about it. */
export type Denial =
  Proven | { readonly proven: false; readonly because: string; readonly missing: Missing };

/** No proof, and why. */
export const unproven = (missing: Missing, because: string): Denial => ({
  proven: false,
  because,
  missing,
});

/** A proof that rests on names that do exist, or on spans without opt-out. */
export const proven = (says: Says, method: Proven['method'], optOut = false): Proven => ({
  proven: true,
  says,
  method,
  optOut,
});
