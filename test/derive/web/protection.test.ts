import { expect, test } from 'vitest';
import type { HeaderList } from '../../../src/codec/http/fields.ts';
import { webProtectionDerivation } from '../../../src/derive/web/protection.ts';
import { SERVICES } from '../../../src/derive/web/services.ts';
import {
  webResponses,
  webSamples,
  type Hop,
  type WebResponses,
  type WebSamples,
} from '../../../src/evidence/kinds/web/response.ts';
import { complete, cutShort } from '../../../src/evidence/listing.ts';
import {
  absent,
  present,
  unavailable,
  type Observation,
} from '../../../src/evidence/observation.ts';
import { CLOSED, factFrom, hop, hopTo } from '../../support/hops.ts';

const SECURE = 'https://site.test/';
const silent = { code: 'timeout', detail: '192.0.2.1:443 did not answer' } as const;

function seen(
  responses: WebResponses,
  samples: Observation<WebSamples> = absent('nothing'),
): Observation {
  return factFrom(webProtectionDerivation, [
    { kind: webResponses, observation: present(responses) },
    { kind: webSamples, observation: samples },
  ]);
}

const walk = (...hops: Hop[]): WebResponses => ({ https: complete(hops), http: CLOSED });
const behind = (...headers: HeaderList): Observation => seen(walk(hop(SECURE, 200, headers)));
const cookie = (name: string): readonly [string, string] => [
  'Set-Cookie',
  `${name}=[32 characters]; Path=/; HttpOnly`,
];

test.each<[string, string, HeaderList]>([
  ['Cloudflare', 'cdn', [['CF-RAY', '8f0a1b2c3d4e5f60-FRA']]],
  ['Cloudflare', 'cdn', [['Server', 'cloudflare']]],
  [
    'Akamai',
    'cdn',
    [['X-Cache', 'TCP_MISS from a23-45-67-89.deploy.akamaitechnologies.com (AkamaiGHost/11.0)']],
  ],
  ['Fastly', 'cdn', [['X-Served-By', 'cache-fra-etou8220099-FRA']]],
  ['Amazon CloudFront', 'cdn', [['Via', '1.1 0a1b2c.cloudfront.net (CloudFront)']]],
  ['Azure Front Door', 'cdn', [['x-azure-ref', '20261122T120000Z-1']]],
  ['Google Cloud CDN', 'cdn', [['Via', '1.1 google']]],
  ['Vercel', 'cdn', [['x-vercel-id', 'fra1::abc']]],
  ['Netlify', 'cdn', [['x-nf-request-id', '01J']]],
  ['KeyCDN', 'cdn', [['Server', 'keycdn']]],
  ['bunny.net', 'cdn', [['Server', 'BunnyCDN-DE1-1076']]],
  ['Varnish', 'cdn', [['X-Varnish', '32770 3']]],
  ['Imperva', 'waf', [cookie('visid_incap_123')]],
  ['Sucuri', 'waf', [['X-Sucuri-ID', '18015']]],
  ['F5 BIG-IP ASM', 'waf', [cookie('TS01a2b3c4')]],
  ['F5 BIG-IP ASM', 'waf', [cookie('TS01a2b3c4_28')]],
  ['AWS WAF', 'waf', [cookie('aws-waf-token')]],
  ['DDoS-Guard', 'waf', [cookie('__ddg1_')]],
  ['Barracuda WAF', 'waf', [cookie('BNI_persistence')]],
  ['FortiWeb', 'waf', [cookie('cookiesession1')]],
  ['Citrix NetScaler', 'waf', [cookie('NSC_vs-web')]],
  ['ModSecurity', 'waf', [['Server', 'Apache/2.4 (Unix) mod_security/2.9']]],
  ['Reblaze', 'waf', [cookie('rbzid')]],
  ['Cloudflare bot management', 'bot-protection', [cookie('__cf_bm')]],
  ['Akamai Bot Manager', 'bot-protection', [cookie('_abck')]],
  ['DataDome', 'bot-protection', [cookie('datadome')]],
  ['HUMAN', 'bot-protection', [cookie('_pxhd')]],
  ['Kasada', 'bot-protection', [['x-kpsdk-ct', '1']]],
])('%s is seen as %s', (name, is, headers) => {
  expect(behind(...headers)).toMatchObject({
    status: 'present',
    value: { services: [{ name, is }], blocked: [] },
  });
});

test.each<[string, HeaderList]>([
  ['nothing', []],
  ['a web server', [['Server', 'nginx']]],
  [
    'cookies of the site',
    [cookie('TSession'), cookie('TSlang'), cookie('sid'), cookie('_px_theme')],
  ],
  ['another proxy', [['Via', '1.1 proxy']]],
  ['a header that names it in passing', [['X-Note', 'cloudflare']]],
  ['a server of its own', [['Server', 'not-cloudflare']]],
  ['the cache of Fastly, which is built on Varnish', [['Via', '1.1 varnish']]],
])('%s shows no service', (_, headers) => {
  expect(behind(...headers)).toEqual(present({ services: [], blocked: [] }));
});

test('names the field or the cookie, never its value, and each service once', () => {
  const one = hop(SECURE, 200, [['cf-ray', '1'], cookie('__cf_bm')]);
  expect(seen(walk(hopTo(SECURE, '/start'), one, one))).toEqual(
    present({
      services: [
        { name: 'Cloudflare', is: 'cdn', by: 'cf-ray: 1' },
        { name: 'Cloudflare bot management', is: 'bot-protection', by: 'cookie __cf_bm' },
      ],
      blocked: [],
    }),
  );
});

test('samples of the site count, answers of other sites do not', () => {
  const away = walk(
    hopTo(SECURE, 'https://other.test/'),
    hop('https://other.test/', 200, [['cf-ray', '1']]),
  );
  const sample = hop(`${SECURE}missing`, 404, [['x-sucuri-id', '1']]);
  const samples = present<WebSamples>({
    page: SECURE,
    samples: [
      { what: 'missing', url: sample.url, access: null, answer: { is: 'response', hop: sample } },
      { what: 'asset', url: SECURE, access: null, answer: { is: 'problem', problem: silent } },
    ],
    echoed: null,
    sessionCookies: [],
  });
  expect(seen(away, samples)).toMatchObject({ value: { services: [{ name: 'Sucuri' }] } });
});

test('lists answers that turn us away, each URL once, and not errors of the server', () => {
  const challenge = hop(SECURE, 403, [['cf-mitigated', 'challenge']]);
  const limited = hop(`${SECURE}a`, 429);
  expect(seen(walk(challenge, challenge, limited, hop(`${SECURE}b`, 503)))).toMatchObject({
    value: {
      blocked: [
        { url: SECURE, by: 'status 403 and cf-mitigated: challenge' },
        { url: `${SECURE}a`, by: 'status 429' },
      ],
    },
  });
});

test('closed ports have nothing in front, silent ones are not known', () => {
  expect(seen({ https: CLOSED, http: CLOSED })).toMatchObject({ status: 'absent' });
  expect(seen({ https: cutShort([], silent), http: CLOSED })).toEqual(unavailable(silent));
});

test('no name stands for two services', () => {
  const names = SERVICES.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
