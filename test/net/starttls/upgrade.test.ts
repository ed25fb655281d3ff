import { createServer } from 'node:tls';
import { describe, expect, test } from 'vitest';
import type { StarttlsProtocol } from '../../../src/evidence/target.ts';
import { NoStarttlsError, type DialOptions } from '../../../src/net/net.ts';
import {
  ldapResult,
  mysqlError,
  mysqlGreeting,
  OFFERED,
  postgresError,
  starttlsPeer,
  starttlsServer,
  xmppFeatures,
  type Dialogue,
} from '../../peers/starttls.ts';
import { testNetwork } from '../../support/network.ts';
import { tcpServer } from '../../support/servers.ts';
import { testCertificate, testIdentity } from '../../support/tls.ts';

// The keys of a record over all protocols.
const PROTOCOLS = Object.keys(OFFERED) as StarttlsProtocol[];
const endpointAt = (port: number) => ({ host: 'service.test', port, address: '127.0.0.1' });
const netOf = (seconds: number) =>
  testNetwork({ seconds }).use({
    kind: 'test.kind',
    target: 'starttls',
    signal: new AbortController().signal,
  });

const dial = (port: number, options: Omit<DialOptions, 'purpose'>, seconds = 6) =>
  netOf(seconds).dial(endpointAt(port), { purpose: 'test', ...options });

const session = (port: number, starttls: StarttlsProtocol, inject?: string) =>
  netOf(12).session(endpointAt(port), {
    purpose: 'test',
    serverName: null,
    starttls,
    maxVersion: 'TLSv1.2',
    ...(inject === undefined ? {} : { inject, listenMs: 300 }),
  });

const problem = (code: string) => ({ problem: { code } });

describe.each(PROTOCOLS)('%s', (protocol) => {
  test('goes on to TLS where it is offered', async () => {
    const { certificates } = await session(await starttlsServer(protocol), protocol);
    expect(Buffer.from(certificates[0] ?? []).toString('base64')).toBe(testCertificate('rsa'));
  });

  test('bytes behind the go-ahead are read first', async () => {
    const { greeting, replies } = OFFERED[protocol];
    // A server of MySQL gives no go-ahead: what is early stands behind its greeting.
    const peer = await starttlsPeer(
      protocol === 'mysql'
        ? { greeting: `${greeting ?? ''}early`, replies }
        : { greeting, replies: replies.with(-1, `${replies.at(-1) ?? ''}early`) },
    );
    const connection = await dial(peer.port, { starttls: protocol });
    expect(Buffer.from((await connection.read()) ?? []).toString()).toBe('early');
    connection.close();
  });

  test('silence is a timeout, and a close is a reset', async () => {
    const silent = dial(await tcpServer(() => undefined), { starttls: protocol }, 2);
    await expect(silent).rejects.toMatchObject(problem('timeout'));
    const closing = dial(await tcpServer((socket) => socket.end()), { starttls: protocol });
    await expect(closing).rejects.toMatchObject(problem('reset'));
  });

  test('garbage is malformed', async () => {
    const port = await tcpServer((socket) => {
      socket.on('data', () => undefined).write(Buffer.from('\u0000\u0001\u0002garbage\r\n\r\n'));
    });
    const garbled = dial(port, { starttls: protocol }, 2);
    await expect(garbled).rejects.toMatchObject(problem('malformed'));
  });
});

const GREETING = (protocol: StarttlsProtocol): string | null => OFFERED[protocol].greeting;
const replied = (protocol: StarttlsProtocol, ...replies: string[]): Dialogue => ({
  greeting: GREETING(protocol),
  replies,
});
const first = (protocol: StarttlsProtocol): string => OFFERED[protocol].replies[0] ?? '';

