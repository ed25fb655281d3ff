import { createServer, type Socket } from 'node:net';
import {
  createSecureContext,
  TLSSocket,
  type SecureContext,
  type SecureContextOptions,
} from 'node:tls';
import { listen, type Service } from './listen.ts';

/** A mail server that greets, answers EHLO and takes no mail. */
export interface MailServer {
  readonly host: string;
  /** What its name leads to. */
  readonly address: string;
  /** What follows the host in the greeting. */
  readonly banner: string;
  readonly keywords: readonly string[];
  /** For STARTTLS; null where the server does not know it. */
  readonly tls: SecureContextOptions | null;
}

/** More without a line end is no SMTP client (RFC 5321, section 4.5.3.1.4). */
const LONGEST_LINE = 512;

/** Replies that do not depend on the server (RFC 5321, section 4.2). */
const REPLIES: Readonly<Record<string, string>> = {
  NOOP: '250 2.0.0 OK',
  RSET: '250 2.0.0 OK',
  QUIT: '221 2.0.0 Bye',
  MAIL: '550 5.7.1 This demonstration takes no mail',
};

/** Starts a mail server. */
export function serveMail(mail: MailServer): Promise<Service> {
  // One context for all connections, so that sessions can be resumed.
  const context = mail.tls === null ? null : createSecureContext(mail.tls);
  return listen(
    createServer((socket) => {
      socket.write(`220 ${mail.host} ${mail.banner}\r\n`);
      converse(socket, mail, context);
    }),
  );
}

/** Talks SMTP; `context` is for STARTTLS, null where it is not there or done. */
function converse(socket: Socket, mail: MailServer, context: SecureContext | null): void {
  let held = '';
  const onData = (chunk: Buffer): void => {
    held += chunk.toString('latin1');
    const lines = held.split('\r\n');
    held = lines.pop() ?? '';
    if (held.length > LONGEST_LINE) socket.destroy();
    for (const line of lines) {
      const [verb = ''] = line.toUpperCase().split(' ');
      if (verb === 'STARTTLS' && context !== null) {
        socket.off('data', onData).write('220 2.0.0 Ready to start TLS\r\n');
        upgrade(socket, mail, context);
        // What came before the handshake in clear text is dropped (RFC 3207, section 4.2).
        return;
      }
      const reply = `${replyTo(verb, mail)}\r\n`;
      if (verb === 'QUIT') socket.end(reply);
      else socket.write(reply);
    }
  };
  socket.on('data', onData).on('error', () => undefined);
}

function upgrade(socket: Socket, mail: MailServer, secureContext: SecureContext): void {
  const secured = new TLSSocket(socket, {
    isServer: true,
    secureContext,
    // SMTP has no name for ALPN: a client that asks for one means another service.
    ALPNCallback: () => undefined,
  });
  // STARTTLS is not offered again (RFC 3207, section 4.2).
  const keywords = mail.keywords.filter((keyword) => keyword !== 'STARTTLS');
  converse(secured, { ...mail, keywords }, null);
}

function replyTo(verb: string, { host, keywords }: MailServer): string {
  if (verb === 'HELO') return `250 ${host}`;
  if (verb !== 'EHLO') return REPLIES[verb] ?? '502 5.5.1 Command not implemented';
  return [host, ...keywords]
    .map((text, index) => `250${index === keywords.length ? ' ' : '-'}${text}`)
    .join('\r\n');
}
