import type { HtmlPage } from '../html/page.ts';

/** What a challenge or block page shows; all of it has to be there. */
export interface Challenge {
  readonly service: string;
  /** Any status where not given. */
  readonly statuses?: readonly number[];
  readonly field?: { readonly name: string; readonly value: RegExp };
  readonly title?: RegExp;
  /** The address of something that the page loads. */
  readonly resource?: { readonly url: RegExp; readonly use?: HtmlPage['resources'][number]['use'] };
  /** The page has nothing but the challenge: no forms, no links, next to nothing that it loads. */
  readonly bare?: true;
  /** The service sends the field with the site's own answers too; one in JSON is then the site's. */
  readonly shared?: true;
  /** It is the last word, not a test that a browser might pass. */
  readonly final?: true;
}

/** Refusals; sites refuse with these as well. */
const REFUSED = [401, 403, 405, 406, 409, 421, 428] as const;
const TURNED_AWAY = [...REFUSED, 503] as const;

/**
 * Fields, titles and addresses by which protection services are known to mark answers of their own.
 * Ordinary pages behind them carry their cookies, fields and scripts too: those are in derive/web/services.ts.
 */
export const CHALLENGES: readonly Challenge[] = [
  { service: 'Cloudflare', field: { name: 'cf-mitigated', value: /^challenge$/i } },
  { service: 'AWS WAF', field: { name: 'x-amzn-waf-action', value: /^(?:challenge|captcha)$/i } },
  { service: 'Vercel', field: { name: 'x-vercel-mitigated', value: /./ } },
  { service: 'Sucuri', field: { name: 'x-sucuri-block', value: /./ } },
  { service: 'SiteGround', field: { name: 'sg-captcha', value: /^challenge$/i } },
  {
    service: 'Radware Bot Manager',
    field: { name: 'location', value: /^https?:\/\/validate\.perfdrive\.com\// },
  },
  { service: 'Reblaze', statuses: [247], field: { name: 'server', value: /^reblaze/i } },
  { service: 'Akamai', statuses: [428], field: { name: 'server', value: /^AkamaiGHost$/i } },

  // Refusals of the service itself, and those that may be of the site behind.
  ...[
    { service: 'Akamai', field: { name: 'server', value: /^AkamaiGHost$/i } },
    { service: 'AWS load balancer', field: { name: 'server', value: /^awselb\//i } },
    {
      service: 'Azure Application Gateway',
      field: { name: 'server', value: /^Microsoft-Azure-Application-Gateway/i },
    },
    { service: 'CloudFront', title: /^ERROR: The request could not be satisfied/ },
    { service: 'Google Cloud Armor', title: /^403$/, field: { name: 'via', value: /\bgoogle$/ } },
  ].map((one) => ({ ...one, statuses: [403], final: true as const })),
  ...[
    { service: 'Cloudflare', field: { name: 'server', value: /^cloudflare$/i } },
    { service: 'Sucuri', field: { name: 'server', value: /^Sucuri\/Cloudproxy$/i } },
    { service: 'Azure Front Door', field: { name: 'x-azure-ref', value: /./ } },
  ].map((one) => ({ ...one, statuses: [403], shared: true as const, final: true as const })),
  ...[
    { service: 'DDoS-Guard', field: { name: 'server', value: /^ddos-guard$/i } },
    { service: 'Qrator', field: { name: 'server', value: /^qrator$/i } },
    { service: 'Reblaze', field: { name: 'server', value: /^reblaze/i } },
    { service: 'DataDome', field: { name: 'x-datadome', value: /./ } },
    { service: 'Imperva', field: { name: 'x-iinfo', value: /./ } },
    { service: 'Kasada', field: { name: 'x-kpsdk-ct', value: /./ } },
  ].map((one) => ({ ...one, statuses: [403], shared: true as const })),

  // Pages by their titles.
  { service: 'Cloudflare', statuses: TURNED_AWAY, title: /^Just a moment\.\.\.$/ },
  {
    service: 'Cloudflare',
    statuses: TURNED_AWAY,
    title: /(?:\| Cloudflare|used Cloudflare to restrict access)$/,
  },
  {
    service: 'Sucuri',
    statuses: TURNED_AWAY,
    title: /^(?:Sucuri WebSite Firewall|GoDaddy Security - )/,
  },
  { service: 'Vercel', statuses: TURNED_AWAY, title: /^Vercel Security Checkpoint$/ },
  { service: 'HUMAN', statuses: TURNED_AWAY, title: /^Access to this page has been denied/ },
  {
    service: 'Wordfence',
    statuses: TURNED_AWAY,
    title: /^Your access to this site has been limited/,
  },
  { service: 'ModSecurity', statuses: [403, 406], title: /^Not Acceptable!$/ },
  { service: 'DDoS-Guard', title: /^DDoS-Guard$/, bare: true },
  { service: 'Imperva', title: /^Pardon Our Interruption/, bare: true },
  { service: 'F5 BIG-IP', title: /^Request Rejected$/, bare: true },
  { service: 'FortiWeb', title: /^Web Page Blocked!?$/, bare: true },
  { service: 'Radware Bot Manager', title: /^Radware (?:Bot Manager )?Captcha/, bare: true },
  { service: 'Fastly', title: /^Client Challenge$/, bare: true },

  // Pages by what they load.
  {
    service: 'DataDome',
    statuses: TURNED_AWAY,
    resource: { url: /^https:\/\/[a-z]+\.captcha-delivery\.com\// },
  },
  {
    service: 'HUMAN',
    statuses: TURNED_AWAY,
    resource: { url: /^https:\/\/[a-z]+\.px-(?:cdn|cloud)\.net\// },
  },
  {
    service: 'AWS WAF',
    statuses: [202, 405],
    resource: { url: /^https:\/\/[\w.-]+\.awswaf\.com\// },
  },
  {
    service: 'Alibaba Cloud WAF',
    statuses: [405],
    resource: { url: /^https?:\/\/errors\.aliyun\.com\// },
  },
  { service: 'Akamai', resource: { url: /\/_sec\/cp_challenge\// } },
  { service: 'Anubis', resource: { url: /\/\.within\.website\/x\/cmd\/anubis\// }, bare: true },
  { service: 'bunny.net', resource: { url: /\/\.bunny-shield\// }, bare: true },
  { service: 'Imperva', resource: { url: /\/_Incapsula_Resource\?/, use: 'frame' } },
  { service: 'Imperva', resource: { url: /\/_Incapsula_Resource\?/ }, title: /^$/, bare: true },
  { service: 'F5 BIG-IP', resource: { url: /\/TSPD\/[0-9a-f]{16}/ }, title: /^$/, bare: true },
  { service: 'Kasada', resource: { url: /\/[0-9a-f-]{36}\/[0-9a-f-]{36}\/ips\.js/ }, bare: true },
];
