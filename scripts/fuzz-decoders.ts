import { readdirSync, readFileSync } from 'node:fs';
import { decode, type Codec } from '../src/codec/base/codec.ts';
import { canonicalRdata } from '../src/codec/dns/canonical.ts';
import { decodeEdnsOptions } from '../src/codec/dns/edns-options.ts';
import { decodeMessage, encodeMessage, NO_FLAGS } from '../src/codec/dns/message.ts';
import { presentRecord } from '../src/codec/dns/present.ts';
import { parseZoneFile } from '../src/codec/dns/zone-file.ts';
import { FtpReply } from '../src/codec/ftp/reply.ts';
import { CipherSuite } from '../src/codec/iana/cipher-suite.ts';
import { HandshakeType } from '../src/codec/iana/tls.ts';
import { ImapResponse } from '../src/codec/imap/response.ts';
import { LdapExtendedResponse } from '../src/codec/ldap/extended.ts';
import { parseBimi } from '../src/codec/mail/bimi.ts';
import { parseDkimKey } from '../src/codec/mail/dkim-key.ts';
import { destinationsOf } from '../src/codec/mail/dmarc-policy.ts';
import { mendedDmarc } from '../src/codec/mail/dmarc-proposal.ts';
import { parseDmarc } from '../src/codec/mail/dmarc.ts';
import { domainOf } from '../src/codec/mail/domain-spec.ts';
import { selectorsOfMessages } from '../src/codec/mail/message-header.ts';
import { parseMtaStsPolicy } from '../src/codec/mail/mta-sts-policy.ts';
import { parseMtaSts } from '../src/codec/mail/mta-sts.ts';
import { parseSpf } from '../src/codec/mail/spf.ts';
import { parseTlsRpt } from '../src/codec/mail/tls-rpt.ts';
import { MysqlGreeting } from '../src/codec/mysql/packet.ts';
import { NntpResponse } from '../src/codec/nntp/response.ts';
import { Pop3Reply } from '../src/codec/pop3/reply.ts';
import { SieveResponse } from '../src/codec/sieve/response.ts';
import { SmtpReply } from '../src/codec/smtp/reply.ts';
import { Ssl2Message } from '../src/codec/ssl2/message.ts';
import { Ssl2MessageReader } from '../src/codec/ssl2/message-reader.ts';
import { Ssl2Record } from '../src/codec/ssl2/record.ts';
import { CertificateTls12, CertificateTls13 } from '../src/codec/tls/certificate.ts';
import {
  CertificateRequestTls11,
  CertificateRequestTls12,
  CertificateRequestTls13,
} from '../src/codec/tls/certificate-request.ts';
import { CertificateStatus } from '../src/codec/tls/certificate-status.ts';
import { CertificateVerify } from '../src/codec/tls/certificate-verify.ts';
import { ClientHello } from '../src/codec/tls/client-hello.ts';
import { CompressedCertificate } from '../src/codec/tls/compressed-certificate.ts';
import { EncryptedExtensions } from '../src/codec/tls/encrypted-extensions.ts';
import {
  KeyShareClientHello,
  NextProtocols,
  ProtocolNameList,
  ServerNameList,
} from '../src/codec/tls/extension-content.ts';
import { HeartbeatMessage } from '../src/codec/tls/heartbeat.ts';
import { MessageReader } from '../src/codec/tls/message-reader.ts';
import {
  NewSessionTicketTls12,
  NewSessionTicketTls13,
} from '../src/codec/tls/new-session-ticket.ts';
import { ServerHello } from '../src/codec/tls/server-hello.ts';
import { serverKeyExchange } from '../src/codec/tls/server-key-exchange.ts';
import { decodeCertificate } from '../src/codec/x509/certificate.ts';
import { decodeCrl } from '../src/codec/x509/crl.ts';
import { decodeOcspResponse } from '../src/codec/x509/ocsp.ts';
import { decodePem } from '../src/codec/x509/pem.ts';
import { decodeScts } from '../src/codec/x509/sct.ts';
import { XmppElement, XmppStreamStart } from '../src/codec/xmpp/stream.ts';

