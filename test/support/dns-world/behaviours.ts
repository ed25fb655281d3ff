import {
  encodeMessage,
  NO_FLAGS,
  resourceRecord,
  type DnsMessage,
  type ResourceRecord,
} from '../../../src/codec/dns/message.ts';
import { RR_TYPES } from '../../../src/codec/iana/dns.ts';
import type { BehaviourName, Respond } from './plan.ts';

const REFUSED = 5;
const SERVFAIL = 2;
const FORMERR = 1;
const MOST_OCTETS = 65_000;

const respondingWith =
  (rcode: number): Respond =>
  (query) => ({ ...empty(query), rcode });

/** An answer that says nothing. */
export const empty = (query: DnsMessage): DnsMessage => ({
  ...query,
  flags: { ...NO_FLAGS, qr: true, rd: query.flags.rd },
  answer: [],
  authority: [],
  additional: [],
  edns:
    query.edns === null ? null : { ...query.edns, udpPayloadSize: 1232, options: new Uint8Array() },
});

/** A referral to servers of a zone that do not get anybody further. */
const referring =
  (zoneFor: (query: DnsMessage) => string): Respond =>
  (query) => ({
    ...empty(query),
    authority: [resourceRecord(zoneFor(query), 3600, { kind: 'NS', target: 'a.nowhere.invalid' })],
  });

const only =
  (wanted: 'udp' | 'tcp'): Respond =>
  (_, over, usual) =>
    over === wanted ? usual() : null;

/** What a server does that does not answer well. */
export const BEHAVIOURS: Readonly<Record<BehaviourName, Respond>> = {
  silent: () => null,
  refused: respondingWith(REFUSED),
  servfail: respondingWith(SERVFAIL),
  lame: (query) => empty(query),
  'tcp-only': only('tcp'),
  'udp-only': only('udp'),
  'upward-referral': referring(() => '.'),
  'referral-loop': (query, _, usual) => {
    const answer = usual();
    const ns = answer.authority.filter(({ type }) => type === RR_TYPES.NS);
    const { additional } = answer;
    return { ...empty(query), authority: ns.length > 0 ? ns : selfReferral(query), additional };
  },
  /** The server itself sends the answer from another port. */
  'other-port': (_, __, usual) => usual(),
  huge: (_, over, usual) =>
    over === 'tcp'
      ? huge(usual())
      : { ...usual(), answer: [], flags: { ...usual().flags, tc: true } },
  'truncates-all': (query) => ({ ...empty(query), flags: { ...NO_FLAGS, qr: true, tc: true } }),
  'no-edns': (query, _, usual) =>
    query.edns === null ? usual() : { ...usual(), edns: null, rcode: usual().rcode & 0x0f },
  'formerr-edns': (query, _, usual) =>
    query.edns === null ? usual() : { ...empty(query), edns: null, rcode: FORMERR },
  'lower-cases': (_, __, usual) => {
    const answer = usual();
    const question = answer.question.map((one) => ({ ...one, name: one.name.toLowerCase() }));
    return { ...answer, question };
  },
  'other-question': (_, __, usual) => {
    const answer = usual();
    return {
      ...answer,
      question: answer.question.map((one) => ({ ...one, name: 'other.invalid' })),
    };
  },
  garbage: (_, __, usual) => encodeMessage(usual()).map((octet, at) => (at < 2 ? octet : 0xff)),
};

const selfReferral = (query: DnsMessage): ResourceRecord[] => {
  const name = query.question[0]?.name ?? '.';
  return [resourceRecord(name, 3600, { kind: 'NS', target: `ns.${name}` })];
};

/** The answer with as many signatures as a message can hold. */
function huge(answer: DnsMessage): DnsMessage {
  const { name = '.', type = 1 } = answer.question[0] ?? {};
  const signature = (keyTag: number): ResourceRecord =>
    resourceRecord(name, 3600, {
      kind: 'RRSIG',
      ...{ typeCovered: type, algorithm: 13, labels: 2, originalTtl: 3600 },
      ...{ expiration: 4_000_000_000, inception: 1, keyTag },
      ...{ signerName: name, signature: new Uint8Array(256).fill(keyTag) },
    });
  const room = MOST_OCTETS - encodeMessage(answer).length;
  const each = encodeMessage({ ...empty(answer), answer: [signature(0)] }).length;
  const more = Array.from({ length: Math.floor(room / each) }, (_, at) => signature(at));
  return { ...answer, answer: [...answer.answer, ...more] };
}
