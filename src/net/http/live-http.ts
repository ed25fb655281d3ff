import { letsIn, maskOf } from '../../codec/http/secrets.ts';
import { ProblemError } from '../../evidence/problem.ts';
import type { HttpResponse } from '../net.ts';
import { abortProblem, socketProblem } from '../socket-problem.ts';
import { addressText, type HttpMessage, type Limits, type SocketAddress } from '../transport.ts';
import type { HttpExchange } from './exchange.ts';
import { overHttp1 } from './http1.ts';
import { overHttp2 } from './http2.ts';
import { leniently } from './lenient.ts';
import { masked, withFields } from './own-fields.ts';
import { openHttpSocket } from './socket.ts';

/**
 * One HTTP request to the address given, whatever the name in the URL resolves to, over a connection
 * of its own. Follows no redirect; the certificate is kept even when it does not verify, to be judged
 * apart, unless the message says that it must or has secrets that let the sender in: then `roots`
 * (DER) are trusted besides those of Node. Secrets that come back are masked.
 */
export async function requestOnce(
  to: SocketAddress,
  { secrets = {}, ...said }: HttpMessage,
  given: Limits,
  roots: readonly Uint8Array[] = [],
): Promise<HttpResponse> {
  const message = { ...said, headers: withFields(said.headers, secrets) };
  const peer = addressText(to);
  if (given.signal.aborted) throw abortProblem(given.signal, peer);
  const signal = AbortSignal.any([given.signal, AbortSignal.timeout(given.operationMs)]);
  const authenticated = message.authenticated === true;
  const trusted = authenticated || Object.keys(secrets).some(letsIn) ? roots : null;
  const startedAt = performance.now();
  const connection = await openHttpSocket(
    to,
    new URL(message.url),
    message.http2 === true || authenticated ? ['h2', 'http/1.1'] : ['http/1.1'],
    { ...given, signal },
    trusted,
  );
  const end = (): void => {
    connection.socket.destroy();
  };
  signal.addEventListener('abort', end, { once: true });
  try {
    if (signal.aborted) throw abortProblem(signal, peer);
    const exchange = {
      ...{ connection, message, peer, bodyBytes: given.bytes, signal },
      elapsedMs: () => Math.round(performance.now() - startedAt),
    };
    return { ...masked(await speak(exchange), maskOf(secrets)), tls: connection.tls };
  } catch (error) {
    // A socket that the signal ended says only that it was ended.
    throw socketProblem(signal.aborted ? signal.reason : error, peer, given.signal);
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }
}

type Spoken = Omit<HttpResponse, 'tls'>;

function speak(exchange: HttpExchange): Promise<Spoken> {
  const { connection, message, peer } = exchange;
  const lenient = message.lenient === true;
  if (!connection.http2) return lenient ? leniently(exchange) : overHttp1(exchange);
  if (!lenient) return overHttp2(exchange);
  throw new ProblemError('malformed', `${peer} answers over HTTP/2 against its grammar`);
}
