import { createServer, Packet } from 'dns2';
import { describe, expect, onTestFinished, test } from 'vitest';
import { decodeMessage } from '../../../src/codec/dns/message.ts';
import type { DnsCaa } from '../../../src/evidence/kinds/dns/caa.ts';
import { absent, unavailable } from '../../../src/evidence/observation.ts';
import { dnsCaaProbe } from '../../../src/probe/dns/caa.ts';
import { answering, dnsServer } from '../../support/dns.ts';
import { observe, targetOf } from '../../support/observe.ts';
import { a, caa, cname, referral, resolverOf, type Zone } from '../../support/zone.ts';

const HOST = 'www.example.com';

async function observed(zone: Zone, host = HOST) {
  const resolver = await resolverOf(zone);
  const { observation } = await observe(dnsCaaProbe, targetOf('web', host), {
    resolver: resolver.port,
    seconds: 4,
  });
  return { observation, asked: resolver.asked() };
}

const found = ({ observation }: Awaited<ReturnType<typeof observed>>): DnsCaa => {
  if (observation.status !== 'present') throw new Error(JSON.stringify(observation));
  return observation.value;
};

const issue = caa('issue', 'ca.example');

test('records at the host end the climb', async () => {
  const result = await observed({ [HOST]: [issue, caa('IODEF', 'mailto:a@b.example', 128)] });
  expect(found(result)).toMatchObject({
    owner: HOST,
    records: [
      { critical: false, tag: 'issue', value: 'ca.example' },
      { critical: true, tag: 'iodef', value: 'mailto:a@b.example' },
    ],
    answers: [
      {
        name: HOST,
        type: 'CAA',
        rcode: 'NOERROR',
        records: [
          { name: HOST, type: 'CAA', ttl: 60, data: '0 issue "ca.example"' },
          { name: HOST, type: 'CAA', ttl: 60, data: '128 IODEF "mailto:a@b.example"' },
        ],
      },
    ],
  });
  expect(result.asked).toEqual([`${HOST} CAA`]);
});

test('the wire form holds the whole answer', async () => {
  const [answer] = found(await observed({ [HOST]: [issue] })).answers;
  const message = decodeMessage(new Uint8Array(Buffer.from(answer?.wire ?? '', 'base64')));
  expect(message.answer[0]?.data).toMatchObject({ kind: 'CAA', tag: 'issue' });
});

test('the climb goes up to the top-level domain and leaves the root out', async () => {
  const result = await observed({ [HOST]: [a('192.0.2.1')], com: [issue] });
  expect(found(result).owner).toBe('com');
  expect(result.asked).toEqual([`${HOST} CAA`, 'example.com CAA', 'com CAA']);
});

test('absent where every name answered without records', async () => {
  const { observation, asked } = await observed({ [HOST]: [a('192.0.2.1')], com: [] });
  expect(observation).toEqual(absent('no CAA record at www.example.com or any name above it'));
  expect(asked).toHaveLength(3);
});

test('of a name that does not exist nothing is said, whatever its parents have', async () => {
  const { observation } = await observed({ com: [issue] });
  expect(observation).toEqual(
    unavailable({ code: 'unreachable', detail: 'www.example.com does not exist' }),
  );
});

test('records behind an alias count for the alias', async () => {
  const zone = { [HOST]: [cname('cdn.example.net')], 'cdn.example.net': [issue] };
  expect(found(await observed(zone)).owner).toBe('cdn.example.net');
});

test('an alias without records is followed by the parents of the host, not of its target', async () => {
  const zone: Zone = {
    [HOST]: [cname('cdn.example.net')],
    'cdn.example.net': [],
    'example.net': [issue],
    com: [],
  };
  const { observation, asked } = await observed(zone);
  expect(observation.status).toBe('absent');
  expect(asked).toEqual([`${HOST} CAA`, 'example.com CAA', 'com CAA']);
});

describe('what is not known is never absent', () => {
  test.each([
    ['SERVFAIL at the host', { [HOST]: 'SERVFAIL', com: [issue] }, 'servfail'],
    ['SERVFAIL at a parent', { [HOST]: [], 'example.com': 'SERVFAIL', com: [issue] }, 'servfail'],
    ['silence at the last name', { [HOST]: [], 'example.com': [], com: 'silence' }, 'timeout'],
    [
      'a record that cannot be read',
      { [HOST]: [{ kind: 'malformed', bytes: Uint8Array.of(0), error: '' }] },
      'malformed',
    ],
  ] as const)('%s', async (_, zone, code) => {
    const { observation } = await observed(zone);
    expect(observation).toMatchObject({ status: 'unavailable', problem: { code } });
  });

  test('a server that is no resolver', async () => {
    const { port } = await dnsServer((query) => referral(query));
    const { observation } = await observe(dnsCaaProbe, targetOf('web', HOST), { resolver: port });
    expect(observation).toMatchObject({
      status: 'unavailable',
      problem: { code: 'servfail', detail: expect.stringContaining('refers to others') as string },
    });
  });
});

test('a truncated answer is read whole over TCP', async () => {
  const { port } = await dnsServer((query, over) =>
    over === 'udp' ? answering(query, [], { tc: true }) : answering(query, []),
  );
  const { observation } = await observe(dnsCaaProbe, targetOf('web', HOST), { resolver: port });
  expect(observation.status).toBe('absent');
});

test('a server of dns2 is understood', async () => {
  const server = createServer({
    udp: true,
    handle: (request, send) => {
      const response = Packet.createResponseFromRequest(request);
      // It answers as a resolver; without this flag an empty answer settles nothing.
      response.header.ra = 1;
      const [question] = request.questions;
      if (question?.name === 'example.com') {
        response.answers.push(
          Packet.createResourceFromQuestion(question, {
            ttl: 60,
            flags: 0,
            tag: 'issue',
            value: 'ca.example',
          }),
        );
      }
      void send(response);
    },
  });
  onTestFinished(() => server.close());
  const { udp } = await server.listen({ udp: { port: 0, address: '127.0.0.1' } });
  const { observation } = await observe(dnsCaaProbe, targetOf('web', HOST), {
    resolver: udp?.port ?? 0,
  });
  expect(observation).toMatchObject({
    status: 'present',
    value: {
      owner: 'example.com',
      records: [{ critical: false, tag: 'issue', value: 'ca.example' }],
    },
  });
});

test.each([
  ['a web site', targetOf('web', HOST), true],
  ['a site at an address', targetOf('web', '192.0.2.1'), false],
  ['a site at an IPv6 address', targetOf('web', '[2001:db8::1]'), false],
  ['a mail domain', targetOf('mail', 'example.com'), false],
])('%s is looked at or not', (_, target, applies) => {
  expect(dnsCaaProbe.appliesTo(target)).toBe(applies);
});
