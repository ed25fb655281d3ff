import { expect, test } from 'vitest';
import type { HeaderList } from '../../../src/codec/http/fields.ts';
import { webProtocolsDerivation } from '../../../src/derive/web/protocols.ts';
import { webHttp3, type WebHttp3 } from '../../../src/evidence/kinds/web/answers.ts';
import {
  webResponses,
  webSamples,
  type Answer,
  type Hop,
  type WebSamples,
} from '../../../src/evidence/kinds/web/response.ts';
import type { WebProtocols } from '../../../src/evidence/kinds/web/surface.ts';
import { complete, cutShort } from '../../../src/evidence/listing.ts';
import {
  absent,
  present,
  unavailable,
  type Observation,
} from '../../../src/evidence/observation.ts';
import { CLOSED, factFrom, hop } from '../../support/hops.ts';

const URL = 'https://site.test/';
const TIMEOUT = { code: 'timeout' as const, detail: 'site.test did not answer in time' };

const over2 = (protocol: string, headers: HeaderList = []): Answer => ({
  is: 'response',
  hop: { ...hop(URL, 200, headers), protocol },
});

const samplesOf = (answer: Answer): Observation<WebSamples> =>
  present({
    page: URL,
    samples: [{ what: 'http2', url: URL, access: null, answer }],
    echoed: null,
    sessionCookies: [],
  });

const ANSWERED: WebHttp3['quic'] = { is: 'answered', versions: ['0x00000001'] };
const SILENT: WebHttp3['quic'] = { is: 'problem', problem: TIMEOUT };
const record = (...alpn: string[]): WebHttp3['httpsRecord'] => ({ alpn, ech: false });

/** The fact from a page with these fields. */
const fact = (
  headers: HeaderList,
  {
    samples = samplesOf(over2('HTTP/2')),
    looked = present({ httpsRecord: record(), quic: SILENT }),
    https = complete<Hop>([hop(URL, 200, headers)]),
  }: {
    readonly samples?: Observation<WebSamples>;
    readonly looked?: Observation<WebHttp3>;
    readonly https?: ReturnType<typeof complete<Hop>>;
  } = {},
): Observation<WebProtocols> =>
  factFrom(webProtocolsDerivation, [
    { kind: webResponses, observation: present({ https, http: CLOSED }) },
    { kind: webSamples, observation: samples },
    { kind: webHttp3, observation: looked },
  ]);

test.each<[string, Observation<WebSamples>, boolean | null]>([
  ['HTTP/2', samplesOf(over2('HTTP/2')), true],
  ['HTTP/1', samplesOf(over2('HTTP/1')), false],
  ['no answer', samplesOf({ is: 'problem', problem: TIMEOUT }), null],
  ['no samples', absent('leads elsewhere'), null],
  ['samples that failed', unavailable(TIMEOUT), null],
])('of %s over ALPN, http2 is known so far', (_what, samples, http2) => {
  expect(fact([], { samples })).toMatchObject({ value: { http2 } });
});

const H3: HeaderList = [['alt-svc', 'h3=":443"; ma=86400']];

test.each<[string, HeaderList, WebHttp3, Partial<WebProtocols>]>([
  [
    'announced and answered',
    H3,
    { httpsRecord: record(), quic: ANSWERED },
    { http3: true, quic: true, altSvc: ['h3'] },
  ],
  [
    'announced and silent',
    H3,
    { httpsRecord: record(), quic: SILENT },
    { http3: null, quic: null },
  ],
  [
    'in the record and answered',
    [],
    { httpsRecord: record('h2', 'h3'), quic: ANSWERED },
    { http3: true, inHttpsRecord: true },
  ],
  [
    'nowhere',
    [],
    { httpsRecord: record('h2'), quic: SILENT },
    { http3: false, inHttpsRecord: false, altSvc: [] },
  ],
  [
    'nowhere and answered',
    [],
    { httpsRecord: record(), quic: ANSWERED },
    { http3: false, quic: true },
  ],
  [
    'not in the field, the record unknown',
    [],
    { httpsRecord: null, quic: ANSWERED },
    { http3: null, inHttpsRecord: null, ech: null },
  ],
  [
    'a draft alone',
    [['Alt-Svc', 'h3-29=":443"']],
    { httpsRecord: record(), quic: ANSWERED },
    { http3: false, altSvc: ['h3-29'] },
  ],
  [
    'taken back',
    [['Alt-Svc', 'clear']],
    { httpsRecord: record(), quic: ANSWERED },
    { http3: false, altSvc: [] },
  ],
])('HTTP/3 that is %s', (_what, headers, looked, expected) => {
  expect(fact(headers, { looked: present(looked) })).toMatchObject({ value: expected });
});

test('what only the page over HTTP/2 announces counts', () => {
  expect(fact([], { samples: samplesOf(over2('HTTP/2', H3)) })).toMatchObject({
    value: { altSvc: ['h3'] },
  });
});

test('a challenge page that announces nothing proves nothing', () => {
  const blocked = complete([hop(URL, 503)]);
  const samples = unavailable(TIMEOUT);
  expect(fact([], { https: blocked, samples })).toMatchObject({ value: { http3: null } });
});

test('keys for Encrypted Client Hello are told', () => {
  const looked = present({ httpsRecord: { alpn: [], ech: true }, quic: SILENT });
  expect(fact([], { looked })).toMatchObject({ value: { ech: true } });
});

test('what was not looked at for HTTP/3 is not known', () => {
  const looked = unavailable({ code: 'not-requested', detail: 'passive' });
  expect(fact([], { looked })).toMatchObject({
    value: { quic: null, http3: null, inHttpsRecord: null, ech: null },
  });
});

test('a site that refuses https has no versions, and one that was not reached none that are known', () => {
  expect(fact([], { https: CLOSED }).status).toBe('absent');
  expect(fact([], { https: cutShort<Hop>([], TIMEOUT) }).status).toBe('unavailable');
});
