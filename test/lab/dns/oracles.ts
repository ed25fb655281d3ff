import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../process.ts';
import type { Hierarchy } from './hierarchy.ts';
import type { Status } from './plan.ts';

/** A question of the lab. */
export interface LabQuestion {
  readonly name: string;
  readonly type: string;
}

/** What a validator of others says. */
export interface Verdict {
  readonly status: Status;
  readonly rcode: string;
  /** Extended errors (RFC 8914), as `7 (Signature Expired)`. */
  readonly extendedErrors: readonly string[];
}

/** Extended errors that say that nobody could be asked. */
const UNREACHABLE = /^2[23] /;
const WAIT_SECONDS = 10;
/** Questions that are asked side by side. */
const LANES = 4;
/** Fewer are asked one after the other. */
const FEW = 20;

/** What unbound says of each question, in their order. */
export async function byUnbound(
  { resolver }: Pick<Hierarchy, 'resolver'>,
  questions: readonly LabQuestion[],
): Promise<readonly Verdict[]> {
  const batch = async (asked: readonly LabQuestion[], option: string): Promise<string[]> => {
    if (asked.length === 0) return [];
    const input = asked.map(({ name, type }) => `${name}. ${type}\n`).join('');
    const args = [`@${resolver}`, '+dnssec', '+noall', '+comments', `+${option}`, '+tries=1'];
    const { stdout } = await run('dig', [...args, `+time=${WAIT_SECONDS}`, '-f', '-'], {
      input,
      minutes: 3,
    });
    const parts = stdout.split(/^(?=;; (?:Got answer|Got bad packet|communications error))/m);
    const answers = parts.filter((text) => /^;; (?:Got|comm)/.test(text));
    if (answers.length === asked.length) return answers;
    throw new Error(`${answers.length} answers to ${asked.length} questions: ${stdout}`);
  };
  const size = Math.max(FEW, Math.ceil(questions.length / LANES));
  const lanes = Array.from({ length: LANES }, (_, lane) =>
    questions.slice(lane * size, (lane + 1) * size),
  );
  const answers = (await Promise.all(lanes.map((lane) => batch(lane, 'nocd')))).flat();
  // A second time: a server that is busy looks like one that is silent.
  const settled = ['NOERROR', 'NXDOMAIN'];
  const unclear = questions.filter((_, index) => !settled.includes(rcodeOf(answers[index] ?? '')));
  const [again, unchecked] = await Promise.all([batch(unclear, 'nocd'), batch(unclear, 'cdflag')]);
  return questions.map((question, index) => {
    const text = again[unclear.indexOf(question)] ?? answers[index] ?? '';
    const without = unchecked[unclear.indexOf(question)] ?? '';
    return {
      status: statusOf(text, without),
      rcode: rcodeOf(text),
      extendedErrors: errorsOf(text),
    };
  });
}

const rcodeOf = (text: string): string => /status: (\w+)/.exec(text)?.[1] ?? 'none';
const errorsOf = (text: string): string[] =>
  [...text.matchAll(/^; EDE: (\d+ \([^)]*\))/gm)].map(([, code]) => code ?? '');

/** SERVFAIL is bogus where the same question without validation is answered. */
function statusOf(text: string, unchecked: string): Status {
  const rcode = rcodeOf(text);
  if (rcode === 'NOERROR' || rcode === 'NXDOMAIN') {
    return /flags:[^;]* ad[ ;]/.test(text) ? 'secure' : 'insecure';
  }
  if (errorsOf(text).some((error) => !UNREACHABLE.test(error))) return 'bogus';
  // What was changed on the way may be more than dig can read.
  const answered = /^;; Got bad packet|status: (?:NOERROR|NXDOMAIN)/m.test(unchecked);
  return answered ? 'bogus' : 'indeterminate';
}

/** Lets unbound forget all that it has heard below a name. */
export async function forget({ folder }: Pick<Hierarchy, 'folder'>, name: string): Promise<void> {
  const args = ['-c', join(folder, 'unbound.conf'), 'flush_zone', `${name}.`];
  const { code, stderr } = await run('unbound-control', args);
  if (code !== 0) throw new Error(`unbound-control: ${stderr}`);
}

/** What delv says of each question; it gets the answers through unbound, not validated. */
export async function byDelv(
  { folder, resolver, anchors }: Pick<Hierarchy, 'folder' | 'resolver' | 'anchors'>,
  questions: readonly LabQuestion[],
): Promise<readonly Status[]> {
  const file = join(folder, 'delv.anchors');
  const statics = anchors.map((anchor) => {
    const [tag = '', algorithm = '', digestType = '', digest = ''] = anchor.split(' ');
    return `. static-ds ${tag} ${algorithm} ${digestType} "${digest}";`;
  });
  writeFileSync(file, `trust-anchors { ${statics.join(' ')} };\n`);
  const said: Status[] = [];
  const left = [...questions.entries()];
  const lane = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [index, { name, type }] = next;
      const args = [`@${resolver}`, '-a', file, '+root=.', '+cdflag', `${name}.`, type];
      const { stdout, stderr } = await run('delv', args);
      said[index] = delvStatus(`${stdout}\n${stderr}`);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return said;
}

/** Of an alias it shows what it could validate before it gives up. */
function delvStatus(said: string): Status {
  const failed = /resolution failed: (?!ncache)(.*)/.exec(said)?.[1];
  if (failed !== undefined) {
    return /^(?:timed out|failure|SERVFAIL|REFUSED)/.test(failed) ? 'indeterminate' : 'bogus';
  }
  if (/unsigned answer/.test(said)) return 'insecure';
  return /fully validated/.test(said) ? 'secure' : 'indeterminate';
}
