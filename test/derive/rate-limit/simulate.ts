import { fileURLToPath } from 'node:url';
import { drivenAgainst } from '../../support/driven.ts';
import { endpointBehind, KINDS, randomFrom, type Drawn } from '../../support/limiters.ts';
import { enforcedBy } from './enforced-facts.ts';

export const RUNS = 500;
const SEED = 20_260_923;

/** A limiter drawn by chance, and what is found of it. */
export interface Run {
  readonly kind: string;
  readonly drawn: Omit<Drawn, 'admits'>;
  readonly fact: ReturnType<typeof enforcedBy>;
}

/** All limiters, through the real driver in virtual time. */
async function simulate(): Promise<readonly Run[]> {
  const kinds = Object.entries(KINDS);
  const all: Run[] = [];
  for (let run = 0; run < RUNS; run++) {
    const entry = kinds[run % kinds.length];
    if (entry === undefined) continue;
    const [kind, draw] = entry;
    const random = randomFrom(SEED + run);
    const { admits, ...drawn } = draw(random);
    const sequence = await drivenAgainst(endpointBehind(admits, random));
    all.push({ kind, drawn, fact: enforcedBy(sequence) });
  }
  return all;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(JSON.stringify(await simulate()));
}
