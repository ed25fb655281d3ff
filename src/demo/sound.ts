import { constants } from 'node:crypto';
import type { Authority } from './authority.ts';
import { authorised, type Deployment } from './deployment.ts';
import { filedSettings, filesOf, type Keeping } from './filed.ts';
import { soundSigning } from './hierarchy.ts';
import { dkimRecord, tlsaRecords } from './mail-records.ts';

const NAME = 'sound.example';
const MX = `mx.${NAME}`;
const POLICY_HOST = `mta-sts.${NAME}`;

/**
 * Name servers and the mail server have addresses that count as globally reachable, which those for documentation
 * do not: sinkholes of AS112 (RFC 7534, RFC 7535). They are not asked: mappings lead elsewhere.
 */
const zoneFile = (mail: readonly string[]): string => `
@ SOA ns1 hostmaster 2026112201 14400 3600 1209600 3600
@ NS ns1
@ NS ns2
ns1 A 192.31.196.53
ns1 AAAA 2001:4:112::53
ns2 A 192.175.48.53
ns2 AAAA 2620:4f:8000::53
@ A 192.0.2.10
@ MX 10 mx
mx A 192.31.196.25
mta-sts A 192.0.2.10
@ TXT "v=spf1 mx ip4:192.31.196.32/28 -all"
_dmarc TXT "v=DMARC1; p=reject; sp=reject; np=reject; rua=mailto:dmarc@${NAME}"
@ CAA 0 issue "ca.sound.example"
@ CAA 0 issuewild ";"
@ CAA 0 iodef "mailto:security@${NAME}"
_mta-sts TXT "v=STSv1; id=20261122T000000"
_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls-reports@${NAME}"
${mail.join('\n')}
`;

/** RFC 8461, section 3.2. */
const POLICY = ['version: STSv1', 'mode: enforce', `mx: ${MX}`, 'max_age: 1209600', ''].join(
  '\r\n',
);

/** What its mail server signs with. */
const SELECTOR = 's2026';

const PAGE = `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <title>Sound</title>
  <link rel="stylesheet" href="/style.css">
  <h1>Sound</h1>
  <p>This site does what its security page says.</p>
  <form action="/login" method="post"><input type="password" name="password"></form>
</html>
`;

const STYLE = 'body { font: 1rem/1.5 system-ui; margin: 4rem auto; max-width: 40rem }\n';

/** RFC 9116; found out of date should the demo still run in 2027. */
const securityTxt = (now: Date): string =>
  [
    `Contact: mailto:security@${NAME}`,
    `Expires: ${new Date(now.getTime() + 180 * 86_400_000).toISOString()}`,
    'Preferred-Languages: en',
    `Canonical: https://${NAME}/.well-known/security.txt`,
    '',
  ].join('\n');

const HEADERS = {
  'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; img-src 'self'; object-src 'none'; base-uri 'none'; " +
    "form-action 'self'; frame-ancestors 'none'; upgrade-insecure-requests; " +
    "require-trusted-types-for 'script'; report-to csp; report-uri /csp-reports",
  'Reporting-Endpoints': `csp="https://${NAME}/csp-reports"`,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

/** What it has on file bears its page out. */
const KEEPING: Keeping = {
  account: '111122223333',
  encrypted: true,
  backupDays: 14,
  edition: '2022',
  certifiedDays: 400,
  attested: true,
};

/** What its owner knows and tells to who audits it. */
const settingsAt = (now: Date): string => `mail:
  dkimSelectors: [${SELECTOR}]
web:
  paths: [{ path: /api/me, access: token }]
rateLimit:
  { path: /api/ping, requests: 10, window: 3s, per: ip, forged: true, duration: 20s }
${filedSettings(KEEPING)}${authorised(NAME, now)}`;

/** What the site shows. */
const resourcesAt = (now: Date): Deployment['site']['resources'] => ({
  '/': {
    type: 'text/html; charset=utf-8',
    body: PAGE,
    headers: { 'Set-Cookie': '__Host-session=1; Path=/; Secure; HttpOnly; SameSite=Lax' },
  },
  '/style.css': { type: 'text/css; charset=utf-8', body: STYLE },
  '/api/ping': { type: 'application/json', body: '{"answer":"pong"}' },
  '/.well-known/mta-sts.txt': { type: 'text/plain', body: POLICY },
  '/.well-known/security.txt': {
    type: 'text/plain; charset=utf-8',
    body: securityTxt(now),
  },
});

/** The deployment that keeps its promises. */
export function soundDeployment(authority: Authority, now: Date): Deployment {
  const identity = authority.issue({
    names: [NAME, MX, POLICY_HOST],
    rsaBits: 2048,
    validDays: [-30, 60],
  });
  const tls = {
    ...identity,
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.3',
    ciphers: [
      'TLS_AES_256_GCM_SHA384',
      'TLS_CHACHA20_POLY1305_SHA256',
      'TLS_AES_128_GCM_SHA256',
      'ECDHE-RSA-AES256-GCM-SHA384',
      'ECDHE-RSA-CHACHA20-POLY1305',
      'ECDHE-RSA-AES128-GCM-SHA256',
    ].join(':'),
    honorCipherOrder: true,
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
  } as const;
  return {
    name: NAME,
    settings: settingsAt(now),
    files: filesOf(KEEPING, now),
    zone: {
      name: NAME,
      file: zoneFile([dkimRecord(SELECTOR, 2048), ...tlsaRecords('_25._tcp.mx', identity)]),
      signing: soundSigning(),
      digests: [2],
      servers: [
        { name: `ns1.${NAME}`, addresses: ['192.31.196.53', '2001:4:112::53'] },
        { name: `ns2.${NAME}`, addresses: ['192.175.48.53', '2620:4f:8000::53'] },
      ],
    },
    site: {
      host: NAME,
      aliases: [POLICY_HOST],
      tls,
      headers: HEADERS,
      resources: resourcesAt(now),
      refused: ['/api/me'],
      limit: { path: '/api/ping', requests: 10, windowSeconds: 3 },
      notFound: { type: 'text/plain; charset=utf-8', body: 'There is nothing here.\n' },
      traces: false,
      trustsEveryOrigin: false,
      http2: true,
      overHttp: 'redirect',
    },
    mail: {
      host: MX,
      address: '192.31.196.25',
      banner: 'ESMTP',
      keywords: ['PIPELINING', 'SIZE 26214400', 'STARTTLS', 'ENHANCEDSTATUSCODES', '8BITMIME'],
      tls,
    },
  };
}
