import { isIP } from 'node:net';
import { decodeMessage, type DnsMessage } from '../../codec/dns/message.ts';
import { presentRecord } from '../../codec/dns/present.ts';
import { CLASS_CH, CLASS_IN, rcodeName, rrTypeCode } from '../../codec/iana/dns.ts';
import type { DnsExchange } from '../../evidence/kinds/dns/exchange.ts';
import type { DnsQuery } from '../net.ts';
import { addressText } from '../transport.ts';
import type { ClientQuery } from './client.ts';
import type { Heard } from './heard.ts';

const FLAGS = ['aa', 'tc', 'rd', 'ra', 'ad', 'cd'] as const;

/** A question and what came of it, as evidence has it. */
export function exchangeOf(query: DnsQuery, heard: Heard): DnsExchange {
  const { server, type, form, transport = 'udp', class: dnsClass = 'IN' } = query;
  const { host, address, port } = server;
  const { name, truncated, tries, ms } = heard;
  const message = heard.reply === null ? null : decodeMessage(heard.reply.wire);
  const broken =
    message === null || message.broken === null
      ? null
      : { code: 'malformed' as const, detail: `${addressText(server)}: ${message.broken}` };
  return {
    server: { name: isIP(host) === 0 ? host : null, address, port },
    question: { name, type, class: dnsClass },
    form,
    transport,
    reply:
      heard.reply === null || message === null
        ? null
        : {
            transport: heard.reply.transport,
            ...wordsOf(message),
            wire: Buffer.from(heard.reply.wire).toString('base64'),
          },
    problem: broken ?? heard.problem,
    truncated: truncated === null ? null : Buffer.from(truncated).toString('base64'),
    tries,
    ms,
  };
}

const wordsOf = (message: DnsMessage) => ({
  rcode: rcodeName(message.rcode),
  flags: FLAGS.filter((flag) => message.flags[flag]),
  answer: message.answer.map(presentRecord),
  authority: message.authority.map(presentRecord),
  additional: message.additional.map(presentRecord),
});

/** A question as a client has it. Throws a RangeError where its type does not exist. */
export function clientQuery(query: DnsQuery): ClientQuery {
  const { server, name, type, class: dnsClass = 'IN', form, transport = 'udp' } = query;
  const code = rrTypeCode(type);
  if (code === undefined) throw new RangeError(`${type} is no DNS type`);
  return { server, name, type: code, class: CLASSES[dnsClass], form, transport };
}

const CLASSES = { IN: CLASS_IN, CH: CLASS_CH } as const;
