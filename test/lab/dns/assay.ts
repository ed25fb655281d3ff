import { parseTrustAnchors, type TrustAnchor } from '../../../src/codec/dns/anchor.ts';
import { validatePath } from '../../../src/derive/dns/dnssec/path.ts';
import type { DnsPath } from '../../../src/evidence/kinds/dns/observed.ts';
import { deadlinesFor, DEFAULT_TIMEOUT_SECONDS } from '../../../src/net/deadlines.ts';
import { liveTransport } from '../../../src/net/live.ts';
import { Network } from '../../../src/net/network.ts';
import { walk } from '../../../src/probe/dns/walk.ts';
import { TEST_SEED } from '../../support/network.ts';
import type { Hierarchy } from './hierarchy.ts';
import type { LabQuestion } from './oracles.ts';

type Ground = Pick<Hierarchy, 'roots' | 'resolver' | 'network'>;

/**
 * A network that begins at the root of the hierarchy; what it was told it does not ask again. Names
 * made up to be absent are the same in each run: their hash decides which NSEC3 record covers them.
 */
export function networkOf({ roots, resolver, network }: Ground): Network {
  const { signal } = new AbortController();
  const settings = {
    connectTo: [],
    resolver: { address: resolver, port: 53 },
    rootHints: roots.map((address) => ({ host: address, port: 53, address })),
    scope: [network],
    families: [4] as const,
    polite: false,
    concurrency: null,
    userAgent: 'assay/lab',
    deadlines: deadlinesFor(DEFAULT_TIMEOUT_SECONDS),
  };
  return new Network(liveTransport(TEST_SEED), settings, signal);
}

/** The anchors of the hierarchy. */
export const anchorsOf = ({ anchors }: Pick<Hierarchy, 'anchors'>): readonly TrustAnchor[] =>
  parseTrustAnchors(anchors.map((anchor) => `. IN DS ${anchor}\n`).join(''), new Date());

/** What assay makes of each question, and what it saw. */
export async function byAssay(
  network: Network,
  anchors: readonly TrustAnchor[],
  questions: readonly LabQuestion[],
): Promise<readonly (ReturnType<typeof validatePath> & { readonly path: DnsPath })[]> {
  return Promise.all(
    questions.map(async (question) => {
      const { signal } = new AbortController();
      const path = await walk(
        network.use({ kind: 'lab', target: question.name, signal }),
        question,
      );
      return { ...validatePath(path, anchors, new Date()), path };
    }),
  );
}
