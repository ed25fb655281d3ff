import { encodeMessage, NO_FLAGS, type Edns, type Flags } from '../../src/codec/dns/message.ts';
import { parseZoneFile } from '../../src/codec/dns/zone-file.ts';
import { CLASS_CH, CLASS_IN, rcodeName, rrTypeCode } from '../../src/codec/iana/dns.ts';
import type { Derivation } from '../../src/derive/derivation.ts';
import type { Kind } from '../../src/evidence/kind.ts';
import type { DnsExchange, DnsForm, DnsTransport } from '../../src/evidence/kinds/dns/exchange.ts';
import { unavailable, type Observation } from '../../src/evidence/observation.ts';
import type { Problem } from '../../src/evidence/problem.ts';
import { exchangeOf } from '../../src/net/dns/describe.ts';
import { targetOf } from './observe.ts';

/** A message that came back; sections are lines of a master file. */
export interface Told {
  /** NOERROR where not given. */
  readonly rcode?: string;
  /** Those of a response with authority where not given. */
  readonly flags?: Partial<Flags>;
  readonly answer?: string;
  readonly authority?: string;
  readonly additional?: string;
  /** As that of the query where not given; null: none. */
  readonly edns?: Partial<Edns> | null;
  /** In place of the name asked for in the question section. */
  readonly question?: string;
}

/** How a question was put, where not as an iterative one over UDP. */
export interface Put {
  readonly form?: DnsForm;
  readonly transport?: DnsTransport;
  /** Over which the reply came. */
  readonly over?: DnsTransport;
  readonly class?: 'IN' | 'CH';
  readonly tries?: number;
  /** A truncated message came first. */
  readonly truncated?: boolean;
  /** Beside a reply. */
  readonly problem?: Problem;
}

const OPT: Edns = {
  udpPayloadSize: 1232,
  version: 0,
  dnssecOk: true,
  options: new Uint8Array(),
};

export const SILENCE: Problem = { code: 'timeout', detail: 'no answer' };

/** What came back, in bytes. `question` is `NAME TYPE`. */
export function messageBytes(question: string, told: Told, put: Put = {}): Uint8Array {
  const { name, type } = questionOf(question);
  const { rcode = 'NOERROR', flags, edns } = told;
  const records = (text = '') => parseZoneFile(text, { origin: '.', ttl: 3600 });
  return encodeMessage({
    id: 1,
    opcode: 0,
    flags: { ...NO_FLAGS, qr: true, aa: true, ...flags },
    rcode: codeOf(rcode),
    question: [
      {
        name: told.question ?? name,
        type: rrTypeCode(type) ?? 0,
        class: put.class === 'CH' ? CLASS_CH : CLASS_IN,
      },
    ],
    answer: records(told.answer),
    authority: records(told.authority),
    additional: records(told.additional),
    edns: edns === null || put.form === 'no-edns' ? null : { ...OPT, ...edns },
  });
}

/** One question, `NAME TYPE`, to a server, `NAME/ADDRESS`, and what came of it. */
export function exchange(
  server: string,
  question: string,
  told: Told | Uint8Array | Problem,
  put: Put = {},
): DnsExchange {
  const { name, type } = questionOf(question);
  const { form = 'iterative', transport = 'udp', over = transport, tries = 1 } = put;
  const wire = wireOf(question, told, put);
  const truncated = put.truncated === true ? cut(question) : null;
  return exchangeOf(
    { server: endpointOf(server), name, type, form, transport, class: put.class ?? 'IN' },
    {
      name,
      reply: wire === null ? null : { wire, transport: over },
      problem: 'code' in told ? told : (put.problem ?? null),
      ...{ truncated, tries, ms: 1 },
    },
  );
}

function wireOf(question: string, told: Told | Uint8Array | Problem, put: Put): Uint8Array | null {
  if (told instanceof Uint8Array) return told;
  return 'code' in told ? null : messageBytes(question, told, put);
}

const cut = (question: string): Uint8Array => messageBytes(question, { flags: { tc: true } });

const endpointOf = (server: string) => {
  const [host = '', address = host] = server.split('/');
  return { host, address, port: 53 };
};

function questionOf(question: string): { readonly name: string; readonly type: string } {
  const [name = '', type = ''] = question.split(' ');
  return { name, type };
}

function codeOf(rcode: string): number {
  for (let code = 0; code < 0xfff; code += 1) if (rcodeName(code) === rcode) return code;
  throw new Error(`${rcode} is no response code`);
}

/** What a derivation concludes from evidence by kind; what is not given is not there. */
export function factOf<T>(
  derivation: Derivation<T>,
  host: string,
  evidence: readonly (readonly [Kind, Observation])[],
): Observation<T> {
  const observation = derivation.derive({
    target: targetOf('zone', host),
    now: new Date('2026-06-01T12:00:00Z'),
    ...{ elsewhere: () => [], givenRoots: [], bundledRoots: [], anchors: [] },
    get<U>(kind: Kind<U>): Observation<U> {
      if (!derivation.from.some(({ id }) => id === kind.id)) {
        throw new Error(`${kind.id} is not among the kinds it is from`);
      }
      const given = evidence.find(([{ id }]) => id === kind.id)?.[1];
      const detail = `no ${kind.id}`;
      // The observation stands beside the very kind that is asked for.
      return (given ?? unavailable({ code: 'not-permitted', detail })) as Observation<U>;
    },
  });
  if (observation.status === 'present') derivation.kind.schema.parse(observation.value);
  return observation;
}

/** The value that a derivation concludes. */
export function factValue<T>(...given: Parameters<typeof factOf<T>>): T {
  const observation = factOf(...given);
  if (observation.status !== 'present') throw new Error(JSON.stringify(observation));
  return observation.value;
}
