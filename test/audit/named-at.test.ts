import { expect, test } from 'vitest';
import { exchangesOf, landingOf } from '../../src/audit/expand.ts';
import { mailTarget, parseTarget, requestAt, siteOf } from '../../src/audit/target.ts';
import type { Evidence } from '../../src/evidence/evidence.ts';
import type { Kind } from '../../src/evidence/kind.ts';
import { mailMx } from '../../src/evidence/kinds/mail/exchanges.ts';
import { webResponses } from '../../src/evidence/kinds/web/response.ts';
import { complete } from '../../src/evidence/listing.ts';
import { present } from '../../src/evidence/observation.ts';
import { dnsServer } from '../support/dns.ts';
import { CLOSED, hop, hopTo } from '../support/hops.ts';
import { a, baseline, fromZone, mx, observeTargets, type Zone } from './support.ts';

const PLACE = { file: 'assay.yaml', line: 3, column: 5 };

const evidenceOf = <T>(kind: Kind<T>, value: T): Evidence => ({
  ...{ id: 'one', kind: kind.id, target: 'one', observedAt: '2026-11-22T12:00:00.000Z' },
  cost: { connections: 0, queries: 0, requests: 0, ms: 0 },
  observation: present(value),
});

test('all that a name stands for, and its mail servers, have the place that names it', async () => {
  const zone: Zone = {
    'named.example': [a('named.example', '127.0.0.1'), mx('named.example', 10, 'mx.other.example')],
    'mx.other.example': [a('mx.other.example', '127.0.0.1')],
    'given.example': [a('given.example', '127.0.0.1')],
  };
  const dns = await dnsServer((query) => fromZone(zone, query));
  const { targets } = await observeTargets([], {
    requests: [
      requestAt(parseTarget('named.example'), PLACE),
      requestAt(parseTarget('https://given.example/'), { ...PLACE, line: 4 }),
      parseTarget('mail:by-argument.example'),
    ],
    resolverPort: dns.port,
    profile: baseline(['mail']),
  });
  expect(targets.map(({ id, namedAt }) => [id, namedAt?.line])).toEqual([
    ['https://named.example/', 3],
    ['zone:named.example', 3],
    ['mail:named.example', 3],
    ['https://given.example/', 4],
    ['mail:by-argument.example', undefined],
    ['smtp://mx.other.example:25', 3],
  ]);
  expect(targets.filter((target) => 'namedAt' in target)).toHaveLength(5);
});

test('a page and an exchange that a target leads to have its place, or none as it has none', () => {
  const site = siteOf('site.example', null);
  const [from, to] = ['https://site.example/', 'https://www.site.example/'];
  const walked = evidenceOf(webResponses, {
    https: complete([hopTo(from, to), hop(to)]),
    http: CLOSED,
  });
  expect(landingOf({ ...site, namedAt: PLACE }, walked)).toMatchObject([
    { id: to, namedAt: PLACE },
  ]);
  expect(landingOf(site, walked).map((target) => 'namedAt' in target)).toEqual([false]);
  const mail = mailTarget('site.example', null);
  const exchanges = evidenceOf(mailMx, {
    nullMx: false,
    exchanges: [{ preference: 10, host: 'mx.example', addresses: complete([]) }],
    answers: [],
  });
  expect(exchangesOf({ ...mail, namedAt: PLACE }, exchanges).look).toMatchObject([
    { id: 'smtp://mx.example:25', namedAt: PLACE },
  ]);
  expect(exchangesOf(mail, exchanges).look.map((target) => 'namedAt' in target)).toEqual([false]);
});
