import type { Authority } from './authority.ts';
import { authorised, type Deployment } from './deployment.ts';
import { filedSettings, filesOf, type Keeping } from './filed.ts';
import { createKey, type Signing } from './dnssec.ts';
import { dkimRecord } from './mail-records.ts';

const NAME = 'careless.example';
const MX = `mail.${NAME}`;

const PAGE = `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">
<html>
  <head><title>Careless Ltd. - Welcome!</title></head>
  <body onload="welcome()"><h1>Welcome to our new homepage</h1><p>Best viewed at 1024 x 768.</p>
    <script src="http://counter.example.net/counter.js"></script>
    <script src="https://code.example.net/jquery-1.4.2.min.js"></script>
    <form action="http://${NAME}/login.php" method="post">
      <input name="user"><input type="password" name="password">
    </form>
  </body>
</html>
`;

const SESSION = { 'Set-Cookie': ['PHPSESSID=0123456789abcdef; path=/', 'lang=en'] };

/** What mod_status of Apache shows. */
const STATUS =
  '<html><head><title>Apache Status</title></head><body><h1>Apache Server Status</h1></body></html>';

const SECURITY_TXT = 'Contact: security@careless.example\nExpires: 2023-01-01T00:00:00Z\n';

/** A snapshot was made long ago and none since, and nobody has renewed the certificate. */
const KEEPING: Keeping = {
  account: '444455556666',
  encrypted: false,
  backupDays: 0,
  edition: '2013',
  certifiedDays: -300,
  attested: false,
};

/** What its owner tells to who audits it: who may use the API, and how often. */
const settingsAt = (now: Date): string => `web:
  paths: [{ path: /api/customers, access: token }]
rateLimit: { path: /api/ping, requests: 10, window: 3s, per: ip }
${filedSettings(KEEPING)}${authorised(NAME, now)}`;

/** Written by hand once; nothing counts. */
const ANNOUNCED = {
  'X-RateLimit-Limit': '10',
  'X-RateLimit-Remaining': '9',
  'X-RateLimit-Reset': '60',
};

/**
 * Senders were added to SPF one by one over the years: 12 lookups, of which receivers make 10. A name
 * server and a mail server are gone, and the signing stopped nine days ago. The policy for MTA-STS
 * was announced and never written, and the TLSA record is that of a key long gone.
 */
const ZONE = `
@ SOA ns1 root.localhost. 7 3600 7200 86400 60
@ NS ns1
@ NS ns2
ns1 A 198.51.100.53
ns2 A 198.51.100.54
@ A 198.51.100.10
@ MX 10 mail
@ MX 20 mail2
mail A 198.51.100.25
@ TXT "v=spf1 a mx ptr include:_spf.hosting.example include:_spf.newsletter.example include:_spf.crm.example +all"
_dmarc TXT "v=DMARC1; p=none"
_mta-sts TXT "v=STSv1; id=1"
mta-sts A 198.51.100.10
_25._tcp.mail TLSA 3 1 1 6d61696c2d6b65792d6f662d323031392d7468617427732d6c6f6e672d676f6e
`;

const signing = (): Signing => ({
  ksk: createKey('ksk', { rsaBits: 2048 }),
  zsk: createKey('zsk', { rsaBits: 1024 }),
  validDays: [-39, -9],
  nsec3: { iterations: 20, salt: Uint8Array.of(0xab, 0xcd) },
});

/** The deployment that nobody has looked after for years. */
export function carelessDeployment(authority: Authority, now: Date): Deployment {
  const identity = authority.issue({
    names: [NAME, `www.${NAME}`],
    rsaBits: 1024,
    validDays: [-1090, 5],
  });
  return {
    name: NAME,
    settings: settingsAt(now),
    files: filesOf(KEEPING, now),
    zone: {
      name: NAME,
      file: ZONE + dkimRecord('default', 768),
      signing: signing(),
      digests: [1, 2],
      servers: [
        { name: `ns1.${NAME}`, addresses: ['198.51.100.53'], version: '9.8.1-P1', open: true },
        { name: `ns2.${NAME}`, addresses: ['198.51.100.54'], lame: true },
      ],
    },
    site: {
      host: NAME,
      aliases: [`mta-sts.${NAME}`],
      tls: {
        ...identity,
        minVersion: 'TLSv1',
        maxVersion: 'TLSv1.2',
        ciphers: 'AES:aNULL+AES:eNULL:@SECLEVEL=0',
      },
      headers: {
        Server: 'Apache/2.2.15 (CentOS)',
        'X-Powered-By': 'PHP/5.3.3',
        'X-Frame-Options': 'ALLOW-FROM https://partner.example.net',
      },
      resources: {
        '/': { type: 'text/html', body: PAGE, headers: SESSION },
        '/.git/HEAD': { type: 'text/plain', body: 'ref: refs/heads/master\n' },
        '/server-status': { type: 'text/html', body: STATUS },
        '/api/customers': { type: 'application/json', body: '[{"id":1,"name":"A. Example"}]' },
        '/api/ping': { type: 'application/json', body: '"pong"', headers: ANNOUNCED },
        '/.well-known/security.txt': { type: 'text/plain', body: SECURITY_TXT },
      },
      refused: [],
      limit: null,
      notFound: { type: 'text/html', body: '<h1>Not Found</h1><address>Apache/2.2.15</address>' },
      traces: true,
      trustsEveryOrigin: true,
      http2: false,
      overHttp: 'same site',
    },
    mail: {
      host: MX,
      address: '198.51.100.25',
      banner: 'ESMTP Sendmail 8.13.8/8.13.8',
      keywords: ['EXPN', 'VERB', '8BITMIME', 'SIZE', 'HELP'],
      tls: null,
    },
  };
}
