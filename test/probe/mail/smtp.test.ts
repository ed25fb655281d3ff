import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { present } from '../../../src/evidence/observation.ts';
import { mailSmtpProbe } from '../../../src/probe/mail/smtp.ts';
import { observe, targetOf } from '../../support/observe.ts';
import { closedPort, tcpServer } from '../../support/servers.ts';

async function observedAt(port: number) {
  const endpoint = { host: 'mx.example', port, address: '127.0.0.1' };
  const target = targetOf('smtp', 'mx.example');
  return (await observe(mailSmtpProbe, target, { endpoint, seconds: 6 })).observation;
}

/** A server that greets and gives one reply to each line it gets; null closes. */
async function scripted(greeting: string, replies: readonly (string | null)[] = []) {
  const lines: string[] = [];
  const connections: ('open' | 'closed')[] = [];
  const port = await tcpServer((socket) => {
    const at = connections.push('open') - 1;
    socket.on('close', () => {
      connections[at] = 'closed';
    });
    const left = [...replies];
    socket.write(greeting);
    socket.on('data', (data) => {
      lines.push(data.toString('latin1'));
      const reply = left.shift();
      if (reply === null) socket.destroy();
      else if (reply !== undefined) socket.write(reply);
    });
  });
  return { observation: await observedAt(port), lines, connections };
}

const GREETING = '220 mx.example ESMTP\r\n';

const OFFER = '250-mx.example hello\r\n250-Size 1000\r\n250-STARTTLS\r\n250 8BITMIME\r\n';
const SEEN = {
  greeting: { code: 220, lines: ['mx.example ESMTP'] },
  ehlo: { code: 250, lines: ['mx.example hello', 'Size 1000', 'STARTTLS', '8BITMIME'] },
  extensions: ['SIZE', 'STARTTLS', '8BITMIME'],
};

test('greeting, EHLO and QUIT, and no more, where there is no STARTTLS', async () => {
  const { observation, lines } = await scripted(GREETING, ['250-mx.example\r\n250 8BITMIME\r\n']);
  expect(observation).toEqual(
    present({
      greeting: SEEN.greeting,
      ehlo: { code: 250, lines: ['mx.example', '8BITMIME'] },
      extensions: ['8BITMIME'],
      starttls: null,
    }),
  );
  await expect.poll(() => lines).toEqual(['EHLO assay.invalid\r\n', 'QUIT\r\n']);
});

describe('where STARTTLS is listed, it is sent in the same connection', () => {
  const SENT = ['EHLO assay.invalid\r\n', 'STARTTLS\r\n'];

  test('a server that is ready hears no more', async () => {
    const { observation, lines, connections } = await scripted(GREETING, [OFFER, '220 go\r\n']);
    expect(observation).toEqual(present({ ...SEEN, starttls: { code: 220, lines: ['go'] } }));
    await expect.poll(() => connections).toEqual(['closed']);
    expect(lines).toEqual(SENT);
  });

  test.each([
    ['454-not now\r\n454 try later\r\n', { code: 454, lines: ['not now', 'try later'] }],
    ['501 no parameters\r\n', { code: 501, lines: ['no parameters'] }],
    ['502 not implemented\r\n', { code: 502, lines: ['not implemented'] }],
  ])('one that answers %j hears QUIT', async (reply, starttls) => {
    const { observation, lines } = await scripted(GREETING, [OFFER, reply]);
    expect(observation).toEqual(present({ ...SEEN, starttls }));
    await expect.poll(() => lines).toEqual([...SENT, 'QUIT\r\n']);
  });

  test.each<[string, readonly (string | null)[]]>([
    ['closes', [OFFER, null]],
    ['is silent', [OFFER]],
    ['answers with what is no reply', [OFFER, 'hello\r\n']],
  ])('one that %s leaves it open, and keeps what it said', async (_, replies) => {
    const { observation } = await scripted(GREETING, replies);
    expect(observation).toEqual(present({ ...SEEN, starttls: null }));
  });
});

test('a reply that comes byte by byte', async () => {
  const port = await tcpServer((socket) => {
    const drip = (text: string): void => {
      if (text === '' || socket.destroyed) return;
      socket.write(text.slice(0, 1));
      setTimeout(drip, 1, text.slice(1));
    };
    drip('220-hello\r\n220 world\r\n');
    socket.once('data', () => {
      drip('250 mx.example\r\n');
    });
  });
  expect(await observedAt(port)).toMatchObject({
    status: 'present',
    value: { greeting: { code: 220, lines: ['hello', 'world'] }, extensions: [] },
  });
});

test('a server that does not know EHLO offers nothing', async () => {
  const { observation } = await scripted(GREETING, ['502 not implemented\r\n']);
  expect(observation).toMatchObject({ status: 'present', value: { extensions: [] } });
});

describe('a server that turns us away is no server without STARTTLS', () => {
  test.each([
    ['421 greeting', '421 too busy\r\n', [], 'blocked'],
    ['451 greeting', '451 greylisted\r\n', [], 'blocked'],
    ['554 greeting of several lines', '554-no\r\n554 go away\r\n', [], 'blocked'],
    ['550 to EHLO', GREETING, ['550 who are you\r\n'], 'blocked'],
    ['421 to EHLO', GREETING, ['421 bye\r\n'], 'blocked'],
    ['a greeting of 250', '250 hello\r\n', [], 'malformed'],
    ['354 to EHLO', GREETING, ['354 go on\r\n'], 'malformed'],
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n', [], 'malformed'],
    ['a line that is too long', `220 ${'a'.repeat(5000)}`, [], 'malformed'],
    ['random bytes', '\u0016\u0003\u0001\n', [], 'malformed'],
    ['the connection closed at EHLO', GREETING, [null], 'reset'],
  ] as const)('%s', async (_, greeting, replies, code) => {
    const { observation } = await scripted(greeting, replies);
    expect(observation).toMatchObject({ status: 'unavailable', problem: { code } });
  });

  test('the connection closed before the greeting', async () => {
    const port = await tcpServer((socket: Socket) => {
      socket.end();
    });
    expect(await observedAt(port)).toMatchObject({ problem: { code: 'reset' } });
  });

  test('a flood of lines', async () => {
    const port = await tcpServer((socket: Socket) => {
      const line = '220-flood\r\n'.repeat(1_000);
      const pour = (): void => {
        while (!socket.destroyed && socket.write(line));
        if (!socket.destroyed) socket.once('drain', pour);
      };
      pour();
    });
    const observation = await observedAt(port);
    expect(observation.status).toBe('unavailable');
    if (observation.status !== 'unavailable') return;
    expect(['limit', 'malformed']).toContain(observation.problem.code);
  });

  test('silence', async () => {
    const port = await tcpServer(() => undefined);
    expect(await observedAt(port)).toMatchObject({ problem: { code: 'timeout' } });
  });

  test('a closed port', async () => {
    expect(await observedAt(await closedPort())).toMatchObject({ problem: { code: 'refused' } });
  });
});

test('without an address there is nothing to look at', async () => {
  const target = targetOf('smtp', 'mx.example');
  const { observation } = await observe(mailSmtpProbe, target, {});
  expect(observation).toMatchObject({ status: 'unavailable', problem: { code: 'bug' } });
});
