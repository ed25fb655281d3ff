import {
  NO_FLAGS,
  resourceRecord,
  type DnsMessage,
  type ResourceRecord,
} from '../../src/codec/dns/message.ts';
import type { Rdata } from '../../src/codec/dns/rdata.ts';
import { rrTypeName } from '../../src/codec/iana/dns.ts';
import { answering, dnsServer, type Answer } from './dns.ts';

/** Records by name, or what becomes of a question there; names not in it do not exist. */
export type Zone = Readonly<Record<string, readonly Rdata[] | 'SERVFAIL' | 'silence'>>;

export const txt = (text: string): Rdata => ({ kind: 'TXT', strings: [Buffer.from(text)] });
export const mx = (preference: number, exchange: string): Rdata => ({
  kind: 'MX',
  preference,
  exchange,
});
export const a = (address: string): Rdata => ({ kind: 'A', address });
export const aaaa = (address: string): Rdata => ({ kind: 'AAAA', address });
export const caa = (tag: string, value: string, flags = 0): Rdata => ({
  kind: 'CAA',
  flags,
  tag,
  value: Buffer.from(value),
});
export const ptr = (target: string): Rdata => ({ kind: 'PTR', target });
export const cname = (target: string): Rdata => ({ kind: 'CNAME', target });

/** A resolver for one test that knows these names. Returns its port and the questions, as `name TYPE`. */
export async function resolverOf(zone: Zone): Promise<{ port: number; asked: () => string[] }> {
  const { port, asked } = await dnsServer(answerFrom(zone));
  const spoken = (line: string): string => {
    const [, name = '', type] = line.split(' ');
    return `${name} ${rrTypeName(Number(type))}`;
  };
  return { port, asked: () => asked.map(spoken) };
}

/** Answers as a resolver does that knows these names. */
export const answerFrom =
  (zone: Zone): Answer =>
  (query) => {
    const [question] = query.question;
    if (question === undefined) return null;
    const chain: ResourceRecord[] = [];
    let name = question.name;
    for (;;) {
      const data = zone[name];
      if (data === 'silence') return null;
      if (data === 'SERVFAIL') return answering(query, [], { rcode: 2 });
      if (data === undefined) return answering(query, chain, { rcode: 3 });
      const records = data.map((one) => resourceRecord(name, 60, one, question.type));
      const alias = data.find((one) => one.kind === 'CNAME');
      if (alias?.kind !== 'CNAME') {
        return answering(query, [
          ...chain,
          ...records.filter(({ type }) => type === question.type),
        ]);
      }
      chain.push(...records);
      name = alias.target;
    }
  };

/** The answer of a server that is no resolver: a referral to another one. */
export const referral = (query: DnsMessage): DnsMessage => ({
  ...answering(query, []),
  flags: { ...NO_FLAGS, qr: true },
  authority: [resourceRecord('example', 60, { kind: 'NS', target: 'ns.example' })],
});
