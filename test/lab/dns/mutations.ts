import { createHash } from 'node:crypto';
import { rdataOf } from '../../../src/codec/dns/canonical.ts';
import type { DnsMessage, ResourceRecord } from '../../../src/codec/dns/message.ts';
import { canonicalName } from '../../../src/codec/dns/name.ts';
import { presentRdata } from '../../../src/codec/dns/present.ts';
import { RR_TYPES } from '../../../src/codec/iana/dns.ts';

/** The sections that records stand in. */
const SECTIONS = ['answer', 'authority', 'additional'] as const;

/** Numbers that follow from a text, so that every validator meets the same lie. */
export class Dice {
  readonly #seed: string;
  #thrown = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** From 0 to `sides` - 1. */
  throw(sides: number): number {
    this.#thrown += 1;
    const digest = createHash('sha256').update(`${this.#seed} ${this.#thrown}`).digest();
    return digest.readUInt32BE(0) % Math.max(1, sides);
  }

  pick<T>(items: readonly T[]): T | undefined {
    return items[this.throw(items.length)];
  }
}

/** What else a server could have answered. */
export interface Elsewhere {
  /** The same question as the zone stood before its signatures expired. */
  readonly expired: () => Promise<DnsMessage | null>;
  /** Another question of the lab. */
  readonly other: (name: string, type: number) => Promise<DnsMessage | null>;
}

/** What is asked for. */
export interface Subject {
  readonly name: string;
  readonly type: number;
  readonly zone: string;
  /** Of the lie. */
  readonly seed: string;
}

type Mutation = (
  message: DnsMessage,
  subject: Subject,
  elsewhere: Elsewhere,
) => DnsMessage | Promise<DnsMessage>;

const { A, DNSKEY, DS, NSEC, NSEC3, RRSIG, TXT } = RR_TYPES;
const NXDOMAIN = 3;

/** Whether a lie is told about an RRset: in every message that it stands in, or in none. */
const isChosen = (record: ResourceRecord, seed: string): boolean =>
  new Dice(`${seed} ${rrsetOf(record)}`).throw(2) === 0;

/** The RRset that a record belongs to, or that it signs. */
const rrsetOf = ({ name, type, data }: ResourceRecord): string =>
  `${canonicalName(name)} ${data.kind === 'RRSIG' ? data.typeCovered : type}`;

const mapped = (
  message: DnsMessage,
  change: (record: ResourceRecord) => readonly ResourceRecord[],
): DnsMessage => ({
  ...message,
  answer: message.answer.flatMap(change),
  authority: message.authority.flatMap(change),
  additional: message.additional.flatMap(change),
});

/** Changes records of chosen RRsets; the same record always in the same way. */
const atRecords =
  (
    change: (record: ResourceRecord, dice: Dice) => readonly ResourceRecord[],
    wanted: (record: ResourceRecord) => boolean = () => true,
  ): Mutation =>
  (message, { seed }) =>
    mapped(message, (record) => {
      if (!wanted(record) || !isChosen(record, seed)) return [record];
      const dice = new Dice(`${seed} ${rrsetOf(record)} ${presentRdata(record)}`);
      return change(record, dice);
    });

/** Tells a lie to questions of chosen types alone. */
const atQuestions =
  (lie: Mutation): Mutation =>
  (message, subject, elsewhere) =>
    new Dice(`${subject.seed} ${subject.type}`).throw(2) === 0
      ? message
      : lie(message, subject, elsewhere);

function flipped(record: ResourceRecord, dice: Dice): ResourceRecord {
  const octets = Uint8Array.from(rdataOf(record.data));
  const at = dice.throw(octets.length);
  octets[at] = (octets[at] ?? 0) ^ (1 << dice.throw(8));
  return { ...record, data: { kind: 'unknown', bytes: octets } };
}

const isSignature = ({ type }: ResourceRecord): boolean => type === RRSIG;
const isOf =
  (...types: readonly number[]) =>
  ({ type, data }: ResourceRecord): boolean =>
    types.includes(data.kind === 'RRSIG' ? data.typeCovered : type);

/** The answer of another question in place of this one, its owner renamed. */
async function replayed(
  message: DnsMessage,
  { name }: Subject,
  from: string,
  other: Promise<DnsMessage | null>,
): Promise<DnsMessage> {
  const there = await other;
  if (there === null) return message;
  const renamed = (record: ResourceRecord): ResourceRecord =>
    record.name === from ? { ...record, name } : record;
  return { ...there, question: message.question, answer: there.answer.map(renamed) };
}

