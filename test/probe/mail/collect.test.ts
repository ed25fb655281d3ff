import { expect, test } from 'vitest';
import { collector } from '../../../src/probe/mail/collect.ts';
import { testNetwork } from '../../support/network.ts';
import { a, resolverOf, type Zone } from '../../support/zone.ts';

async function collecting(zone: Zone, most: number) {
  const resolver = await resolverOf(zone);
  const network = testNetwork({
    seconds: 4,
    resolver: { address: '127.0.0.1', port: resolver.port },
  });
  const controller = new AbortController();
  const { signal } = controller;
  const net = network.use({ kind: 'mail.spf-records', target: 'mail:example.com', signal });
  return { collected: collector(net, signal, most), controller };
}

const ZONE: Zone = { 'a.example': [a('192.0.2.1')], 'b.example': [], 'c.example': 'SERVFAIL' };

test('a question is asked once, however its name is spelt', async () => {
  const { collected } = await collecting(ZONE, 9);
  const first = await collected.ask('A', ['a.example', 'A.Example', 'b.example']);
  expect(first.map(({ answer }) => answer.name)).toEqual(['a.example', 'b.example']);
  expect(await collected.ask('A', ['a.EXAMPLE'])).toEqual([]);
  expect(await collected.ask('AAAA', ['a.example'])).toHaveLength(1);
  expect(collected.evidence().answers).toMatchObject({ complete: true, items: { length: 3 } });
});

test('the evidence is in the order of the questions, whichever answer comes first', async () => {
  const { collected } = await collecting(ZONE, 9);
  await Promise.all([
    collected.ask('MX', ['b.example', 'a.example']),
    collected.ask('A', ['b.example']),
  ]);
  const told = collected.evidence().answers.items.map(({ name, type }) => `${name} ${type}`);
  expect(told).toEqual(['b.example MX', 'a.example MX', 'b.example A']);
});

test('the first problem is told: no answer, too many questions, no time', async () => {
  const failed = await collecting(ZONE, 9);
  expect(await failed.collected.ask('A', ['c.example', 'a.example'])).toHaveLength(1);
  expect(failed.collected.evidence().answers.because?.code).toBe('servfail');

  const many = await collecting(ZONE, 1);
  expect(await many.collected.ask('A', ['a.example', 'b.example'])).toHaveLength(1);
  expect(many.collected.evidence().answers.because?.code).toBe('limit');

  const late = await collecting(ZONE, 9);
  await late.collected.ask('A', ['a.example']);
  late.controller.abort();
  expect(await late.collected.ask('A', ['a.example', 'b.example'])).toEqual([]);
  const { answers } = late.collected.evidence();
  expect(answers).toMatchObject({ complete: false, because: { code: 'interrupted' } });
  expect(answers.items).toHaveLength(1);
});
