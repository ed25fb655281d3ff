import { z } from 'zod';
import { Problem } from '../evidence/problem.ts';
import { keyText, type ConversationKey } from './transport.ts';

/**
 * One step of a conversation. Bytes are hex. A step is recorded when our side takes it, so that
 * the order is the order in which a replay asks.
 */
export type Step =
  | { readonly sent: string }
  | { readonly received: string }
  | { readonly closed: true }
  | { readonly problem: Problem }
  | { readonly asked: unknown }
  | { readonly answered: unknown };

/** What was said in one conversation. */
export interface Transcript {
  readonly key: ConversationKey;
  readonly peer: string;
  readonly steps: readonly Step[];
}

const Key = z.strictObject({
  kind: z.string(),
  target: z.string(),
  purpose: z.string(),
  ordinal: z.int(),
});

/**
 * A transcript as text, one step a line: `>` sent, `<` received, `.` closed by the peer, `!`
 * problem, `?` and `=` a message asked and answered; `#` lines are comments.
 */
export function formatTranscript({ key, peer, steps }: Transcript): string {
  const lines = steps.map((step) => {
    if ('sent' in step) return `> ${step.sent}`;
    if ('received' in step) return `< ${step.received}`;
    if ('closed' in step) return '.';
    if ('problem' in step) return `! ${JSON.stringify(step.problem)}`;
    if ('asked' in step) return `? ${JSON.stringify(step.asked)}`;
    return `= ${JSON.stringify(step.answered)}`;
  });
  return [`key ${JSON.stringify(key)}`, `peer ${peer}`, ...lines, ''].join('\n');
}

/** Reads what formatTranscript wrote. Throws an Error that names the file and line. */
export function parseTranscript(text: string, file: string): Transcript {
  let key: ConversationKey | undefined;
  let peer = '';
  const steps: Step[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '' || line.startsWith('#')) continue;
    const rest = line.slice(line.indexOf(' ') + 1);
    if (line.startsWith('key ')) key = Key.parse(JSON.parse(rest));
    else if (line.startsWith('peer ')) peer = rest;
    else steps.push(parseStep(line, rest, `${file}:${index + 1}`));
  }
  if (key === undefined) throw new Error(`${file}: no line begins with "key "`);
  return { key, peer, steps };
}

function parseStep(line: string, rest: string, place: string): Step {
  switch (line.charAt(0)) {
    case '>':
      return { sent: rest };
    case '<':
      return { received: rest };
    case '.':
      return { closed: true };
    case '!':
      return { problem: Problem.parse(JSON.parse(rest)) };
    case '?':
      return { asked: JSON.parse(rest) as unknown };
    case '=':
      return { answered: JSON.parse(rest) as unknown };
    default:
      throw new Error(`${place}: a step begins with one of > < . ! ? =, not ${line.slice(0, 8)}`);
  }
}

/** A file name for a transcript: readable, and unique through the ordinal and a short digest. */
export function transcriptName(key: ConversationKey, digest: string): string {
  const readable = keyText(key).replaceAll(/[^A-Za-z0-9.-]+/g, '-');
  return `${readable.slice(0, 100)}-${digest.slice(0, 8)}.txt`;
}
