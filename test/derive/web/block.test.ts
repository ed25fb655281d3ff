import { expect, test } from 'vitest';
import type { HeaderList } from '../../../src/codec/http/fields.ts';
import { challengeOf } from '../../../src/codec/http/challenge.ts';
import { blockOf } from '../../../src/derive/web/block.ts';
import type { Hop, Page } from '../../../src/evidence/kinds/web/response.ts';
import { hop } from '../../support/hops.ts';
import { loginForm, script } from '../../support/page-parts.ts';
import { pageWith } from '../../support/pages.ts';

const SECURE = 'https://site.test/';

test.each<[number, string, string]>([
  [403, 'cf-mitigated', 'challenge'],
  [202, 'X-Amzn-Waf-Action', 'challenge'],
  [405, 'x-amzn-waf-action', 'captcha'],
  [200, 'X-Vercel-Mitigated', 'challenge'],
  [403, 'X-Sucuri-Block', 'FBP007'],
  [403, 'x-datadome', 'protected'],
  [403, 'Server', 'cloudflare'],
  [403, 'server', 'AkamaiGHost'],
  [428, 'Server', 'AkamaiGHost'],
  [403, 'Server', 'awselb/2.0'],
  [403, 'Server', 'Microsoft-Azure-Application-Gateway/v2'],
  [403, 'x-iinfo', '9-12345-0 0NNN RT(1 2) q(0 -1 -1 -1) r(0 -1) B15(11,1,0) U18'],
  [403, 'x-azure-ref', '20261122T120000Z-1'],
  [202, 'SG-Captcha', 'challenge'],
  [247, 'Server', 'Reblaze Secure Web Gateway'],
  [302, 'Location', 'https://validate.perfdrive.com/?ssa=1'],
  [429, 'Server', 'nginx'],
  [500, 'Server', 'nginx'],
  [503, 'Server', 'nginx'],
])('%d with %s: %s is not the word of the site', (status, name, value) => {
  const problem = blockOf(hop(SECURE, status, [[name, value]]));
  expect(problem?.code).toBe('blocked');
  expect(problem?.detail).toContain(`status ${status}`);
});

test.each<[number, string, string]>([
  [200, 'Server', 'cloudflare'],
  [200, 'x-datadome', 'protected'],
  [404, 'Server', 'AkamaiGHost'],
  [403, 'Server', 'nginx'],
  [401, 'Server', 'cloudflare'],
  [403, 'Server', 'AmazonS3'],
  [406, 'Server', 'Apache'],
  [302, 'Location', 'https://site.test/?from=https://validate.perfdrive.com/'],
  [200, 'x-iinfo', '9-12345-0 0NNN'],
  [200, 'x-azure-ref', '20261122T120000Z-1'],
])('%d with %s: %s is', (status, name, value) => {
  expect(blockOf(hop(SECURE, status, [[name, value]]))).toBeNull();
});

interface Look {
  readonly status: number;
  readonly headers?: HeaderList;
  readonly page?: Partial<Page>;
}

const looking = ({ status, headers = [], page: part }: Look): Hop => ({
  ...hop(SECURE, status, [['Content-Type', 'text/html'], ...headers]),
  page: part === undefined ? null : pageWith(part),
});

const frame = (url: string): Page['resources'][number] => ({
  ...script(url),
  use: 'frame',
  by: 'iframe src',
});
const CLOUDFLARE = [['Server', 'cloudflare']] as const;

test.each<[string, Look]>([
  ['Cloudflare', { status: 503, headers: CLOUDFLARE, page: { title: 'Just a moment...' } }],
  ['Cloudflare', { status: 403, page: { title: 'Attention Required! | Cloudflare' } }],
  [
    'Cloudflare',
    {
      status: 403,
      page: { title: 'Access denied | site.test used Cloudflare to restrict access' },
    },
  ],
  ['CloudFront', { status: 403, page: { title: 'ERROR: The request could not be satisfied' } }],
  ['Google Cloud Armor', { status: 403, headers: [['Via', '1.1 google']], page: { title: '403' } }],
  ['Sucuri', { status: 403, page: { title: 'Sucuri WebSite Firewall - Access Denied' } }],
  ['HUMAN', { status: 403, page: { title: 'Access to this page has been denied.' } }],
  [
    'HUMAN',
    { status: 403, page: { resources: [script('https://captcha.px-cdn.net/PX1/captcha.js')] } },
  ],
  [
    'DataDome',
    {
      status: 403,
      page: { title: 'site.test', resources: [script('https://ct.captcha-delivery.com/c.js')] },
    },
  ],
  [
    'AWS WAF',
    {
      status: 405,
      page: {
        title: 'Human Verification',
        resources: [script('https://a1.b2.eu-west-1.captcha.awswaf.com/a/captcha.js')],
      },
    },
  ],
  [
    'Imperva',
    {
      status: 200,
      page: { resources: [frame(`${SECURE}_Incapsula_Resource?CWUDNSAI=20&xinfo=1`)] },
    },
  ],
  [
    'Imperva',
    { status: 200, page: { resources: [script(`${SECURE}_Incapsula_Resource?SWJIYLWA=5074`)] } },
  ],
  ['Imperva', { status: 200, page: { title: 'Pardon Our Interruption' } }],
  ['F5', { status: 200, page: { title: 'Request Rejected' } }],
  ['F5', { status: 200, page: { resources: [script(`${SECURE}TSPD/0812a34567ab2000?type=8`)] } }],
  ['FortiWeb', { status: 200, page: { title: 'Web Page Blocked!' } }],
  ['ModSecurity', { status: 406, page: { title: 'Not Acceptable!' } }],
  ['Wordfence', { status: 403, page: { title: 'Your access to this site has been limited' } }],
  ['Vercel', { status: 403, page: { title: 'Vercel Security Checkpoint' } }],
  [
    'Fastly',
    {
      status: 200,
      page: {
        title: 'Client Challenge',
        resources: [script(`${SECURE}_fs-ch-1T1wmsGaOgGaSxcX/script.js`)],
      },
    },
  ],
  [
    'Anubis',
    {
      status: 200,
      page: {
        title: "Making sure you're not a bot!",
        resources: [script(`${SECURE}.within.website/x/cmd/anubis/static/js/main.mjs`)],
      },
    },
  ],
  [
    'Akamai',
    {
      status: 200,
      page: {
        title: 'Challenge Validation',
        resources: [script(`${SECURE}_sec/cp_challenge/sec-cpt-4-3.js`)],
      },
    },
  ],
  ['DDoS-Guard', { status: 200, page: { title: 'DDoS-Guard' } }],
  [
    'Alibaba',
    {
      status: 405,
      page: { title: '405', resources: [frame('https://errors.aliyun.com/error.html')] },
    },
  ],
  [
    'a page behind Cloudflare',
    { status: 403, headers: CLOUDFLARE, page: { title: '403 Forbidden' } },
  ],
])('a challenge of %s is not judged: %j', (_, look) => {
  expect(challengeOf(looking(look))).not.toBeNull();
  expect(blockOf(looking(look))?.detail).toContain('challenge or block page');
});

