import { KeyShareEntry, KeyShareHelloRetryRequest } from '../../codec/tls/extension-content.ts';
import { contentOf } from '../../codec/tls/extension.ts';
import { isHelloRetryRequest, type ServerHello } from '../../codec/tls/server-hello.ts';
import { ExtensionType } from '../../codec/iana/tls.ts';
import { DecodeError } from '../../codec/base/reader.ts';
import { tlsHelloRetry, type TlsHelloRetry } from '../../evidence/kinds/tls/negotiation.ts';
import { tlsVersions } from '../../evidence/kinds/tls/versions.ts';
import { absent, present, unavailable } from '../../evidence/observation.ts';
import type { Probe } from '../probe.ts';
import { settled, type Reply } from './again.ts';
import { groupsOf } from './enumerate/groups.ts';
import { suiteLists } from './enumerate/lists.ts';
import type { Choose } from './enumerate/order.ts';
import { removed, type Chosen } from './enumerate/removal.ts';
import { described } from './enumerate/suites.ts';
import { offerHandshake } from './exchange.ts';
import { OFFERED_GROUPS } from './hello.ts';
import { placeOf, speaksTls, withVersions, type Place } from './place.ts';

/**
 * Hellos of TLS 1.3 without a key share: a HelloRetryRequest names the suite and the group that the
 * server would take, and no keys are needed, not even for groups that only the server knows. Both
 * are left out of the next hello, until the rest of each list is refused. What it cannot tell:
 * groups of servers that agree to nothing without a key share.
 */
export const tlsHelloRetryProbe: Probe<TlsHelloRetry> = {
  kind: tlsHelloRetry,
  intensity: 'standard',
  needs: [tlsVersions],
  perAddress: true,
  appliesTo: speaksTls,
  observe: (context) =>
    withVersions(context, async ({ refused, problems }) => {
      if (refused.includes('TLS 1.3')) return absent('TLS 1.3 is refused');
      const unknown = problems.find(({ version }) => version === 'TLS 1.3');
      if (unknown !== undefined) return unavailable(unknown.problem);
      return present(await retries(placeOf(context)));
    }),
};

async function retries(place: Place): Promise<TlsHelloRetry> {
  const [suiteList = []] = suiteLists('TLS 1.3');
  const ask = async (
    suites: readonly number[],
    groups: readonly number[],
    words: string,
  ): Promise<Reply<Chosen>> => {
    const offer = { version: 'TLS 1.3', cipherSuites: suites, groups } as const;
    const verdict = await offerHandshake(place, `TLS 1.3 ${words}`.trim(), offer);
    if (verdict.is !== 'agreed') return verdict;
    return { is: 'agreed', chosen: [verdict.hello.cipherSuite, groupIn(verdict.hello)] };
  };
  const lists = [suiteList, OFFERED_GROUPS.toReversed()];
  const [suites, groups] = await removed(
    lists,
    ([some = [], others = []], words) => ask(some, others, words),
    () => ask(suiteList, OFFERED_GROUPS, 'beside'),
  );
  if (suites === undefined || groups === undefined) throw new Error('two lists were offered');
  const choosing =
    (
      index: number,
      offer: (list: readonly number[], words: string) => ReturnType<typeof ask>,
    ): Choose =>
    async (list, words) => {
      const reply = await settled((again) => offer(list, `${words} ${again}`.trim()), null);
      return reply.is === 'agreed' ? (reply.chosen[index] ?? null) : null;
    };
  return {
    suites: await described(
      'TLS 1.3',
      [suites],
      choosing(0, (list, words) => ask(list, OFFERED_GROUPS, `suites ${words}`)),
    ),
    groups: await groupsOf(
      'TLS 1.3',
      groups,
      choosing(1, (list, words) => ask(suiteList, list, `groups ${words}`)),
    ),
  };
}

/** The group that a HelloRetryRequest asks for, or whose share a ServerHello has. */
function groupIn(hello: ServerHello): number | null {
  const { extensions } = hello;
  try {
    return isHelloRetryRequest(hello)
      ? (contentOf(extensions, ExtensionType.key_share, KeyShareHelloRetryRequest) ?? null)
      : (contentOf(extensions, ExtensionType.key_share, KeyShareEntry)?.group ?? null);
  } catch (error) {
    if (error instanceof DecodeError) return null;
    throw error;
  }
}
