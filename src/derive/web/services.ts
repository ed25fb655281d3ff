import type { WebProtection } from '../../evidence/kinds/web/surface.ts';

/** A service that may stand in front of a site, and what it leaves in ordinary answers. */
export interface Service {
  readonly name: string;
  readonly is: WebProtection['services'][number]['is'];
  /** Field lines; one is enough. */
  readonly fields?: readonly (readonly [name: string, value: RegExp])[];
  /** Names of cookies that it sets. */
  readonly cookies?: RegExp;
}

const ANY = /./;

/** Public knowledge from the documentation of the services and from what they send. */
export const SERVICES: readonly Service[] = [
  {
    name: 'Cloudflare',
    is: 'cdn',
    fields: [
      ['server', /^cloudflare/i],
      ['cf-ray', ANY],
      ['cf-cache-status', ANY],
    ],
  },
  {
    name: 'Akamai',
    is: 'cdn',
    fields: [
      ['server', /^Akamai(?:GHost|NetStorage)/i],
      ['akamai-grn', ANY],
      ['x-akamai-transformed', ANY],
      ['x-akamai-request-id', ANY],
      ['x-cache', /\bfrom a[\w.-]{1,80}\.akamaitechnologies\.com/],
    ],
  },
  {
    name: 'Fastly',
    is: 'cdn',
    fields: [
      ['x-fastly-request-id', ANY],
      ['fastly-restarts', ANY],
      ['x-served-by', /^cache-[\w-]{3,}/],
    ],
  },
  {
    name: 'Amazon CloudFront',
    is: 'cdn',
    fields: [
      ['x-amz-cf-id', ANY],
      ['x-amz-cf-pop', ANY],
      ['via', /\.cloudfront\.net \(CloudFront\)/],
      ['server', /^CloudFront$/],
    ],
  },
  {
    name: 'Azure Front Door',
    is: 'cdn',
    fields: [
      ['x-azure-ref', ANY],
      ['x-fd-healthproberesult', ANY],
    ],
  },
  { name: 'Google Cloud CDN', is: 'cdn', fields: [['via', /^1\.1 google$/]] },
  {
    name: 'Vercel',
    is: 'cdn',
    fields: [
      ['x-vercel-id', ANY],
      ['server', /^Vercel$/i],
    ],
  },
  {
    name: 'Netlify',
    is: 'cdn',
    fields: [
      ['x-nf-request-id', ANY],
      ['server', /^Netlify/i],
    ],
  },
  {
    name: 'KeyCDN',
    is: 'cdn',
    fields: [
      ['server', /^keycdn/i],
      ['x-edge-location', /^[a-z]{4}$/],
    ],
  },
  {
    name: 'bunny.net',
    is: 'cdn',
    fields: [
      ['server', /^BunnyCDN/i],
      ['cdn-pullzone', ANY],
    ],
  },
  {
    name: 'StackPath',
    is: 'cdn',
    fields: [
      ['x-sp-url', ANY],
      ['server', /^StackPath/i],
    ],
  },
  {
    name: 'CDN77',
    is: 'cdn',
    fields: [
      ['server', /^CDN77/i],
      ['x-77-cache', ANY],
    ],
  },
  { name: 'Edgio', is: 'cdn', fields: [['server', /^EC(?:S|Acc|D) \(/]] },
  { name: 'Gcore', is: 'cdn', fields: [['x-id-fe', ANY]] },
  {
    name: 'Alibaba Cloud CDN',
    is: 'cdn',
    fields: [
      ['eagleid', ANY],
      ['x-swift-savetime', ANY],
    ],
  },
  {
    name: 'Varnish',
    is: 'cdn',
    fields: [
      ['x-varnish', ANY],
      ['via', /\(Varnish\//i],
    ],
  },

  {
    name: 'Imperva',
    is: 'waf',
    fields: [
      ['x-iinfo', ANY],
      ['x-cdn', /^(?:Incapsula|Imperva)$/i],
    ],
    cookies: /^(?:visid_incap_|incap_ses_|nlbi_)/,
  },
  {
    name: 'Sucuri',
    is: 'waf',
    fields: [
      ['server', /^Sucuri/i],
      ['x-sucuri-id', ANY],
      ['x-sucuri-cache', ANY],
    ],
  },
  {
    name: 'F5 BIG-IP ASM',
    is: 'waf',
    fields: [['x-wa-info', ANY]],
    cookies: /^TS(?:[0-9a-f]{6}|[0-9a-f]{8})(?:_\d{1,3}|\d{3})?$|^TSPD_/,
  },
  { name: 'AWS WAF', is: 'waf', fields: [['x-amzn-waf-action', ANY]], cookies: /^aws-waf-token$/ },
  {
    name: 'Azure Application Gateway',
    is: 'waf',
    fields: [['server', /^Microsoft-Azure-Application-Gateway/i]],
  },
  { name: 'DDoS-Guard', is: 'waf', fields: [['server', /^ddos-guard/i]], cookies: /^__ddg/ },
  { name: 'Qrator', is: 'waf', fields: [['server', /^qrator/i]] },
  { name: 'StormWall', is: 'waf', fields: [['server', /^StormWall/i]] },
  {
    name: 'Barracuda WAF',
    is: 'waf',
    fields: [['server', /^BarracudaWAF/i]],
    cookies: /^(?:barra_counter_session|BNI__BARRACUDA_LB_COOKIE|BNI_persistence|BNES_)/,
  },
  {
    name: 'FortiWeb',
    is: 'waf',
    fields: [['server', /^FortiWeb/i]],
    cookies: /^(?:FORTIWAFSID|cookiesession1)$/,
  },
  {
    name: 'Citrix NetScaler',
    is: 'waf',
    fields: [
      ['via', /\bNS-CACHE/],
      ['cneonction', ANY],
      ['nncoection', ANY],
    ],
    cookies: /^(?:ns_af|citrix_ns_id|NSC_)/,
  },
  { name: 'ModSecurity', is: 'waf', fields: [['server', /mod_security/i]] },
  { name: 'Wallarm', is: 'waf', fields: [['server', /wallarm/i]] },
  { name: 'Radware AppWall', is: 'waf', fields: [['x-sl-compstate', ANY]] },
  {
    name: 'Reblaze',
    is: 'waf',
    fields: [['server', /^reblaze/i]],
    cookies: /^rbz(?:id|sessionid)$/,
  },

  {
    name: 'Cloudflare bot management',
    is: 'bot-protection',
    fields: [['cf-mitigated', ANY]],
    cookies: /^(?:__cf_bm|cf_clearance)$/,
  },
  { name: 'Akamai Bot Manager', is: 'bot-protection', cookies: /^(?:_abck|bm_sz|bm_sv|ak_bmsc)$/ },
  { name: 'DataDome', is: 'bot-protection', fields: [['x-datadome', ANY]], cookies: /^datadome$/ },
  {
    name: 'HUMAN',
    is: 'bot-protection',
    fields: [['x-px-blocked', ANY]],
    cookies: /^_px(?:hd|vid|[23])?$/,
  },
  {
    name: 'Kasada',
    is: 'bot-protection',
    fields: [
      ['x-kpsdk-ct', ANY],
      ['x-kpsdk-r', ANY],
    ],
    cookies: /^KP_UIDz/,
  },
  { name: 'Imperva Advanced Bot Protection', is: 'bot-protection', cookies: /^reese84$/ },
  { name: 'Radware Bot Manager', is: 'bot-protection', cookies: /^__uzm[a-f]$/ },
  { name: 'Vercel Firewall', is: 'bot-protection', fields: [['x-vercel-mitigated', ANY]] },
  {
    name: 'Anubis',
    is: 'bot-protection',
    cookies: /^(?:techaro\.lol-anubis|within\.website-x-cmd-anubis)/,
  },
];
