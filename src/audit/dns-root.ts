import { parseTrustAnchors, type TrustAnchor } from '../codec/dns/anchor.ts';
import { presentRecord } from '../codec/dns/present.ts';
import { resourceRecord } from '../codec/dns/message.ts';
import { rootServers } from '../net/dns/root-hints.ts';
import type { Endpoint } from '../net/net.ts';

/** What is bundled of the root of the DNS. */
interface DnsRoot {
  readonly hints: readonly Endpoint[];
  readonly anchors: readonly TrustAnchor[];
  readonly data: readonly { readonly id: string; readonly date: string }[];
}

/** Reads the bundled master files, each under a heading of comment lines `; id: …` and `; date: …`. */
export const readDnsRoot = (texts: {
  readonly hints: string;
  readonly anchors: string;
}): DnsRoot => ({
  hints: rootServers(texts.hints),
  // A master file, of which nothing depends on the time.
  anchors: parseTrustAnchors(texts.anchors, new Date(0)),
  data: [texts.hints, texts.anchors].map(headingOf),
});

function headingOf(text: string): { id: string; date: string } {
  const [id, date] = ['id', 'date'].map(
    (key) => new RegExp(`^; ${key}: (.+)$`, 'm').exec(text)?.[1],
  );
  if (id === undefined || date === undefined) throw new Error('heading needs id and date');
  return { id, date };
}

/** Trust anchors as lines of a master file, for `parseTrustAnchors`. */
export const anchorLines = (anchors: readonly TrustAnchor[]): string[] =>
  anchors.map(({ zone, data }) => presentRecord(resourceRecord(zone, 0, data)));