/** Lies about records, in whatever message they stand: everybody meets the same ones. */
export const LIES_ABOUT_RECORDS: Readonly<Record<string, Mutation>> = {
  'flips a bit of the data of records': atRecords((record, dice) => [flipped(record, dice)]),
  'flips a bit of signatures': atRecords((record, dice) => [flipped(record, dice)], isSignature),
  'flips a bit of keys and DS': atRecords(
    (record, dice) => [flipped(record, dice)],
    ({ type }) => type === DNSKEY || type === DS,
  ),
  'flips a bit of denials': atRecords(
    (record, dice) => [flipped(record, dice)],
    ({ type }) => type === NSEC || type === NSEC3,
  ),
  'renames records': atRecords((record) => [
    { ...record, name: record.name.replace(/^[a-z]/, (letter) => (letter === 'q' ? 'z' : 'q')) },
  ]),
  'drops records': atRecords((record, dice) => (dice.throw(2) === 0 ? [] : [record])),
  'drops signatures': atRecords(() => [], isSignature),
  'drops denials': atRecords(() => [], isOf(NSEC, NSEC3)),
  'drops DS': atRecords(() => [], isOf(DS)),
  'drops keys': atRecords((record, dice) => (dice.throw(2) === 0 ? [] : [record]), isOf(DNSKEY)),
  'says records twice, once changed': atRecords((record, dice) => [record, flipped(record, dice)]),
  'says records twice': atRecords((record) => [record, record]),
  'gives records the data of others': (message, { seed }) =>
    mapped(message, (record) => {
      const others = SECTIONS.flatMap((section) => message[section]).filter(
        ({ type }) => type === record.type,
      );
      const { data } = new Dice(`${seed} ${rrsetOf(record)}`).pick(others) ?? record;
      return [{ ...record, data }];
    }),
  'raises TTLs': atRecords((record) => [{ ...record, ttl: record.ttl + 86_400 }]),
};

/** Lies about questions: who asks others on the way meets others. */
const LIES_ABOUT_QUESTIONS: Readonly<Record<string, Mutation>> = {
  'drops the answer': atQuestions((message) => ({ ...message, answer: [] })),
  'drops the authority': atQuestions((message) => ({ ...message, authority: [] })),
  'turns sections round': atQuestions((message) => ({
    ...message,
    answer: message.authority,
    authority: message.answer,
  })),
  'turns the rcode round': atQuestions((message) => ({
    ...message,
    rcode: message.rcode === NXDOMAIN ? 0 : NXDOMAIN,
  })),
  'says that it validated': atQuestions((message) => ({
    ...mapped(message, (record) => (isSignature(record) ? [] : [record])),
    flags: { ...message.flags, ad: true },
  })),
  'replays an answer of before': atQuestions(
    async (message, _, { expired }) => (await expired()) ?? message,
  ),
  'replays the answer of another name': atQuestions((message, subject, { other }) => {
    const from = `mail.${subject.zone}`;
    return replayed(message, subject, from, other(from, A));
  }),
  'replays the answer of another zone': atQuestions((message, subject, { other }) => {
    const from = subject.name.replace(subject.zone, 'other.gamma');
    return replayed(message, subject, from, other(from, subject.type));
  }),
  'replays what a wildcard gives': atQuestions((message, subject, { other }) => {
    const from = `any.w.${subject.zone}`;
    return replayed(message, subject, from, other(from, TXT));
  }),
  'denies with the proof of another name': atQuestions(
    async (message, { zone, seed }, { other }) => {
      const dice = new Dice(seed);
      const name = dice.pick(['nothing', 'zzz', 'empty', 'a', 'x.www', '0']) ?? '';
      const there = await other(`${name}.${zone}`, A);
      return there === null ? message : { ...there, question: message.question, answer: [] };
    },
  ),
  'refers without DS, with the proof of another cut': atQuestions(async (message, _, { other }) => {
    const there = await other('plain.gamma', DS);
    if (there === null) return message;
    const ns = message.authority.filter(({ type }) => type === RR_TYPES.NS);
    return ns.length === 0
      ? { ...there, question: message.question }
      : { ...message, authority: [...ns, ...there.authority] };
  }),
};

/** Lies that a server, or somebody on the way, may tell. */
export const LIES: Readonly<Record<string, Mutation>> = {
  ...LIES_ABOUT_RECORDS,
  ...LIES_ABOUT_QUESTIONS,
};
