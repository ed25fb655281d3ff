import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { createAuthority } from '../../src/demo/authority.ts';
import { serveMail, type MailServer } from '../../src/demo/smtp.ts';

const authority = createAuthority(new Date());
const tls = authority.issue({ names: ['mx.example'], rsaBits: 2048, validDays: [-1, 1] });

async function dial(mail: Partial<MailServer>): Promise<Socket> {
  const service = await serveMail({
    host: 'mx.example',
    address: '192.0.2.25',
    banner: 'ESMTP',
    keywords: [],
    tls: null,
    ...mail,
  });
  const socket = connect(service.port, '127.0.0.1');
  onTestFinished(() => {
    socket.destroy();
    return service.close();
  });
  return socket;
}

/** What comes back up to the end of one reply. */
const reply = (socket: Socket): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = '';
    const onData = (chunk: Buffer): void => {
      text += chunk.toString();
      if (!/^\d{3} .*\r\n$/m.test(text)) return;
      socket.off('data', onData);
      resolve(text);
    };
    socket.on('data', onData).once('error', reject);
  });

async function say(socket: Socket, line: string): Promise<string> {
  socket.write(`${line}\r\n`);
  return reply(socket);
}

test('STARTTLS leads to a session that a TLS client trusts and goes on in', async () => {
  const socket = await dial({ keywords: ['SIZE', 'STARTTLS'], tls });
  expect(await reply(socket)).toBe('220 mx.example ESMTP\r\n');
  expect(await say(socket, 'EHLO client.example')).toBe(
    '250-mx.example\r\n250-SIZE\r\n250 STARTTLS\r\n',
  );
  expect(await say(socket, 'STARTTLS')).toMatch(/^220 /);
  const secured = connectTls({ socket, ca: authority.root, servername: 'mx.example' });
  await new Promise((resolve, reject) => {
    secured.once('secureConnect', resolve).once('error', reject);
  });
  expect(secured.authorized).toBe(true);
  expect(await say(secured, 'ehlo client.example')).toBe('250-mx.example\r\n250 SIZE\r\n');
  expect(await say(secured, 'STARTTLS')).toMatch(/^502 /);
  expect(await say(secured, 'QUIT')).toMatch(/^221 /);
});

test('a server without TLS knows no STARTTLS, and none takes mail', async () => {
  const socket = await dial({});
  await reply(socket);
  expect(await say(socket, 'HELO client.example')).toBe('250 mx.example\r\n');
  expect(await say(socket, 'STARTTLS')).toMatch(/^502 /);
  expect(await say(socket, 'MAIL FROM:<a@b.example>')).toMatch(/^550 /);
});

test('a client that never ends its line is cut off', async () => {
  const socket = await dial({});
  await reply(socket);
  socket.write('x'.repeat(600));
  await new Promise((resolve) => socket.once('close', resolve));
  expect(socket.readableEnded).toBe(true);
});
