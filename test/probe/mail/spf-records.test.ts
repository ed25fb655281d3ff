import { describe, expect, test } from 'vitest';
import type { Rdata } from '../../../src/codec/dns/rdata.ts';
import { mailSpfRecordsProbe } from '../../../src/probe/mail/spf-records.ts';
import { observe, targetOf } from '../../support/observe.ts';
import { a, aaaa, cname, mx, resolverOf, txt, type Zone } from '../../support/zone.ts';

const DOMAIN = 'example.com';

async function look(zone: Zone) {
  const resolver = await resolverOf(zone);
  const { observation } = await observe(mailSpfRecordsProbe, targetOf('mail', DOMAIN), {
    resolver: resolver.port,
    seconds: 4,
  });
  return { observation, asked: resolver.asked() };
}

/** Questions in the order of the evidence, and whether that is all. */
async function found(zone: Zone) {
  const { observation, asked } = await look(zone);
  if (observation.status !== 'present') throw new Error(JSON.stringify(observation));
  const { items, complete, because } = observation.value.answers;
  return {
    questions: items.map(({ name, type }) => `${name} ${type}`),
    complete,
    because: because?.code,
    asked,
  };
}

const OWN = ['example.com TXT', 'example.com SPF'];

test('every name that a record leads to is asked for once', async () => {
  const { questions, complete, asked } = await found({
    'example.com': [txt('hello'), txt('v=spf1 include:a.example include:B.example -all')],
    'a.example': [txt('v=spf1 include:b.example redirect=c.example')],
    'b.example': [txt('v=spf1 exists:%{i}.y.example -all')],
    'c.example': [cname('d.example')],
    'd.example': [
      txt('v=spf1 include:example.com include:%{d}.z.example -all include:after.example'),
    ],
  });
  expect(questions).toEqual([
    ...OWN,
    'a.example TXT',
    'b.example TXT',
    'c.example TXT',
    'c.example.z.example TXT',
    '192.0.2.77.y.example A',
    '198.51.100.77.y.example A',
    'z.example SOA',
    'y.example SOA',
  ]);
  expect(complete).toBe(true);
  expect(asked.toSorted()).toEqual(questions.toSorted());
});

test('each mechanism asks for what it needs, the servers of mx for addresses', async () => {
  const { questions } = await found({
    'example.com': [
      txt(
        'v=spf1 a mx/24 a:x.example/24//64 exists:x.example ptr ip4:192.0.2.1 a:%{d} redirect=r.example',
      ),
      a('192.0.2.1'),
      mx(20, 'x.example'),
      mx(10, 'm.example'),
      mx(30, '.'),
    ],
    'x.example': [aaaa('2001:db8::1')],
    'm.example': [a('192.0.2.2')],
    'r.example': [txt('v=spf1 a -all')],
  });
  expect(questions).toEqual([
    ...OWN,
    'r.example TXT',
    'example.com MX',
    'example.com A',
    'x.example A',
    'r.example A',
    'example.com AAAA',
    'x.example AAAA',
    'r.example AAAA',
    'm.example A',
    'm.example AAAA',
  ]);
});

test('no more than ten servers of an mx are asked for', async () => {
  const servers = Array.from({ length: 12 }, (_, index) => mx(index, `m${index}.example`));
  const hosts = servers.map((_, index) => [`m${index}.example`, [a('192.0.2.1')]] as const);
  const { questions, complete } = await found({
    'example.com': [txt('v=spf1 mx -all'), ...servers],
    ...Object.fromEntries(hosts),
  });
  expect(questions).toHaveLength(OWN.length + 1 + 20);
  expect(questions).not.toContain('m10.example A');
  expect(complete).toBe(true);
});

test('of a name that does not exist it is asked whether its domain does', async () => {
  const { questions } = await found({
    'example.com': [
      txt(
        'v=spf1 include:a.b.gone.example a:x.lost.example exists:y.lost.example mx a:alias.example a:none.example a:short.example -all',
      ),
      mx(1, 'mx.left.example'),
    ],
    'alias.example': [cname('end.far.example')],
    'none.example': [],
  });
  expect(questions.filter((question) => question.endsWith('SOA'))).toEqual([
    'gone.example SOA',
    'lost.example SOA',
    'far.example SOA',
    'left.example SOA',
  ]);
});

