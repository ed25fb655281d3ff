import type { AcceptedSuites } from '../../../evidence/kinds/tls/negotiation.ts';
import { complete, cutShort } from '../../../evidence/listing.ts';
import { settled } from '../again.ts';
import { offerHandshake } from '../exchange.ts';
import { allCipherSuites, inParts, type HelloVersion, type Offer } from '../hello.ts';
import type { Place } from '../place.ts';
import { FEW, SHORT, suiteLists, suitePoint } from './lists.ts';
import type { Choose } from './order.ts';
import { removed, type Chosen, type Removed } from './removal.ts';
import { suiteOrder } from './suite-order.ts';

type OfferSuites = (suites: readonly number[], words: string) => ReturnType<typeof offerHandshake>;

/**
 * The suites accepted in a version up to TLS 1.2 that is offered: part after part of the list,
 * each by removal. Where nothing of any part is agreed to, the server may not bear long lists:
 * then all of it in short ones.
 */
export async function acceptedSuites(place: Place, version: HelloVersion): Promise<AcceptedSuites> {
  const offering =
    (kind: string, more: Partial<Offer>): OfferSuites =>
    (cipherSuites, words) =>
      offerHandshake(place, `${version} ${kind} ${words}`.trim(), {
        ...more,
        version,
        cipherSuites,
      });
  const long = offering('suites', {});
  const lists = suiteLists(version);
  const parts = await byRemoval(lists, long);
  if (parts.some(({ picks, unoffered }) => picks.length > 0 || unoffered !== null)) {
    return described(version, parts, choosing(long));
  }
  const short = offering('few suites', SHORT);
  const shortLists = inParts(allCipherSuites(version), FEW);
  return described(version, await byRemoval(shortLists, short), choosing(short));
}

/** Evidence of the suites that removal found in the parts of a list. */
export async function described(
  version: HelloVersion,
  parts: readonly Removed[],
  choose: Choose,
): Promise<AcceptedSuites> {
  const because = parts.find((part) => part.because !== null)?.because ?? null;
  const unoffered = parts.find((part) => part.unoffered !== null)?.unoffered ?? null;
  const { items, serverPreference, chachaPriority } = await suiteOrder(
    parts.map(({ picks }) => picks),
    choose,
    allCipherSuites(version),
  );
  const suites = items.map(suitePoint);
  return {
    version,
    suites: because === null ? complete(suites) : cutShort(suites, because),
    serverPreference,
    chachaPriority,
    unoffered: unoffered === null ? null : suitePoint(unoffered),
  };
}

async function byRemoval(
  lists: readonly (readonly number[])[],
  offer: OfferSuites,
): Promise<readonly Removed[]> {
  const [usual = [], ...others] = lists;
  const find = (list: readonly number[], name: string): Promise<readonly Removed[]> =>
    removed(
      [list],
      async ([suites = []], words) => {
        const verdict = await offer(suites, `${name} ${words}`.trim());
        if (verdict.is !== 'agreed') return verdict;
        return { is: 'agreed', chosen: [verdict.hello.cipherSuite] } satisfies Chosen;
      },
      () => offer(usual, `beside ${name}`),
    );
  const found = await find(usual, 'part 1');
  const more = await Promise.all(others.map((list, index) => find(list, `part ${index + 2}`)));
  return [...found, ...more.flat()];
}

const choosing =
  (offer: OfferSuites): Choose =>
  async (suites, words) => {
    const verdict = await settled((again) => offer(suites, `${words} ${again}`.trim()), null);
    return verdict.is === 'agreed' ? verdict.hello.cipherSuite : null;
  };