test.each<[string, Look]>([
  [
    'a page with the script that Cloudflare adds',
    {
      status: 200,
      headers: CLOUDFLARE,
      page: {
        title: 'Shop',
        resources: [script(`${SECURE}cdn-cgi/challenge-platform/scripts/jsd/main.js`)],
        links: ['/a'],
      },
    },
  ],
  ['a page that says just a moment', { status: 200, page: { title: 'Just a moment...' } }],
  ['a blog about Cloudflare', { status: 200, page: { title: 'How we moved | Cloudflare' } }],
  [
    'a page with the script of Imperva',
    {
      status: 200,
      page: { title: 'Shop', resources: [script(`${SECURE}_Incapsula_Resource?SWJIYLWA=5074`)] },
    },
  ],
  [
    'a page without a title and with links, with the script of Imperva',
    {
      status: 200,
      page: { resources: [script(`${SECURE}_Incapsula_Resource?SWJIYLWA=5074`)], links: ['/a'] },
    },
  ],
  [
    'a page with the script of F5',
    {
      status: 200,
      page: { title: 'Bank', resources: [script(`${SECURE}TSPD/0812a34567ab2000?type=8`)] },
    },
  ],
  [
    'a page that integrates AWS WAF',
    {
      status: 200,
      page: {
        title: 'Shop',
        resources: [script('https://a1.edge.sdk.awswaf.com/a1/challenge.js')],
      },
    },
  ],
  [
    'a page that integrates DataDome',
    {
      status: 200,
      page: { title: 'Shop', resources: [script('https://js.captcha-delivery.com/tags.js')] },
    },
  ],
  [
    'an article on rejected requests',
    { status: 200, page: { title: 'Request Rejected', links: ['/'], resources: [] } },
  ],
  [
    'a form of the same title',
    { status: 200, page: { title: 'Client Challenge', forms: [loginForm(SECURE)] } },
  ],
  [
    'the beginning of a page of the same title',
    { status: 200, page: { title: 'Request Rejected', complete: false } },
  ],
  [
    'a 403 of nginx',
    { status: 403, headers: [['Server', 'nginx']], page: { title: '403 Forbidden' } },
  ],
  [
    'a 406 of Apache',
    { status: 406, headers: [['Server', 'Apache']], page: { title: '406 Not Acceptable' } },
  ],
  ['a 404 behind Cloudflare', { status: 404, headers: CLOUDFLARE, page: { title: 'Not found' } }],
  [
    'a 403 of S3 behind CloudFront',
    {
      status: 403,
      headers: [
        ['Server', 'AmazonS3'],
        ['Via', '1.1 a.cloudfront.net (CloudFront)'],
      ],
    },
  ],
  [
    'a 403 of an own 403 page behind Google',
    { status: 403, headers: [['Via', '1.1 google']], page: { title: 'No entry' } },
  ],
])('%s is judged', (_, look) => {
  expect(blockOf(looking(look))).toBeNull();
});

test('a refusal in JSON behind Cloudflare is the word of the API, a challenge is not', () => {
  const json = [
    ['Server', 'cloudflare'],
    ['Content-Type', 'application/problem+json'],
  ] as const;
  expect(blockOf(hop(SECURE, 403, json))).toBeNull();
  expect(blockOf(hop(SECURE, 403, [...json, ['cf-mitigated', 'challenge']]))?.code).toBe('blocked');
});

test('what the answer says is shown short', () => {
  const long = hop(SECURE, 403, [['x-datadome', 'a'.repeat(5000)]]);
  expect(challengeOf(long)).toHaveLength(200);
});