test('a typical large sender takes few questions', async () => {
  const { questions, complete } = await found({
    'example.com': [
      txt('v=spf1 mx include:_spf.one.example include:_spf.two.example include:three.example ~all'),
      mx(1, 'mx1.example.com'),
      mx(5, 'mx2.example.com'),
    ],
    'mx1.example.com': [a('192.0.2.1'), aaaa('2001:db8::1')],
    'mx2.example.com': [a('192.0.2.2')],
    '_spf.one.example': [txt('v=spf1 include:n1.one.example include:n2.one.example ~all')],
    'n1.one.example': [txt('v=spf1 ip4:198.51.100.0/24 ~all')],
    'n2.one.example': [txt('v=spf1 include:n3.one.example ip6:2001:db8::/32 ~all')],
    'n3.one.example': [txt('v=spf1 ip4:203.0.113.0/24 ~all')],
    '_spf.two.example': [txt('v=spf1 a:out.two.example exists:%{i}._spf.two.example ~all')],
    'out.two.example': [a('192.0.2.9')],
    'three.example': [txt('v=spf1 ip4:192.0.2.64/26 ?all')],
  });
  expect(complete).toBe(true);
  expect(questions).toHaveLength(2 + 6 + 1 + 2 + 4 + 3);
});

test('several records lead nowhere', async () => {
  const zone = { 'example.com': [txt('v=spf1 include:a.example'), txt('v=spf1 -all')] };
  expect((await found(zone)).questions).toEqual(OWN);
});

test('a domain that does not exist answers too', async () => {
  const { observation } = await look({});
  expect(observation).toMatchObject({
    status: 'present',
    value: { answers: { items: [{ rcode: 'NXDOMAIN', records: [] }, {}], complete: true } },
  });
});

describe('without an answer', () => {
  test('an include leaves the list incomplete', async () => {
    const zone: Zone = {
      'example.com': [txt('v=spf1 include:a.example include:b.example -all')],
      'a.example': 'SERVFAIL',
      'b.example': [txt('v=spf1 include:c.example -all')],
      'c.example': [],
    };
    const { questions, complete, because } = await found(zone);
    expect(questions).toEqual([...OWN, 'b.example TXT', 'c.example TXT']);
    expect([complete, because]).toEqual([false, 'servfail']);
  });

  test('a mechanism does too', async () => {
    const zone: Zone = { 'example.com': [txt('v=spf1 a:a.example -all')], 'a.example': 'SERVFAIL' };
    expect(await found(zone)).toMatchObject({ questions: OWN, because: 'servfail' });
  });
});

describe('no more than 60 questions are asked', () => {
  const nameOf = (index: number): string => (index === 0 ? DOMAIN : `n${index}.example`);

  test('of a chain without end', async () => {
    const { questions, because, asked } = await found(
      Object.fromEntries(
        Array.from({ length: 100 }, (_, index): [string, readonly Rdata[]] => [
          nameOf(index),
          [txt(`v=spf1 include:${nameOf(index + 1)} -all`)],
        ]),
      ),
    );
    expect(questions).toHaveLength(60);
    expect(asked).toHaveLength(60);
    expect(because).toBe('limit');
  });

  test('of a record full of names', async () => {
    const terms = Array.from({ length: 9 }, (_, index) => `mx:m${index}.example`);
    const servers = (index: number) =>
      Array.from({ length: 10 }, (_, at) => mx(at, `s${at}.m${index}.example`));
    const zone = Object.fromEntries(terms.map((_, index) => [`m${index}.example`, servers(index)]));
    const { questions, because } = await found({
      'example.com': [txt(`v=spf1 ${terms.join(' ')} include:b.example -all`)],
      'b.example': [txt('v=spf1 -all')],
      ...zone,
    });
    expect(questions).toHaveLength(60);
    expect(questions).toContain('b.example TXT');
    expect(because).toBe('limit');
  });
});
