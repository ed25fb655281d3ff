import type { ResourceRecord } from '../../../codec/dns/message.ts';
import type { DnssecCause, DnssecStatus } from '../../../evidence/kinds/dns/dnssec.ts';
import type { Fault } from './faults.ts';

/** What an answer is worth. */
export interface Verdict {
  readonly status: DnssecStatus;
  readonly cause: DnssecCause | null;
  readonly faults: readonly Fault[];
  /** The records asked for, aliases followed; none where there are none, or where it is not known. */
  readonly records: readonly ResourceRecord[];
}
