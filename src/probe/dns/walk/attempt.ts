import type { DnsMessage } from '../../../codec/dns/message.ts';
import type { Problem } from '../../../evidence/problem.ts';
import type { DnsQuestion, Endpoint } from '../../../net/net.ts';
import type { Cut } from './cut.ts';
import type { Ledger } from './ledger.ts';
import { readingOf, type Referral } from './reading.ts';

/** An answer of a zone's server. */
export interface Answer {
  readonly kind: 'answer';
  readonly message: DnsMessage;
  readonly server: Endpoint;
  /** What speaks against taking it as the word of the zone; null where nothing does. */
  readonly doubt: string | null;
}

/** A delegation that a zone's server made. */
export interface Referred {
  readonly kind: 'referral';
  readonly referral: Referral;
  readonly message: DnsMessage;
  readonly server: Endpoint;
}

/** What the servers of a zone say to a question. */
export type Step =
  | Answer
  | Referred
  /** `silent`: nothing came back, from any of them. */
  | { readonly kind: 'failed'; readonly problem: Problem; readonly silent: boolean };

/** Asks a zone's servers: one, and where it fails two more, up to the first that is of use. */
export async function attempt(
  ledger: Ledger,
  cut: Cut,
  question: DnsQuestion,
  trail: readonly string[],
): Promise<Step> {
  const doubtful: Step[] = [];
  const problems: Problem[] = [];
  let silent = true;
  for (let index = 0; ; index += 1) {
    const servers = await cut.pool.batch(index, trail);
    if (servers === undefined) break;
    const steps = await Promise.all(servers.map((server) => askOne(ledger, cut, server, question)));
    for (const step of steps) {
      if (step.kind === 'failed') {
        problems.push(step.problem);
        silent &&= step.silent;
      } else if (step.kind === 'answer' && step.doubt !== null) doubtful.push(step);
      else return step;
    }
  }
  const [step] = doubtful;
  if (step !== undefined) return step;
  const detail = `no address of a name server of ${cut.zone} was found`;
  const { pool } = cut;
  const problem = problems[0] ?? pool.problem ?? pool.leftOut ?? { code: 'unreachable', detail };
  return failed(problem, silent);
}

/** Asks one server. */
export async function askOne(
  ledger: Ledger,
  cut: Cut,
  server: Endpoint,
  question: DnsQuestion,
): Promise<Step> {
  cut.asked.set(server.address, server);
  const asked = await ledger.ask({ server, ...question, form: 'iterative' });
  if (asked.message === null) {
    const { problem } = asked;
    return failed(problem, problem.code !== 'malformed' && ledger.ended === null);
  }
  const { message } = asked;
  const who = `${server.host} (${server.address})`;
  if (cut.parent === null && message.flags.ra) {
    const detail = `${who} offers recursion, as no root server does: is port 53 intercepted?`;
    return failed({ code: 'blocked', detail }, true);
  }
  const reading = readingOf(message, cut.zone, question);
  switch (reading.kind) {
    case 'answer':
      return { kind: 'answer', message, server, doubt: reading.doubt };
    case 'referral':
      return { kind: 'referral', referral: reading, message, server };
    case 'useless': {
      const { code, detail } = reading.problem;
      return failed({
        code,
        detail: `${who}, asked for ${question.name} ${question.type}, ${detail}`,
      });
    }
  }
}

const failed = (problem: Problem, silent = false): Step => ({ kind: 'failed', problem, silent });
