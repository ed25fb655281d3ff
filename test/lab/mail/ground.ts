import type { Namespace } from '../namespace.ts';
import { startServer, type Running } from '../process.ts';
import type { Certificates } from './certificates.ts';

/** Where the servers of the mail lab live. */
export interface MailGround {
  readonly folder: string;
  readonly namespace: Pick<Namespace, 'inside'>;
  readonly certificates: Certificates;
}

/** Starts a command inside the namespace and waits until it listens at each address. */
export async function startAt(
  { namespace }: Pick<MailGround, 'namespace'>,
  [command = '', ...args]: readonly string[],
  where: {
    readonly addresses: readonly string[];
    readonly port: number;
    readonly stop?: () => Promise<unknown>;
  },
): Promise<Running> {
  const [host = ''] = where.addresses.slice(-1);
  const start = {
    command: 'ip',
    args: [...namespace.inside, command, ...args],
    ...{ ports: [where.port], host },
  };
  return startServer(where.stop === undefined ? start : { ...start, stop: where.stop });
}
