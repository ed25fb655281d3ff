import { constants } from 'node:crypto';
import type { Authority } from './authority.ts';
import type { Deployment } from './deployment.ts';

const NAME = 'sound.example';
const MX = `mx.${NAME}`;

const PAGE = `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <title>Sound</title>
  <h1>Sound</h1>
  <p>This site does what its security page says.</p>
</html>
`;

const HEADERS = {
  'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
  'Content-Security-Policy':
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
};

/** The deployment that keeps its promises. */
export function soundDeployment(authority: Authority): Deployment {
  const identity = authority.issue({
    names: [NAME, MX],
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
    records: [
      { name: NAME, type: 'A', address: '192.0.2.10' },
      { name: NAME, type: 'MX', priority: 10, exchange: MX },
      { name: NAME, type: 'TXT', data: 'v=spf1 mx ip4:192.0.2.32/28 -all' },
      { name: NAME, type: 'CAA', flags: 0, tag: 'issue', value: 'ca.sound.example' },
      { name: NAME, type: 'CAA', flags: 0, tag: 'issuewild', value: ';' },
      { name: NAME, type: 'CAA', flags: 0, tag: 'iodef', value: `mailto:security@${NAME}` },
      {
        name: `_dmarc.${NAME}`,
        type: 'TXT',
        data: `v=DMARC1; p=reject; sp=reject; np=reject; rua=mailto:dmarc@${NAME}`,
      },
      { name: MX, type: 'A', address: '192.0.2.25' },
    ],
    site: {
      host: NAME,
      tls,
      headers: HEADERS,
      page: PAGE,
      overHttp: 'redirect',
    },
    mail: {
      host: MX,
      banner: 'ESMTP',
      keywords: ['PIPELINING', 'SIZE 26214400', 'STARTTLS', 'ENHANCEDSTATUSCODES', '8BITMIME'],
      tls,
    },
  };
}
