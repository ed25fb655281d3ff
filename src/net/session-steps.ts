import type { TLSSocket } from 'node:tls';
import type { TlsSession } from './net.ts';
import type { SessionMessage } from './transport.ts';

/** Bytes kept of what a server says inside TLS. */
const MOST_HEARD = 4096;

/** How a TLS socket ended after its handshake. */
type End = { readonly error: Error } | 'closed';

/** What happens on a TLS socket, noted from its beginning. */
export class SessionWatch {
  readonly socket: TLSSocket;
  readonly #signal: AbortSignal;
  readonly #heard: Uint8Array[] = [];
  #heardBytes = 0;
  #session: Buffer | null = null;
  #end: End | null = null;
  #wake: () => void = () => undefined;

  constructor(socket: TLSSocket, signal: AbortSignal) {
    this.socket = socket;
    this.#signal = signal;
    socket.on('session', (session: Buffer) => {
      this.#session = session;
      this.#wake();
    });
    socket.on('data', (chunk: Uint8Array) => {
      // What is too much is read all the same, for other messages may stand behind it.
      if (this.#heardBytes < MOST_HEARD) this.#heard.push(chunk);
      this.#heardBytes += chunk.length;
      this.#wake();
    });
    socket.on('error', (error: Error) => {
      this.#end ??= { error };
      this.#wake();
    });
    socket.on('close', () => {
      this.#end ??= 'closed';
      this.#wake();
    });
  }

  /** The last session that the server gave. */
  get session(): Buffer | null {
    return this.#session;
  }

  get end(): End | null {
    return this.#end;
  }

  /** What the server has said inside TLS. */
  get heard(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.#heard).subarray(0, MOST_HEARD));
  }

  /** To be called when something else has happened that may be waited for. */
  wake(): void {
    this.#wake();
  }

  /** Waits until something is so, the socket or the signal ends, and `ms` at the most. */
  until(isSo: () => boolean, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#signal.removeEventListener('abort', look);
        this.#wake = () => undefined;
        resolve();
      };
      const look = (): void => {
        if (isSo() || this.#end !== null || this.#signal.aborted) done();
      };
      const timer = setTimeout(done, ms);
      this.#signal.addEventListener('abort', look, { once: true });
      this.#wake = look;
      look();
    });
  }
}

/**
 * Does what was asked for once the handshake is done. Nothing here fails: a session that ends early
 * gives what it has.
 */
export async function afterHandshake(
  watch: SessionWatch,
  { renegotiate = false, say = '', listenMs = 0, resume }: SessionMessage,
  silenceMs: number,
): Promise<Pick<TlsSession, 'resumption' | 'ticket' | 'renegotiation' | 'heard'>> {
  const { socket } = watch;
  const renegotiation = renegotiate ? await renegotiated(watch, silenceMs) : null;
  if (say !== '') socket.write(say);
  if (listenMs > 0) await watch.until(() => watch.heard.length > 0, listenMs);
  // Tickets of TLS 1.3 come after the handshake; of a session resumed no other is needed.
  const modern = socket.getProtocol() === 'TLSv1.3';
  const late = modern && resume === undefined;
  if (late) await watch.until(() => watch.session !== null, silenceMs);
  const resumption = watch.session ?? (late ? null : (socket.getSession() ?? null));
  const ticket = modern ? undefined : socket.getTLSTicket();
  return {
    resumption: resumption && new Uint8Array(resumption),
    ticket: ticket === undefined ? null : new Uint8Array(ticket),
    renegotiation,
    heard: watch.heard,
  };
}

async function renegotiated(
  watch: SessionWatch,
  silenceMs: number,
): Promise<TlsSession['renegotiation']> {
  const { socket } = watch;
  const before = socket.getFinished();
  let answer: { readonly error: Error | null } | null = null;
  socket.renegotiate({ rejectUnauthorized: false }, (error: Error | null) => {
    answer = { error };
    watch.wake();
  });
  await watch.until(() => answer !== null, silenceMs);
  const { error } = (answer as { readonly error: Error | null } | null) ?? { error: undefined };
  if (error !== null || watch.end !== null) {
    return { done: false, detail: failure(error ?? null, watch.end, silenceMs) };
  }
  const after = socket.getFinished();
  const done = after !== undefined && before?.equals(after) !== true;
  return { done, detail: done ? 'a second handshake' : 'local: no second handshake' };
}

/** Why a renegotiation was not done: see TlsSession. */
function failure(refused: Error | null, end: End | null, silenceMs: number): string {
  const error = refused ?? (end !== null && end !== 'closed' ? end.error : null);
  if (error === null) {
    return end === 'closed' ? 'closed' : `silence for ${Math.round(silenceMs)} ms`;
  }
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'reset';
  if (code === 'ERR_SSL_NO_RENEGOTIATION') return 'alert no renegotiation';
  const alert = /alert ([a-z ]+)/.exec(error.message)?.[1];
  return alert === undefined ? `local: ${error.message}` : `alert ${alert.trim()}`;
}
