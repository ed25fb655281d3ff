import type { TlsVersions } from '../../evidence/kinds/tls/versions.ts';
import type { Problem } from '../../evidence/problem.ts';
import type { HelloVersion } from './hello.ts';

/** A version in which the server's flight is readable. */
export type PlainVersion = Exclude<HelloVersion, 'TLS 1.3'>;

const PLAIN = [
  'TLS 1.2',
  'TLS 1.1',
  'TLS 1.0',
  'SSL 3.0',
] as const satisfies readonly PlainVersion[];

/**
 * The newest version up to TLS 1.2 that is offered; null where each is refused, and the problem
 * where that is not known.
 */
export function newestPlain({ offered, problems }: TlsVersions): PlainVersion | Problem | null {
  const newest = PLAIN.find((version) => offered.includes(version));
  if (newest !== undefined) return newest;
  return problems.find(({ version }) => PLAIN.some((one) => one === version))?.problem ?? null;
}
