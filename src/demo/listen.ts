import type { Server, Socket } from 'node:net';

/** Where everything listens: nothing here is reachable from another machine. */
export const LOOPBACK = '127.0.0.1';

/** Something that listens on a port of the loopback address. */
export interface Service {
  readonly port: number;
  close(): Promise<void>;
}

/** Starts a server on a free port; closing it drops the connections that are open. */
export async function listen(server: Server): Promise<Service> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    // A client that breaks off is no error of the server.
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, LOOPBACK, resolve);
  });
  // Who is done need not wait for the servers.
  server.unref();
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a server has no port');
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
}
