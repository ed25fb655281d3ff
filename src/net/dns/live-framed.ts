import type { SecureContext } from 'node:tls';
import { openStream } from '../live-stream.ts';
import { addressText, type FramedPeer, type Limits } from '../transport.ts';
import { FramedConnection, SharedEndError } from './framed-connection.ts';

/** Connections to DNS servers over TCP and TLS, one for each server, used by many questions. */
export class FramedConnections {
  readonly #roots: readonly Uint8Array[];
  readonly #open = new Map<string, Promise<FramedConnection>>();
  /** Servers that close a connection with questions open: they get one for each. */
  readonly #single = new Set<string>();
  #context: SecureContext | undefined;

  /** `roots` are trusted besides those of Node; DER. */
  constructor(roots: readonly Uint8Array[]) {
    this.#roots = roots;
  }

  /** Sends a message and gives the first that comes back and that `accept` takes. */
  async ask(
    peer: FramedPeer,
    message: Uint8Array,
    accept: (reply: Uint8Array) => boolean,
    limits: Limits,
  ): Promise<Uint8Array> {
    const place = placeOf(peer);
    if (!this.#single.has(place)) {
      try {
        const connection = await this.#shared(place, peer, limits);
        return await connection.ask(message, accept, limits);
      } catch (error) {
        if (!(error instanceof SharedEndError)) throw error;
        this.#single.add(place);
      }
    }
    const connection = await this.#opened(peer, limits, () => undefined);
    try {
      return await connection.ask(message, accept, limits);
    } catch (error) {
      throw error instanceof SharedEndError ? error.problem : error;
    } finally {
      connection.close();
    }
  }

  #shared(place: string, peer: FramedPeer, limits: Limits): Promise<FramedConnection> {
    const open = this.#open.get(place);
    if (open !== undefined) return open;
    const forget = (): void => {
      if (this.#open.get(place) === opening) this.#open.delete(place);
    };
    const opening = this.#opened(peer, limits, forget);
    this.#open.set(place, opening);
    opening.catch(forget);
    return opening;
  }

  async #opened(peer: FramedPeer, limits: Limits, ended: () => void): Promise<FramedConnection> {
    const stream = await openStream(peer, limits);
    const raw = stream.release(new Uint8Array()).on('error', () => undefined);
    const text = addressText(peer);
    if (peer.secureName === null) return new FramedConnection(raw, text, ended);
    // Most runs do without.
    const { secured, contextOf } = await import('./live-secure.ts');
    this.#context ??= contextOf(this.#roots);
    const session = { name: peer.secureName, text, context: this.#context };
    return new FramedConnection(await secured(raw, session, limits), text, ended);
  }
}

const placeOf = (peer: FramedPeer): string => `${addressText(peer)} ${peer.secureName ?? ''}`;
