import { encodeMessage, NO_FLAGS, resourceRecord } from '../../../src/codec/dns/message.ts';
import type { Derivation } from '../../../src/derive/derivation.ts';
import type { Kind } from '../../../src/evidence/kind.ts';
import type { DnsAnswer } from '../../../src/evidence/kinds/dns/answer.ts';
import type { DnsAnswers } from '../../../src/evidence/kinds/mail/answers.ts';
import { complete, cutShort } from '../../../src/evidence/listing.ts';
import { present, type Observation } from '../../../src/evidence/observation.ts';
import type { Problem } from '../../../src/evidence/problem.ts';

/** The texts at each name; null is a name that gave no answer. */
export type Zone = Readonly<Record<string, readonly string[] | null>>;

export const TIMEOUT: Problem = { code: 'timeout', detail: 'a name did not answer' };

/** The TXT answer of a resolver for one name. */
export const txtAnswer = (name: string, texts: readonly string[]): DnsAnswer => ({
  name,
  type: 'TXT',
  rcode: 'NOERROR',
  authenticated: false,
  records: [],
  wire: Buffer.from(
    encodeMessage({
      id: 1,
      opcode: 0,
      flags: { ...NO_FLAGS, qr: true, ra: true },
      rcode: 0,
      question: [],
      answer: texts.map((text) =>
        resourceRecord(name, 60, { kind: 'TXT', strings: stringsOf(text) }),
      ),
      authority: [],
      additional: [],
      edns: null,
    }),
  ).toString('base64'),
});

const stringsOf = (text: string): readonly Uint8Array[] =>
  (text.match(/.{1,255}/gs) ?? ['']).map((part) => Buffer.from(part, 'latin1'));

/** The evidence of a zone, incomplete where a name gave no answer. */
export function answersOf(zone: Zone): DnsAnswers {
  const items = Object.entries(zone).flatMap(([name, texts]) =>
    texts === null ? [] : [txtAnswer(name, texts)],
  );
  const whole = Object.values(zone).every((texts) => texts !== null);
  return { answers: whole ? complete(items) : cutShort(items, TIMEOUT) };
}

/** What a derivation concludes about a domain from one piece of evidence. */
export function derived<T>(
  derivation: Derivation<T>,
  host: string,
  evidence: Observation<DnsAnswers>,
): Observation<T> {
  const [kind] = derivation.from;
  const observation = derivation.derive({
    target: {
      id: `mail:${host}`,
      kind: 'mail',
      uri: `mail:${host}`,
      host,
      port: null,
      role: 'mail',
      addresses: [],
    },
    now: new Date('2026-11-22T12:00:00Z'),
    elsewhere: () => [],
    givenRoots: [],
    bundledRoots: [],
    anchors: [],
    get<U>(asked: Kind<U>): Observation<U> {
      if (asked.id !== kind?.id) throw new Error(`${asked.id} is not among the kinds it is from`);
      // The kind asked for is the one whose evidence was given.
      return evidence as Observation<U>;
    },
  });
  if (observation.status === 'present') derivation.kind.schema.parse(observation.value);
  return observation;
}

/** The value that a derivation concludes from a zone. */
export function valueOf<T>(derivation: Derivation<T>, host: string, zone: Zone): T {
  const observation = derived(derivation, host, present(answersOf(zone)));
  if (observation.status !== 'present') throw new Error(JSON.stringify(observation));
  return observation.value;
}