const NOT_OFFERED: readonly (readonly [StarttlsProtocol, string, Dialogue])[] = [
  ['smtp', 'EHLO without STARTTLS', replied('smtp', '250-mx.test\r\n250 SIZE 10\r\n')],
  ['smtp', 'neither EHLO nor STARTTLS known', replied('smtp', '502 what\r\n', '502 what\r\n')],
  ['smtp', '503 to STARTTLS', replied('smtp', first('smtp'), '503 no\r\n')],
  ['lmtp', 'LHLO without STARTTLS', replied('lmtp', '250 mx.test\r\n')],
  ['imap', 'no capability', replied('imap', '* CAPABILITY IMAP4rev1\r\na1 OK done\r\n')],
  ['imap', 'BAD', replied('imap', first('imap'), 'a2 BAD what\r\n')],
  [
    'imap',
    'capabilities in the greeting',
    { greeting: '* OK [CAPABILITY IMAP4rev1] x\r\n', replies: [] },
  ],
  ['imap', 'PREAUTH', { greeting: '* PREAUTH hello\r\n', replies: [] }],
  ['pop3', 'no STLS among the capabilities', replied('pop3', '+OK\r\nUIDL\r\n.\r\n')],
  ['pop3', 'neither CAPA nor STLS known', replied('pop3', '-ERR what\r\n', '-ERR what\r\n')],
  ['ftp', '502', replied('ftp', '502 what\r\n')],
  ['ftp', '530', replied('ftp', '530 Please login with USER and PASS.\r\n')],
  ['ldap', 'protocolError', replied('ldap', ldapResult(2, 'unsupported extended operation'))],
  ['ldap', 'unwillingToPerform', replied('ldap', ldapResult(53))],
  ['xmpp', 'features without starttls', replied('xmpp', xmppFeatures('<mechanisms/>'))],
  ['xmpp-server', 'features without starttls', replied('xmpp-server', xmppFeatures('<dialback/>'))],
  ['postgres', 'N', replied('postgres', 'N')],
  ['mysql', 'no CLIENT_SSL', { greeting: mysqlGreeting(0xf7ff), replies: [] }],
  ['sieve', 'no STARTTLS', { greeting: '"SASL" "PLAIN"\r\nOK\r\n', replies: [] }],
  ['nntp', 'no STARTTLS among the capabilities', replied('nntp', '101 list\r\nVERSION 2\r\n.\r\n')],
  ['nntp', '500 to both', replied('nntp', '500 what\r\n', '500 what\r\n')],
];

test.each(NOT_OFFERED)('%s offers no TLS: %s', async (protocol, _what, dialogue) => {
  const { port } = await starttlsPeer(dialogue);
  await expect(dial(port, { starttls: protocol })).rejects.toThrow(NoStarttlsError);
  const again = await starttlsPeer(dialogue);
  await expect(session(again.port, protocol)).rejects.toThrow(NoStarttlsError);
});

const TURNED_AWAY: readonly (readonly [StarttlsProtocol, string, Dialogue])[] = [
  ['smtp', '421 greeting', { greeting: '421 too many\r\n', replies: [] }],
  ['smtp', '554 greeting', { greeting: '554 go away\r\n', replies: [] }],
  ['smtp', '550 to EHLO', replied('smtp', '550 who are you\r\n')],
  ['smtp', '454 to STARTTLS', replied('smtp', first('smtp'), '454 no TLS just now\r\n')],
  ['lmtp', '421 to LHLO', replied('lmtp', '421 too many\r\n')],
  ['imap', 'BYE', { greeting: '* BYE too many\r\n', replies: [] }],
  ['imap', 'NO [UNAVAILABLE]', replied('imap', first('imap'), 'a2 NO [UNAVAILABLE] later\r\n')],
  ['imap', 'BYE to CAPABILITY', replied('imap', '* BYE idle\r\n')],
  ['pop3', '-ERR greeting', { greeting: '-ERR [SYS/TEMP] busy\r\n', replies: [] }],
  ['pop3', '-ERR [IN-USE]', replied('pop3', first('pop3'), '-ERR [IN-USE] locked\r\n')],
  ['ftp', '421 greeting', { greeting: '421 too many users\r\n', replies: [] }],
  ['ftp', '431 to AUTH', replied('ftp', '431 no resource\r\n')],
  ['ldap', 'busy', replied('ldap', ldapResult(51, 'busy'))],
  ['ldap', 'unavailable', replied('ldap', ldapResult(52))],
  [
    'xmpp',
    'a stream error',
    replied(
      'xmpp',
      "<stream:stream xmlns:stream='x' version='1.0'><stream:error><resource-constraint xmlns='y'/></stream:error>",
    ),
  ],
  ['xmpp-server', 'failure', replied('xmpp-server', first('xmpp-server'), '<failure/>')],
  ['postgres', 'an error', replied('postgres', postgresError('sorry, too many clients already'))],
  ['postgres', 'an error of old', replied('postgres', 'Ecould not fork new process\n\0')],
  ['mysql', '1040', { greeting: mysqlError(1040, 'Too many connections'), replies: [] }],
  ['mysql', '1129', { greeting: mysqlError(1129, 'Host is blocked'), replies: [] }],
  ['sieve', 'BYE', { greeting: 'BYE (TRYLATER) "busy"\r\n', replies: [] }],
  ['sieve', 'NO to STARTTLS', replied('sieve', 'NO (TRYLATER) {4}\r\nbusy\r\n')],
  ['nntp', '400 greeting', { greeting: '400 later\r\n', replies: [] }],
  ['nntp', '580 to STARTTLS', replied('nntp', first('nntp'), '580 no TLS\r\n')],
];

