import { createSocket, type Socket } from 'node:dgram';
import { ProblemError } from '../evidence/problem.ts';
import { abortProblem, socketProblem } from './socket-problem.ts';
import { addressText, type Limits, type SocketAddress } from './transport.ts';

/**
 * Sends one datagram from a fresh port and waits for an answer from there that `accept` takes;
 * others are ignored, as a forger may send them.
 */
export async function sendDatagram(
  to: SocketAddress,
  payload: Uint8Array,
  accept: (reply: Uint8Array) => boolean,
  limits: Limits,
): Promise<Uint8Array> {
  const peer = addressText(to);
  if (limits.signal.aborted) throw abortProblem(limits.signal, peer);
  const socket = createSocket(to.address.includes(':') ? 'udp6' : 'udp4');
  try {
    return await exchange(socket, to, payload, accept, limits);
  } finally {
    socket.close();
  }
}

function exchange(
  socket: Socket,
  to: SocketAddress,
  payload: Uint8Array,
  accept: (reply: Uint8Array) => boolean,
  limits: Limits,
): Promise<Uint8Array> {
  const peer = addressText(to);
  let ignored = 0;
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      limits.signal.removeEventListener('abort', onAbort);
      act();
    };
    const fail = (problem: ProblemError): void => {
      settle(() => {
        reject(problem);
      });
    };
    const onAbort = (): void => {
      fail(abortProblem(limits.signal, peer));
    };
    const late = (): void => {
      const others = ignored === 0 ? '' : `; ${ignored} datagrams that answer something else came`;
      const detail = `${peer} did not answer in ${Math.round(limits.operationMs)} ms${others}`;
      fail(new ProblemError('timeout', detail));
    };
    // What has arrived while this process was busy is read first.
    const timer = setTimeout(() => setImmediate(late), limits.operationMs);
    limits.signal.addEventListener('abort', onAbort, { once: true });
    socket.on('error', (error) => {
      fail(socketProblem(error, peer, limits.signal));
    });
    socket.on('message', (reply) => {
      if (!accept(reply)) {
        ignored += 1;
        return;
      }
      settle(() => {
        resolve(reply);
      });
    });
    // A connected socket takes datagrams from this peer alone and hears of a closed port.
    socket.once('connect', () => {
      socket.send(payload);
    });
    socket.connect(to.port, to.address);
  });
}

/** Whether there is a route to the IPv6 internet; sends nothing. */
export function hasIpv6Route(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp6');
    const settle = (reachable: boolean): void => {
      socket.close();
      resolve(reachable);
    };
    socket.once('error', () => {
      settle(false);
    });
    socket.once('connect', () => {
      settle(true);
    });
    socket.connect(53, '2001:500:2f::f');
  });
}
