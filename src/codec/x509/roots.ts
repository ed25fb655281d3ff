import { DecodeError } from '../base/reader.ts';
import { decodePem } from './pem.ts';

/** A dated list of trust roots. */
interface Roots {
  readonly id: string;
  /** ISO date. */
  readonly date: string;
  readonly source: string;
  /** DER. */
  readonly certificates: readonly Uint8Array[];
}

/**
 * Reads a list of roots: PEM certificates under a heading of comment lines `# id: …`, `# date: …`
 * and `# source: …`. Throws a DecodeError.
 */
export function parseRoots(text: string): Roots {
  const heading = new Map(
    [...text.matchAll(/^# (id|date|source): (.+)$/gm)].map(([, key, value]) => [key, value]),
  );
  const [id, date, source] = ['id', 'date', 'source'].map((key) => heading.get(key));
  if (id === undefined || date === undefined || source === undefined) {
    throw new DecodeError('malformed', 'roots', 0, 'heading needs id, date and source');
  }
  const certificates = decodePem(text).flatMap(({ label, bytes }) =>
    label === 'CERTIFICATE' ? [bytes] : [],
  );
  return { id, date, source, certificates };
}
