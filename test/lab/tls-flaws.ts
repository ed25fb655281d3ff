import type { Kind } from '../../src/evidence/kind.ts';
import {
  tlsCcsInjection,
  tlsHeartbleed,
  tlsRobot,
  tlsStarttlsInjection,
  tlsTicketbleed,
} from '../../src/evidence/kinds/tls/attacks.ts';
import { tlsExposure } from '../../src/evidence/kinds/tls/facts.ts';
import {
  tlsAlpn,
  tlsFallback,
  tlsHandshake13,
  tlsRenegotiation,
  tlsResumption,
  tlsServerHello,
} from '../../src/evidence/kinds/tls/handshake.ts';
import { tlsKeyExchange } from '../../src/evidence/kinds/tls/negotiation.ts';

/** What is known of a server: part of the value of a kind, or that there is nothing of it. */
export interface Flaw {
  readonly kind: Kind;
  readonly expected: object | 'absent';
}

const flaw = (kind: Kind, expected: object | 'absent'): Flaw => ({ kind, expected });

const CCS = flaw(tlsCcsInjection, { vulnerable: true, first: 'silence' });
const NO_CCS = flaw(tlsCcsInjection, { vulnerable: false });
const NO_HEARTBEAT = flaw(tlsHeartbleed, 'absent');
const NO_ROBOT = flaw(tlsRobot, { oracle: 'none' });
const NO_TICKETBLEED = flaw(tlsTicketbleed, { vulnerable: false });
const SCSV = flaw(tlsFallback, { answer: 'refused' });
const NO_SCSV = flaw(tlsFallback, { answer: 'accepted' });
const INJECTION_REFUSED = flaw(tlsStarttlsInjection, { vulnerable: false });

const SSL2 = { drown: true, poodle: true, rc4: true, beast: true, nullCipher: true };
const TLS10 = { drown: false, poodle: false, rc4: true, beast: true, nullCipher: true };
const MODERN = {
  ...{ drown: false, poodle: false, freak: false, logjam: false, sweet32: false, rc4: false },
  ...{ beast: false, crime: false, anonymous: false, nullCipher: false, exportSuites: false },
  ...{ forwardSecrecy: true, aead: true },
};

const OLD_HELLO = { secureRenegotiation: true, extendedMasterSecret: false, compression: 'null' };

/** Known by measuring with other tools, by the versions of the libraries, or by configuration. */
export const FLAWS: Readonly<Record<string, readonly Flaw[]>> = {
  'node-0.8.28': [NO_CCS, NO_HEARTBEAT, flaw(tlsExposure, { drown: true, poodle: true })],
  'node-0.10.0': [
    flaw(tlsHeartbleed, { vulnerable: true }),
    CCS,
    NO_SCSV,
    flaw(tlsExposure, SSL2),
    flaw(tlsServerHello, { ...OLD_HELLO, heartbeat: true }),
    flaw(tlsRenegotiation, { clientInitiated: true }),
  ],
  'node-0.10.26': [
    NO_HEARTBEAT,
    CCS,
    NO_SCSV,
    NO_ROBOT,
    flaw(tlsExposure, SSL2),
    flaw(tlsServerHello, { ...OLD_HELLO, heartbeat: false }),
    flaw(tlsRenegotiation, { clientInitiated: true }),
  ],
  'node-0.10.26-rsa512': [
    flaw(tlsExposure, { ...SSL2, freak: true, logjam: false, exportSuites: true }),
  ],
  'node-0.10.32': [NO_HEARTBEAT, NO_CCS, NO_SCSV, flaw(tlsExposure, SSL2)],
  'node-0.12.0': [
    NO_HEARTBEAT,
    NO_CCS,
    SCSV,
    flaw(tlsExposure, { ...SSL2, anonymous: true }),
    flaw(tlsServerHello, OLD_HELLO),
  ],
  'node-0.12.0-export': [
    flaw(tlsExposure, { ...SSL2, freak: true, logjam: true, exportSuites: true, anonymous: true }),
  ],
  'node-4.0.0': [
    NO_CCS,
    NO_HEARTBEAT,
    SCSV,
    flaw(tlsExposure, { ...TLS10, freak: false, logjam: false, exportSuites: false }),
    flaw(tlsServerHello, OLD_HELLO),
    flaw(tlsKeyExchange, { finiteField: { complete: true } }),
  ],
  'node-6.0.0': [NO_CCS, SCSV, NO_ROBOT, flaw(tlsExposure, TLS10), flaw(tlsServerHello, OLD_HELLO)],
  'node-8.0.0': [
    NO_CCS,
    SCSV,
    NO_HEARTBEAT,
    flaw(tlsExposure, TLS10),
    flaw(tlsServerHello, { ...OLD_HELLO, heartbeat: false }),
  ],
  'node-10.0.0': [
    NO_CCS,
    SCSV,
    NO_HEARTBEAT,
    flaw(tlsServerHello, { extendedMasterSecret: true, secureRenegotiation: true }),
    flaw(tlsExposure, { rc4: false, nullCipher: false, beast: true }),
  ],
  'node-24': [
    NO_CCS,
    NO_HEARTBEAT,
    NO_ROBOT,
    NO_TICKETBLEED,
    flaw(tlsFallback, 'absent'),
    flaw(tlsExposure, MODERN),
    flaw(tlsServerHello, {
      version: 'TLS 1.2',
      secureRenegotiation: true,
      extendedMasterSecret: true,
      sessionTicket: true,
      compression: 'null',
      downgradeSentinel: 'TLS 1.2',
      clientCertificate: null,
    }),
    flaw(tlsHandshake13, { signatureValid: true, finishedValid: true, clientCertificate: null }),
    flaw(tlsResumption, { ticket: true, psk: true }),
  ],
  'node-24-everything': [
    SCSV,
    NO_CCS,
    flaw(tlsExposure, { beast: true, anonymous: true, nullCipher: true, rc4: false, aead: true }),
  ],
  'openssl-3': [
    NO_CCS,
    NO_HEARTBEAT,
    NO_ROBOT,
    SCSV,
    flaw(tlsHandshake13, { signatureValid: true, finishedValid: true }),
    flaw(tlsExposure, { anonymous: true, nullCipher: true, drown: false, poodle: false }),
  ],
  'gnutls-3.7': [NO_CCS, NO_ROBOT, flaw(tlsHandshake13, { signatureValid: true })],
  'jdk-17': [
    NO_CCS,
    NO_HEARTBEAT,
    NO_ROBOT,
    flaw(tlsExposure, { poodle: true, freak: true, rc4: true, sweet32: true, drown: false }),
    flaw(tlsHandshake13, { signatureValid: true, finishedValid: true }),
  ],
  'nginx-1.22': [
    NO_CCS,
    flaw(tlsRobot, 'absent'),
    flaw(tlsFallback, 'absent'),
    flaw(tlsAlpn, { protocols: { complete: true, items: ['h2', 'http/1.1', 'http/1.0'] } }),
    flaw(tlsExposure, { ...MODERN, logjam: false }),
  ],
  'haproxy-2.6': [NO_CCS, NO_ROBOT, SCSV, flaw(tlsExposure, { beast: true, anonymous: false })],
  'postfix-3.7': [NO_CCS, INJECTION_REFUSED, flaw(tlsExposure, { anonymous: true })],
  'dovecot-imaps': [NO_CCS, flaw(tlsExposure, MODERN)],
  'dovecot-imap': [NO_CCS, INJECTION_REFUSED, flaw(tlsExposure, MODERN)],
  'postgresql-15': [NO_CCS, NO_ROBOT, flaw(tlsExposure, MODERN)],
};