/** A decoder with inputs that it takes, from which others are made. */
export interface Decoder {
  readonly family: string;
  readonly name: string;
  readonly decode: (bytes: Uint8Array) => unknown;
  readonly seeds: readonly Uint8Array[];
}

const FIXTURES = new URL('../fixtures/', import.meta.url);

const TLS12 = 0x0303;
const TLS11 = 0x0302;

/** What each side sent in the conversations of fixtures/wire, by folder. */
const flightsIn = (folder: string): readonly Uint8Array[] =>
  readdirSync(new URL(`wire/${folder}/`, FIXTURES))
    .filter((file) => file.endsWith('.txt'))
    .flatMap((file) =>
      readFileSync(new URL(`wire/${folder}/${file}`, FIXTURES), 'utf8')
        .replaceAll(/^#.*$/gm, '')
        .split(/^[<>]/m)
        .map((flight) => new Uint8Array(Buffer.from(flight.replaceAll(/\s/g, ''), 'hex'))),
    )
    .filter((flight) => flight.length > 0);

const pemIn = (path: string): readonly Uint8Array[] =>
  decodePem(readFileSync(new URL(path, FIXTURES), 'utf8')).map(({ bytes }) => bytes);

const TLS_FLIGHTS = flightsIn('tls');
const SSL2_FLIGHTS = flightsIn('ssl2');
const CERTIFICATES = readdirSync(new URL('certs/', FIXTURES))
  .filter((name) => !name.endsWith('.pem'))
  .flatMap((name) => pemIn(`certs/${name}/chain.pem`));

/** The bodies of the handshake messages of a type in every flight, framed by records or not. */
function bodiesOf(type: keyof typeof HandshakeType): readonly Uint8Array[] {
  const bodies: Uint8Array[] = [];
  for (const flight of TLS_FLIGHTS) {
    if (flight[0] === HandshakeType[type]) bodies.push(flight.subarray(4));
    try {
      const reader = new MessageReader();
      reader.push(flight);
      for (let next = reader.next(); next !== undefined; next = reader.next()) {
        if (next.type === 'handshake' && next.handshake.msgType === HandshakeType[type]) {
          bodies.push(next.handshake.body);
        }
      }
    } catch {
      // What is protected does not decode; what stood before it has been taken.
    }
  }
  return bodies;
}

function readAll(
  reader: { push(chunk: Uint8Array): void; next(): unknown },
  bytes: Uint8Array,
): void {
  const half = Math.floor(bytes.length / 2);
  for (const chunk of [bytes.subarray(0, half), bytes.subarray(half)]) {
    reader.push(chunk);
    while (reader.next() !== undefined);
  }
}

const codecRow =
  (family: string) =>
  <T>(name: string, codec: Codec<T>, seeds: readonly Uint8Array[]): Decoder => ({
    family,
    name,
    decode: (bytes) => decode(codec, bytes, name),
    seeds,
  });

const tls = codecRow('tls');
const ssl2 = codecRow('ssl2');
const starttls = codecRow('starttls');

const textSeeds = (...texts: readonly string[]): readonly Uint8Array[] =>
  texts.map((text) => new TextEncoder().encode(text));

/** Texts of the DNS and of files, one character for each octet. */
const mail = (
  name: string,
  read: (text: string) => unknown,
  ...seeds: readonly string[]
): Decoder => ({
  family: 'mail',
  name,
  decode: (bytes) => read(Buffer.from(bytes).toString('latin1')),
  seeds: textSeeds(...seeds),
});

const keyExchange = (suite: keyof typeof CipherSuite, version: number): readonly Decoder[] => {
  const codec = serverKeyExchange(CipherSuite[suite], version);
  const name = `ServerKeyExchange ${suite} ${version}`;
  return codec === null ? [] : [tls(name, codec, bodiesOf('server_key_exchange'))];
};

/** Responses with records of every type, eight of them in each. */
const DNS_RESPONSES: readonly Uint8Array[] = [
  ...Map.groupBy(
    parseZoneFile(readFileSync(new URL('wire/dns/every-type.zone', FIXTURES), 'utf8'), {
      origin: '.',
    }).entries(),
    ([index]) => index >> 3,
  ).values(),
].map((records) =>
  encodeMessage({
    id: 1,
    opcode: 0,
    flags: { ...NO_FLAGS, qr: true },
    rcode: 0,
    question: [],
    answer: records.map(([, record]) => record),
    authority: [],
    additional: [],
    edns: null,
  }),
);

/** Decodes a message and all that is made of its records and options. */
function readDnsMessage(bytes: Uint8Array): void {
  const { answer, authority, additional, edns } = decodeMessage(bytes);
  for (const record of [...answer, ...authority, ...additional]) {
    presentRecord(record);
    canonicalRdata(record);
  }
  decodeEdnsOptions(edns?.options ?? new Uint8Array());
}

/** Every decoder of what a target sends. */
export const DECODERS: readonly Decoder[] = [
  {
    family: 'tls',
    name: 'MessageReader',
    decode: (bytes) => {
      readAll(new MessageReader(), bytes);
    },
    seeds: TLS_FLIGHTS,
  },
  tls('ClientHello', ClientHello, bodiesOf('client_hello')),
  tls('ServerHello', ServerHello, bodiesOf('server_hello')),
  tls('CertificateTls12', CertificateTls12, bodiesOf('certificate')),
  tls('CertificateTls13', CertificateTls13, bodiesOf('certificate')),
  tls('CertificateRequestTls11', CertificateRequestTls11, bodiesOf('certificate_request')),
  tls('CertificateRequestTls12', CertificateRequestTls12, bodiesOf('certificate_request')),
  tls('CertificateRequestTls13', CertificateRequestTls13, bodiesOf('encrypted_extensions')),
  tls('CertificateStatus', CertificateStatus, bodiesOf('certificate_status')),
  tls('CertificateVerify', CertificateVerify, bodiesOf('certificate_verify')),
  tls('CompressedCertificate', CompressedCertificate, [Uint8Array.of(0, 1, 0, 0, 9, 0, 0, 1, 7)]),
  tls('EncryptedExtensions', EncryptedExtensions, bodiesOf('encrypted_extensions')),
  tls('NewSessionTicketTls12', NewSessionTicketTls12, bodiesOf('new_session_ticket')),
  tls('NewSessionTicketTls13', NewSessionTicketTls13, bodiesOf('new_session_ticket')),
  ...keyExchange('TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', TLS12),
  ...keyExchange('TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA', TLS11),
  ...keyExchange('TLS_DHE_RSA_WITH_AES_128_GCM_SHA256', TLS12),
  ...keyExchange('TLS_DH_anon_WITH_AES_128_CBC_SHA', TLS11),
  ...keyExchange('TLS_RSA_EXPORT_WITH_RC4_40_MD5', TLS11),
  ...keyExchange('TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA', TLS12),
  ...keyExchange('TLS_SRP_SHA_RSA_WITH_AES_128_CBC_SHA', TLS12),
  tls('HeartbeatMessage', HeartbeatMessage, [Uint8Array.of(1, 0, 2, 7, 7, 0, 0, 0)]),
  tls('server_name', ServerNameList, [Uint8Array.of(0, 4, 0, 0, 1, 0x61)]),
  tls('key_share', KeyShareClientHello, [Uint8Array.of(0, 6, 0, 29, 0, 2, 1, 2)]),
  tls('ALPN', ProtocolNameList, [Uint8Array.of(0, 3, 2, 0x68, 0x32)]),
  tls('NPN', NextProtocols, [Uint8Array.of(2, 0x68, 0x32)]),
  {
    family: 'ssl2',
    name: 'Ssl2MessageReader',
    decode: (bytes) => {
      readAll(new Ssl2MessageReader(), bytes);
    },
    seeds: SSL2_FLIGHTS,
  },
  ssl2('Ssl2Record', Ssl2Record, SSL2_FLIGHTS),
  ssl2(
    'Ssl2Message',
    Ssl2Message,
    SSL2_FLIGHTS.map((flight) => flight.subarray(2)),
  ),
  { family: 'x509', name: 'Certificate', decode: decodeCertificate, seeds: CERTIFICATES },
  { family: 'crl', name: 'CertificateList', decode: decodeCrl, seeds: pemIn('wire/x509/crl.pem') },
  {
    family: 'ocsp',
    name: 'OCSPResponse',
    decode: decodeOcspResponse,
    seeds: bodiesOf('certificate_status').map((body) => body.subarray(4)),
  },
  {
    family: 'sct',
    name: 'SignedCertificateTimestampList',
    decode: decodeScts,
    seeds: [Uint8Array.of(0, 49, 0, 47, ...new Uint8Array(43), 4, 3, 0, 0)],
  },
  {
    family: 'dns',
    name: 'DnsMessage',
    decode: readDnsMessage,
    seeds: [
      // An answer to a question for MX, with compressed names.
      new Uint8Array(
        Buffer.from(
          '000181800001000100000000076578616d706c65047465737400000f0001c00c000f00010000003c0009000a046d61696cc00c',
          'hex',
        ),
      ),
      ...DNS_RESPONSES,
    ],
  },
  {
    family: 'dns',
    name: 'EDNS options',
    decode: decodeEdnsOptions,
    seeds: [Uint8Array.of(0, 15, 0, 3, 0, 7, 0x61, 0, 10, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8)],
  },
  mail(
    'SPF',
    (text) => parseSpf(text)?.terms.map((term) => domainOf(term.domain ?? '')),
    'v=spf1 a:%{i}._spf.%{d2r-}.example mx/24//64 ip4:192.0.2.0/24 exists:%{l}.x redirect=b.example',
  ),
  mail(
    'DKIM key',
    parseDkimKey,
    'v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=',
  ),
  mail(
    'DMARC',
    (text) => {
      const record = parseDmarc(text);
      return record === null
        ? null
        : [mendedDmarc(record, 'a.example', false), destinationsOf(record)];
    },
    'v=DMARC1; p=reject; sp=none; t=y; pct=20; rua=mailto:a@b.example!10m,https://c.example/',
  ),
  mail('MTA-STS record', parseMtaSts, 'v=STSv1; id=20261101; a=b'),
  mail(
    'MTA-STS policy',
    parseMtaStsPolicy,
    'version: STSv1\r\nmode: enforce\r\nmx: *.example.com\r\nmax_age: 604800\r\n',
  ),
  mail('TLS-RPT', parseTlsRpt, 'v=TLSRPTv1;rua=mailto:a@b.example,https://c.example/'),
  mail('BIMI', parseBimi, 'v=BIMI1; l=https://a.example/b.svg; a=self;'),
  mail(
    'message',
    selectorsOfMessages,
    'From a\nDKIM-Signature: v=1; d=a.example;\n s=s1; b=x=\nSubject: x\n\nbody\n',
  ),
  starttls('SMTP', SmtpReply, textSeeds('250-mail.test\r\n250-STARTTLS\r\n250 HELP\r\n')),
  starttls('IMAP', ImapResponse, textSeeds('* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n')),
  starttls('POP3', Pop3Reply, textSeeds('+OK ready <1.2@pop.test>\r\n')),
  starttls('FTP', FtpReply, textSeeds('220-one\r\n220 two\r\n', '234 go\r\n')),
  starttls('NNTP', NntpResponse, textSeeds('382 go\r\n', '101 list\r\nSTARTTLS\r\n.\r\n')),
  starttls('ManageSieve', SieveResponse, textSeeds('"STARTTLS"\r\nOK "ready"\r\n')),
  starttls(
    'XMPP stream',
    XmppStreamStart,
    textSeeds("<?xml version='1.0'?><stream:stream id='1'>"),
  ),
  starttls(
    'XMPP element',
    XmppElement,
    textSeeds("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
  ),
  starttls('LDAP', LdapExtendedResponse, [
    Uint8Array.of(0x30, 12, 2, 1, 1, 0x78, 7, 10, 1, 0, 4, 0, 4, 0),
  ]),
  starttls('MySQL', MysqlGreeting, [
    new Uint8Array(
      Buffer.from(
        '4a0000000a382e302e333600080000002a51485e1b0a2f4400ffffff0200ffdf15000000000000000000003e2b6a5a2f6b5a1b42463a73006d7973716c5f6e61746976655f70617373776f726400',
        'hex',
      ),
    ),
  ]),
];
