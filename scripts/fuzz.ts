// Feeds random, mutated and truncated inputs to the decoders of what targets send:
// node scripts/fuzz.ts [seconds] [family]. Fails on anything thrown but a DecodeError, on an input
// that takes more than a second and on a heap beyond 512 MB; prints the input that did it.
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { DecodeError } from '../src/codec/base/reader.ts';
import { DECODERS, type Decoder } from './fuzz-decoders.ts';

const SLOW_MS = 1000;
const HEAP_LIMIT = 512 * 1024 * 1024;
const INPUT_LIMIT = 64 * 1024;
const INTERESTING: readonly number[] = [0, 1, 0x7f, 0x80, 0xff];

/** What the watched thread tells the watching one. */
interface Report {
  readonly executions: number;
  readonly refused: number;
  readonly largestHeap: number;
  readonly slowest: { readonly ms: number; readonly name: string; readonly bytes: number };
  readonly failure: string | null;
}

/** Numbers below a bound, the same ones for the same seed (xorshift32). */
function numbers(seed: number): (below: number) => number {
  let state = seed === 0 ? 1 : seed | 0;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % Math.max(below, 1);
  };
}

type Mutation = (bytes: Uint8Array, pick: (below: number) => number) => Uint8Array;

const MUTATIONS: readonly Mutation[] = [
  (bytes, pick) => bytes.slice(0, pick(bytes.length + 1)),
  (bytes, pick) => bytes.with(pick(bytes.length), pick(256)),
  (bytes, pick) => bytes.with(pick(bytes.length), INTERESTING[pick(INTERESTING.length)] ?? 0),
  (bytes, pick) => {
    const at = pick(bytes.length);
    return bytes.with(at, (bytes[at] ?? 0) ^ (1 << pick(8)));
  },
  (bytes, pick) => {
    const from = pick(bytes.length);
    const to = from + pick(bytes.length - from);
    const twice = [bytes.subarray(0, to), bytes.subarray(from)];
    return new Uint8Array(Buffer.concat(twice)).subarray(0, INPUT_LIMIT);
  },
  (bytes, pick) => {
    const from = pick(bytes.length);
    const rest = bytes.subarray(from + pick(16));
    return new Uint8Array(Buffer.concat([bytes.subarray(0, from), rest]));
  },
];

function inputFor({ seeds }: Decoder, pick: (below: number) => number): Uint8Array {
  const seed = seeds[pick(seeds.length)];
  if (seed === undefined || pick(8) === 0) {
    return Uint8Array.from({ length: pick(300) }, () => pick(256));
  }
  let bytes = seed;
  for (let left = 1 + pick(6); left > 0 && bytes.length > 0; left -= 1) {
    bytes = MUTATIONS[pick(MUTATIONS.length)]?.(bytes, pick) ?? bytes;
  }
  return bytes;
}

/** Where the thread stands, so that an input that never ends can be printed: counter, decoder, length, bytes. */
const sharedOf = (memory: SharedArrayBuffer) => ({
  place: new Int32Array(memory, 0, 3),
  input: new Uint8Array(memory, 12, INPUT_LIMIT),
});

function fuzz(
  decoders: readonly Decoder[],
  { seconds, seed, memory }: { seconds: number; seed: number; memory: SharedArrayBuffer },
): Report {
  const pick = numbers(seed);
  const { place, input } = sharedOf(memory);
  const until = performance.now() + seconds * 1000;
  let [executions, refused, largestHeap] = [0, 0, 0];
  let slowest = { ms: 0, name: '', bytes: 0 };
  const report = (failure: string | null): Report => ({
    executions,
    refused,
    largestHeap,
    slowest,
    failure,
  });
  while (performance.now() < until) {
    const index = executions % decoders.length;
    const decoder = decoders[index];
    if (decoder === undefined) return report('there is no such family');
    const bytes = inputFor(decoder, pick);
    input.set(bytes);
    place.set([executions + 1, index, bytes.length]);
    const result = run(decoder, bytes);
    if (result.failure !== null)
      return report(`${decoder.name} ${result.failure} on ${hex(bytes)}`);
    if (result.refused) refused += 1;
    if (result.ms > slowest.ms)
      slowest = { ms: result.ms, name: decoder.name, bytes: bytes.length };
    executions += 1;
    if (executions % 500 === 0) {
      const { heapUsed, external } = process.memoryUsage();
      largestHeap = Math.max(largestHeap, heapUsed + external);
      if (largestHeap > HEAP_LIMIT) return report('the heap is beyond 512 MB');
    }
  }
  return report(null);
}

interface Run {
  readonly ms: number;
  readonly refused: boolean;
  readonly failure: string | null;
}

/** One input; what took long is tried again, because the machine may have been busy. */
function run(decoder: Decoder, bytes: Uint8Array, again = true): Run {
  const start = performance.now();
  let refused = false;
  let failure: string | null = null;
  try {
    decoder.decode(bytes);
  } catch (error) {
    refused = error instanceof DecodeError;
    if (!refused) failure = `threw ${String(error)}`;
  }
  const ms = performance.now() - start;
  if (failure !== null || ms <= SLOW_MS) return { ms, refused, failure };
  return again ? run(decoder, bytes, false) : { ms, refused, failure: `took ${ms.toFixed(0)} ms` };
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function decodersOf(family: string | undefined): readonly Decoder[] {
  return DECODERS.filter((decoder) => family === undefined || decoder.family === family);
}

function watch(): void {
  const [secondsText = '10', family] = process.argv.slice(2);
  const decoders = decodersOf(family);
  const seconds = Number(secondsText);
  if (decoders.length === 0 || !(seconds > 0)) {
    const families = [...new Set(DECODERS.map((decoder) => decoder.family))].join(' | ');
    console.error(`usage: node scripts/fuzz.ts [seconds] [${families}]`);
    process.exit(2);
  }
  const memory = new SharedArrayBuffer(12 + INPUT_LIMIT);
  const seed = Date.now() | 0;
  const worker = new Worker(new URL(import.meta.url), {
    workerData: { seconds, family, seed, memory },
  });
  const { place, input } = sharedOf(memory);
  let before = -1;
  const hanging = setInterval(() => {
    const [count = 0, index = 0, length = 0] = place;
    if (count !== 0 && count === before) {
      console.error(
        `${decoders[index]?.name ?? ''} does not end on ${hex(input.slice(0, length))}`,
      );
      process.exit(1);
    }
    before = count;
  }, 5 * SLOW_MS);
  worker.on('error', (error) => {
    console.error(error);
    process.exit(1);
  });
  worker.on('message', (report: Report) => {
    clearInterval(hanging);
    const { executions, refused, largestHeap, slowest, failure } = report;
    console.log(
      `${family ?? 'all families'}, ${decoders.length} decoders, seed ${seed}: ${executions} ` +
        `inputs in ${seconds} s, ${refused} refused; largest heap ` +
        `${(largestHeap / 2 ** 20).toFixed(0)} MB; slowest ${slowest.ms.toFixed(1)} ms ` +
        `(${slowest.name}, ${slowest.bytes} bytes)`,
    );
    if (failure !== null) console.error(failure);
    process.exitCode = failure === null ? 0 : 1;
  });
}

if (isMainThread) {
  watch();
} else {
  // What `watch` has put there.
  const data = workerData as Parameters<typeof fuzz>[1] & { readonly family?: string };
  parentPort?.postMessage(fuzz(decodersOf(data.family), data));
}
