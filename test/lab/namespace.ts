import { run } from './process.ts';

/** A network namespace with one address that can be reached from here. */
export interface Namespace {
  readonly address: string;
  /** What makes `ip` run a command inside. */
  readonly inside: readonly string[];
  /** Loads a table of nftables inside. */
  filter(table: string): Promise<void>;
  /** Packets that rules with a counter have met. */
  counted(): Promise<number>;
  remove(): Promise<void>;
}

/** Makes a namespace; `number` tells it from others that are there at the same time. */
export async function makeNamespace(number: number): Promise<Namespace> {
  const name = `assay-lab-${process.pid}-${number}`;
  const device = `lab${process.pid % 100_000}n${number}`;
  const net = `10.67.${number}`;
  const remove = async (): Promise<void> => {
    // The pair of devices goes with it.
    await run('ip', ['netns', 'del', name]);
  };
  const commands = [
    `netns add ${name}`,
    `link add ${device} type veth peer name lab0 netns ${name}`,
    `addr add ${net}.1/24 dev ${device}`,
    `link set ${device} up`,
    `-n ${name} addr add ${net}.2/24 dev lab0`,
    `-n ${name} link set lab0 up`,
    `-n ${name} link set lo up`,
  ];
  for (const command of commands) {
    const { code, stderr } = await run('ip', command.split(' '));
    if (code === 0) continue;
    await remove();
    throw new Error(`ip ${command}: ${stderr}`);
  }
  const inside = ['netns', 'exec', name];
  return {
    address: `${net}.2`,
    inside,
    async filter(table) {
      const { code, stderr } = await run('ip', [...inside, 'nft', '-f', '-'], {
        input: table,
      });
      if (code !== 0) throw new Error(`nft: ${stderr}`);
    },
    async counted() {
      const { stdout } = await run('ip', [...inside, 'nft', 'list', 'ruleset']);
      return [...stdout.matchAll(/counter packets (\d+)/g)].reduce(
        (sum, [, n]) => sum + Number(n),
        0,
      );
    },
    remove,
  };
}
