import { Reader } from '../base/reader.ts';
import { domainName } from './name.ts';

/** A record as it lies in a message, OPT among them. */
export interface RecordSpan {
  /** IANA number. */
  readonly type: number;
  readonly ttl: number;
  /** Octets that it takes there, its name compressed as it is. */
  readonly octets: number;
}

/** Every record of a message, the question left out (RFC 1035, section 4.1). Throws a DecodeError. */
export function recordSpans(message: Uint8Array): readonly RecordSpan[] {
  const reader = new Reader(message, 'DnsMessage');
  reader.bytes(4);
  const questions = reader.uint(2);
  const records = reader.uint(2) + reader.uint(2) + reader.uint(2);
  for (let count = 0; count < questions; count += 1) {
    domainName.decode(reader);
    reader.bytes(4);
  }
  return Array.from({ length: records }, () => {
    const start = reader.offset;
    domainName.decode(reader);
    const type = reader.uint(2);
    reader.bytes(2);
    const ttl = reader.uint(4);
    reader.bytes(reader.uint(2));
    return { type, ttl, octets: reader.offset - start };
  });
}
