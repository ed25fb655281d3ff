import type { Problem } from '../../evidence/problem.ts';
import type { DnsTransport } from '../../evidence/kinds/dns/exchange.ts';

/** What came of one question, in bytes. */
export interface Heard {
  /** The name as it was sent. */
  readonly name: string;
  readonly reply: { readonly wire: Uint8Array; readonly transport: DnsTransport } | null;
  /** Of the transport asked for: why it gave no whole answer, even where another then did. */
  readonly problem: Problem | null;
  /** A truncated message that came before the reply. */
  readonly truncated: Uint8Array | null;
  /** Messages sent. */
  readonly tries: number;
  readonly ms: number;
}
