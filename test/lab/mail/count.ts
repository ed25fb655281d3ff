import { run } from '../process.ts';
import type { Namespace } from '../namespace.ts';
import { SMTP_PORT } from './plan.ts';

/** Counts from now on the connections to port 25 of these addresses; gives how many there were. */
export async function countConnections(
  namespace: Namespace,
  addresses: readonly string[],
): Promise<() => Promise<number>> {
  const rule = `ip daddr { ${addresses.join(', ')} } tcp dport ${SMTP_PORT}`;
  const first = 'tcp flags & (syn | ack) == syn counter';
  await namespace.filter(
    `table ip count { chain input { type filter hook input priority -1; ${rule} ${first}; }; }`,
  );
  return async () => {
    const args = [...namespace.inside, 'nft', 'list', 'table', 'ip', 'count'];
    const { stdout } = await run('ip', args);
    return Number(/counter packets (\d+)/.exec(stdout)?.[1]);
  };
}
