import type { Authority } from './authority.ts';
import type { Deployment } from './deployment.ts';
import type { DnsRecord } from './dns.ts';

const NAME = 'careless.example';
const MX = `mail.${NAME}`;

const PAGE = `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">
<html>
  <head><title>Careless Ltd. - Welcome!</title></head>
  <body><h1>Welcome to our new homepage</h1><p>Best viewed at 1024 x 768.</p></body>
</html>
`;

/** Senders added one by one over the years: 12 lookups, of which receivers make 10. */
const SPF: readonly DnsRecord[] = [
  {
    name: NAME,
    type: 'TXT',
    data: 'v=spf1 a mx ptr include:_spf.hosting.example include:_spf.newsletter.example include:_spf.crm.example +all',
  },
  { name: '_spf.hosting.example', type: 'TXT', data: 'v=spf1 a:out1.hosting.example mx ~all' },
  {
    name: '_spf.newsletter.example',
    type: 'TXT',
    data: 'v=spf1 include:_net1.newsletter.example include:_net2.newsletter.example ~all',
  },
  { name: '_net1.newsletter.example', type: 'TXT', data: 'v=spf1 ip4:198.51.100.0/25 ~all' },
  { name: '_net2.newsletter.example', type: 'TXT', data: 'v=spf1 ip4:198.51.100.128/25 ~all' },
  {
    name: '_spf.crm.example',
    type: 'TXT',
    data: 'v=spf1 a:mta.crm.example exists:allowed.crm.example ~all',
  },
];

/** The deployment that nobody has looked after for years. */
export function carelessDeployment(authority: Authority): Deployment {
  const identity = authority.issue({
    names: [NAME, `www.${NAME}`],
    rsaBits: 1024,
    validDays: [-1090, 5],
  });
  return {
    name: NAME,
    records: [
      { name: NAME, type: 'A', address: '198.51.100.10' },
      { name: NAME, type: 'MX', priority: 10, exchange: MX },
      { name: NAME, type: 'MX', priority: 20, exchange: `mail2.${NAME}` },
      { name: MX, type: 'A', address: '198.51.100.25' },
      { name: `_dmarc.${NAME}`, type: 'TXT', data: 'v=DMARC1; p=none' },
      ...SPF,
    ],
    site: {
      host: NAME,
      tls: {
        ...identity,
        minVersion: 'TLSv1',
        maxVersion: 'TLSv1.2',
        ciphers: 'AES:aNULL+AES:eNULL:@SECLEVEL=0',
      },
      headers: { Server: 'Apache/2.2.15 (CentOS)', 'X-Powered-By': 'PHP/5.3.3' },
      page: PAGE,
      overHttp: 'same page',
    },
    mail: {
      host: MX,
      banner: 'ESMTP Sendmail 8.13.8/8.13.8',
      keywords: ['EXPN', 'VERB', '8BITMIME', 'SIZE', 'HELP'],
      tls: null,
    },
  };
}
