import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { recordsOf, rrsetAnswer, txtText } from '../../../src/codec/dns/answer.ts';
import { decodeMessage, NO_FLAGS, resourceRecord } from '../../../src/codec/dns/message.ts';
import { RR_TYPES } from '../../../src/codec/iana/dns.ts';
import { response } from './arbitrary.ts';

const captures = z
  .array(z.object({ question: z.string(), wire: z.hex() }))
  .parse(parse(readFileSync('fixtures/wire/dns/nsd.yaml', 'utf8')));

function captured(question: string) {
  const capture = captures.find((candidate) => candidate.question === question);
  if (capture === undefined) throw new Error(`${question} was not captured`);
  return decodeMessage(new Uint8Array(Buffer.from(capture.wire, 'hex')));
}

const cname = (name: string, target: string) => resourceRecord(name, 60, { kind: 'CNAME', target });
const a = (name: string) => resourceRecord(name, 60, { kind: 'A', address: '192.0.2.1' });
const soa = resourceRecord('example', 60, {
  kind: 'SOA',
  mname: 'ns.example',
  rname: 'host.example',
  serial: 1,
  refresh: 2,
  retry: 3,
  expire: 4,
  minimum: 5,
});

test.each([
  ['www.wire.example. A', 'A', { status: 'records', owner: 'host.wire.example' }],
  ['host.wire.example. TXT', 'TXT', { status: 'none', exists: true }],
  ['nowhere.wire.example. TXT', 'TXT', { status: 'none', exists: false }],
  ['x.wild.wire.example. TXT', 'TXT', { status: 'records', owner: 'x.wild.wire.example' }],
  [
    'out.wire.example. TXT',
    'TXT',
    { status: 'unsettled', reason: 'the server does not follow the alias to target.other.example' },
  ],
  [
    'x.d.wire.example. A',
    'A',
    { status: 'unsettled', reason: 'the server does not follow the alias to x.other.example' },
  ],
  [
    'x.deleg.wire.example. A',
    'A',
    { status: 'unsettled', reason: 'the server refers to others for x.deleg.wire.example' },
  ],
] as const)('NSD says of %s', (question, type, expected) => {
  const name = question.split('. ')[0] ?? '';
  expect(rrsetAnswer(captured(question), name, RR_TYPES[type])).toMatchObject(expected);
});

test('the strings of a TXT record are joined without a space', () => {
  const [record] = recordsOf(captured('_dmarc.wire.example. TXT'), '_dmarc.wire.example', 'TXT');
  expect(record && txtText(record)).toBe('v=DMARC1; p=reject; rua=mailto:dmarc@wire.example');
});

test('aliases are followed whatever the case and order of the records', () => {
  const message = response([
    a('c.example'),
    cname('B.example', 'C.Example'),
    cname('a.example', 'b.EXAMPLE'),
  ]);
  expect(recordsOf(message, 'A.example', 'A')).toHaveLength(1);
});

test('records of other names are not taken', () => {
  expect(recordsOf(response([a('b.example')]), 'a.example', 'A')).toEqual([]);
});

test('the alias of a name that does not exist has no records', () => {
  const message = response([cname('a.example', 'b.example')], { rcode: 3 });
  expect(rrsetAnswer(message, 'a.example', 1)).toEqual({
    status: 'none',
    owner: 'b.example',
    exists: false,
  });
});

test('an alias without records counts from a resolver or with the SOA record', () => {
  const answer = [cname('a.example', 'b.example')];
  const flags = { ...NO_FLAGS, qr: true, aa: true };
  expect(rrsetAnswer(response(answer), 'a.example', 1).status).toBe('none');
  expect(rrsetAnswer(response(answer, { flags }), 'a.example', 1).status).toBe('unsettled');
  const denied = response(answer, { flags, authority: [soa] });
  expect(rrsetAnswer(denied, 'a.example', 1).status).toBe('none');
});

test('an empty answer counts from a server that holds the name or asks others for it alone', () => {
  const flags = { ...NO_FLAGS, qr: true };
  const ns = resourceRecord('example', 60, { kind: 'NS', target: 'ns.example' });
  const status = (more: object) =>
    rrsetAnswer(response([], { flags: { ...flags, ...more } }), 'a.example', 1).status;
  expect([status({ aa: true }), status({ ra: true })]).toEqual(['none', 'none']);
  expect(status({})).toBe('unsettled');
  const referral = response([], { flags, authority: [ns] });
  expect(rrsetAnswer(referral, 'a.example', 1).status).toBe('unsettled');
});

test('aliases in a circle settle nothing', () => {
  const message = response([cname('a.example', 'b.example'), cname('b.example', 'a.example')]);
  expect(rrsetAnswer(message, 'a.example', 1)).toEqual({
    status: 'unsettled',
    reason: 'more than 16 aliases',
  });
});

test('an alias that cannot be read settles nothing', () => {
  const bytes = Uint8Array.of(0xc0);
  const broken = resourceRecord('a.example', 60, { kind: 'malformed', bytes, error: '' }, 5);
  expect(rrsetAnswer(response([broken]), 'a.example', 1).status).toBe('unsettled');
});

test('an error settles nothing', () => {
  expect(rrsetAnswer(response([], { rcode: 2 }), 'a.example', 1)).toEqual({
    status: 'unsettled',
    reason: 'the response is SERVFAIL',
  });
});

test('a response that could not all be read settles nothing', () => {
  const message = response([a('a.example')], { broken: 'DnsMessage.answer[1] at byte 40: cut' });
  expect(rrsetAnswer(message, 'a.example', 1)).toEqual({
    status: 'unsettled',
    reason: 'the response is broken: DnsMessage.answer[1] at byte 40: cut',
  });
});

test('a query settles nothing', () => {
  expect(rrsetAnswer(response([], { flags: NO_FLAGS }), 'a.example', 1).status).toBe('unsettled');
});

test('a record that does not tell its type cannot be made', () => {
  const data = { kind: 'unknown', bytes: new Uint8Array() } as const;
  expect(() => resourceRecord('a', 1, data)).toThrow(RangeError);
});
