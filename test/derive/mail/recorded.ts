import { encodeMessage, NO_FLAGS } from '../../../src/codec/dns/message.ts';
import { rcodeName, rrTypeCode } from '../../../src/codec/iana/dns.ts';
import type { Derivation } from '../../../src/derive/derivation.ts';
import type { DnsAnswer } from '../../../src/evidence/kinds/dns/answer.ts';
import type { Kind } from '../../../src/evidence/kind.ts';
import type { Observation } from '../../../src/evidence/observation.ts';
import { targetOf } from '../../support/observe.ts';
import { answerFrom, type Zone } from '../../support/zone.ts';

/** What a resolver that knows a zone answered to questions written as `name TYPE`; failures are no answers. */
export function recorded(zone: Zone, questions: readonly string[]): DnsAnswer[] {
  return questions.flatMap((question) => {
    const [name = '', type = ''] = question.split(' ');
    const message = answerFrom(zone)(
      {
        id: 1,
        opcode: 0,
        flags: NO_FLAGS,
        rcode: 0,
        question: [{ name, type: rrTypeCode(type) ?? 0, class: 1 }],
        answer: [],
        authority: [],
        additional: [],
        edns: null,
        broken: null,
      },
      'udp',
    );
    if (message === null || message instanceof Uint8Array) return [];
    const rcode = rcodeName(message.rcode);
    if (rcode !== 'NOERROR' && rcode !== 'NXDOMAIN') return [];
    const wire = Buffer.from(encodeMessage(message)).toString('base64');
    return [{ name, type, rcode, authenticated: false, records: [], wire }];
  });
}

/** What a derivation concludes of a domain from what was observed, by kind. */
export function concluded<T>(
  derivation: Derivation<T>,
  host: string,
  observed: readonly (readonly [Kind, Observation])[],
  more: { readonly now?: Date; readonly givenRoots?: readonly Uint8Array[] } = {},
): Observation<T> {
  const observation = derivation.derive({
    target: targetOf('mail', host),
    now: new Date('2026-11-22T12:00:00Z'),
    givenRoots: [],
    ...more,
    bundledRoots: [],
    anchors: [],
    elsewhere: () => [],
    get<U>(asked: Kind<U>): Observation<U> {
      const found = observed.find(([{ id }]) => id === asked.id)?.[1];
      if (found === undefined) throw new Error(`${asked.id} was not given`);
      if (found.status === 'present') asked.schema.parse(found.value);
      // It has just been checked against the schema of the kind asked for.
      return found as Observation<U>;
    },
  });
  if (observation.status === 'present') derivation.kind.schema.parse(observation.value);
  return observation;
}

/** The value of a conclusion that has one. */
export function valueIn<T>(observation: Observation<T>): T {
  if (observation.status !== 'present') throw new Error(JSON.stringify(observation));
  return observation.value;
}
