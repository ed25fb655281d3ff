import type { DnsMessage } from '../../../codec/dns/message.ts';
import { ancestorName, canonicalName } from '../../../codec/dns/name.ts';
import type { Problem } from '../../../evidence/problem.ts';
import type { DnsQuestion } from '../../../net/net.ts';
import type { Cut } from './cut.ts';
import { depthOf } from './zone-of.ts';

/** Where the way to a name ends. */
export type End =
  /** The zone that answers, its answer, and what speaks against it. */
  | {
      readonly kind: 'answer';
      readonly cut: Cut;
      readonly message: DnsMessage;
      readonly doubt: string | null;
    }
  /** The zone of that name, which was not asked yet. */
  | { readonly kind: 'zone'; readonly cut: Cut }
  | { readonly kind: 'failed'; readonly cut: Cut; readonly problem: Problem };

/** How a name is looked for. */
export interface Way {
  /** Ask for what validation needs: DNSKEY of each zone and DS at each cut. */
  readonly secure: boolean;
  /** Names of name servers that wait for the answer. */
  readonly trail: readonly string[];
  /** Stop at the zone of that name. */
  readonly stop: boolean;
}
export const SECURE: Way = { secure: true, trail: [], stop: false };
export const PLAIN: Way = { secure: false, trail: [], stop: false };

/** The root and its children are asked for the next zone alone: others ask them the same. */
export function nextQuestion(zone: string, question: DnsQuestion): DnsQuestion {
  const depth = depthOf(zone);
  const { name, type } = question;
  const left = depthOf(name) - depth;
  if (depth >= 2 || left <= 0 || (left === 1 && (type === 'DS' || type === 'NS'))) return question;
  return { name: canonicalName(ancestorName(name, left - 1)), type: 'NS' };
}