test.each(TURNED_AWAY)('%s turns us away: %s', async (protocol, _what, dialogue) => {
  const { port } = await starttlsPeer(dialogue);
  await expect(dial(port, { starttls: protocol })).rejects.toMatchObject(problem('blocked'));
});

test('the words of a server that turns us away are kept, and no more than 100 characters', async () => {
  const { port } = await starttlsPeer({ greeting: `421 ${'busy '.repeat(100)}\r\n`, replies: [] });
  const turned = await dial(port, { starttls: 'smtp' }).catch((error: unknown) => error);
  expect(turned).toMatchObject({
    problem: { detail: expect.stringMatching(/^greeting: 421 busy .{91}$/) as string },
  });
});

test('a server that does not know EHLO is asked for STARTTLS all the same', async () => {
  const peer = await starttlsPeer(replied('smtp', '500 what\r\n', '220 go\r\n'));
  (await dial(peer.port, { starttls: 'smtp' })).close();
  expect(peer.told).toEqual(['EHLO assay.invalid\r\n', 'STARTTLS\r\n']);
});

test('a greeting that comes late is waited for', async () => {
  const port = await tcpServer((socket) => {
    setTimeout(() => socket.write('421 at last\r\n'), 700);
  });
  await expect(dial(port, { starttls: 'smtp' }, 12)).rejects.toMatchObject(problem('blocked'));
});

test('an XMPP stream of a version before 1.0 has no STARTTLS', async () => {
  const peer = await starttlsPeer(replied('xmpp', "<stream:stream xmlns:stream='x' id='1'>"));
  await expect(dial(peer.port, { starttls: 'xmpp' }, 2)).rejects.toThrow(NoStarttlsError);
});

describe('a command injected behind STARTTLS', () => {
  /** A server that carries out inside TLS what it was told in the clear, or does not. */
  async function injected(carriesOut: boolean) {
    const identity = testIdentity('rsa');
    const server = createServer({ cert: identity, key: identity });
    let clear = '';
    server.on('secureConnection', (socket) => {
      socket.on('error', () => undefined);
      if (carriesOut && clear === 'NOOP\r\n') socket.write('250 done\r\n');
    });
    const peer = await starttlsPeer(OFFERED.smtp, (socket, behind) => {
      clear = behind.toString('latin1');
      server.emit('connection', socket);
    });
    const { heard } = await session(peer.port, 'smtp', 'NOOP\r\n');
    return { heard: Buffer.from(heard).toString(), told: peer.told };
  }

  test('is heard of inside TLS where it is carried out there', async () => {
    expect(await injected(true)).toEqual({
      heard: '250 done\r\n',
      told: ['EHLO assay.invalid\r\n', 'STARTTLS\r\nNOOP\r\n'],
    });
  });

  test('is not heard of where it is thrown away', async () => {
    expect((await injected(false)).heard).toBe('');
  });

  test('cannot be put behind a packet', async () => {
    const port = await starttlsServer('postgres');
    await expect(session(port, 'postgres', 'x')).rejects.toMatchObject(problem('unsupported'));
  });
});
