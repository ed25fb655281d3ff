/** The hash algorithms of Subresource Integrity, section 3.2, from weak to strong. */
const ALGORITHMS = ['sha256', 'sha384', 'sha512'] as const;
export type IntegrityAlgorithm = (typeof ALGORITHMS)[number];

/** The hashes that a browser compares with what it got: one of them has to fit. */
export interface Integrity {
  readonly algorithm: IntegrityAlgorithm;
  /** In base64, as written, each once. */
  readonly hashes: readonly string[];
}

/**
 * The strongest hashes of an `integrity` attribute; null where no browser-known one is there, which
 * protects nothing (Subresource Integrity, "parse metadata" and "get the strongest metadata from
 * set"). What is not base64 counts for nothing: some browsers refuse the load then, others let
 * everything through.
 */
export function integrityOf(metadata: string): Integrity | null {
  const hashes = new Map<IntegrityAlgorithm, Set<string>>();
  for (const token of metadata.split(/[\t\n\f\r ]+/)) {
    const [expression = ''] = token.split('?', 1);
    const algorithm = ALGORITHMS.find((name) => expression.startsWith(`${name}-`));
    if (algorithm === undefined) continue;
    const hash = expression.slice(algorithm.length + 1);
    if (!BASE64.test(hash)) continue;
    hashes.set(algorithm, (hashes.get(algorithm) ?? new Set()).add(hash));
  }
  const strongest = ALGORITHMS.findLast((algorithm) => hashes.has(algorithm));
  return strongest === undefined
    ? null
    : { algorithm: strongest, hashes: [...(hashes.get(strongest) ?? [])] };
}

/** Either alphabet of RFC 4648. */
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;
