import { isIP, type Socket } from 'node:net';
import { checkServerIdentity, connect, createSecureContext, type SecureContext } from 'node:tls';
import { ProblemError } from '../../evidence/problem.ts';
import { abortProblem, socketProblem } from '../socket-problem.ts';
import type { Limits } from '../transport.ts';
import { trustedRoots, trustProblem } from '../trust.ts';

/** What sessions trust: the roots of Node and those given, DER. */
export const contextOf = (roots: readonly Uint8Array[]): SecureContext =>
  createSecureContext({ ca: trustedRoots(roots) });

/** A TLS session whose certificate is valid for the name (RFC 7858, section 3.2; RFC 8310). */
export function secured(
  raw: Socket,
  peer: { readonly name: string; readonly text: string; readonly context: SecureContext },
  limits: Limits,
): Promise<Socket> {
  const { name, text, context } = peer;
  return new Promise((resolve, reject) => {
    raw.on('error', () => undefined);
    const socket = connect({
      socket: raw,
      secureContext: context,
      ...(isIP(name) === 0 ? { servername: name } : {}),
      checkServerIdentity: (_host, certificate) => checkServerIdentity(name, certificate),
    });
    const settle = (problem: ProblemError | null): void => {
      clearTimeout(timer);
      limits.signal.removeEventListener('abort', onAbort);
      socket.off('error', onError).off('close', onClose);
      if (problem === null) {
        resolve(socket);
        return;
      }
      socket.on('error', () => undefined).destroy();
      reject(problem);
    };
    const onAbort = (): void => {
      settle(abortProblem(limits.signal, text));
    };
    const onError = (error: Error): void => {
      settle(trustProblem(error, name) ?? socketProblem(error, text, limits.signal));
    };
    const onClose = (): void => {
      settle(new ProblemError('reset', `${text} closed during the TLS handshake`));
    };
    const timer = setTimeout(() => {
      settle(new ProblemError('timeout', `${text} did not finish TLS in ${limits.connectMs} ms`));
    }, limits.connectMs);
    limits.signal.addEventListener('abort', onAbort, { once: true });
    socket.once('error', onError).once('close', onClose);
    socket.once('secureConnect', () => {
      settle(null);
    });
  });
}
