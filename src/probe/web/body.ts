import { decodeContent } from '../../codec/http/content-coding.ts';
import type { Answer } from '../../evidence/kinds/web/response.ts';
import type { HttpResponse } from '../../net/net.ts';
import { answerOf } from './ask.ts';

/** A body without its content coding, as far as it was read. */
export interface Body {
  readonly bytes: Uint8Array;
  /** Each byte stands for a character, so that any bytes can be searched. */
  readonly text: string;
  readonly complete: boolean;
}

/** An answer, and what its body tells; null where there is no answer or the body cannot be read. */
export interface Told<T> {
  readonly answer: Answer;
  readonly told: T | null;
}

/** Sends for an answer and reads its body, which is not kept. */
export async function answerTelling<T>(
  url: URL,
  asked: Promise<HttpResponse>,
  tell: (body: Body, response: HttpResponse) => T | null,
): Promise<Told<T>> {
  const answer = await answerOf(url, asked);
  if (answer.is === 'problem') return { answer, told: null };
  const response = await asked;
  const content = decodeContent(response.headers, response.body);
  if (content === null) return { answer, told: null };
  const body = {
    bytes: content.bytes,
    text: Buffer.from(content.bytes).toString('latin1'),
    complete: content.complete && !response.truncated,
  };
  return { answer, told: tell(body, response) };
}

/** Whether a text is in a body; null where it is not and not all of the body was seen. */
export function contains({ text, complete }: Body, wanted: string): boolean | null {
  if (text.includes(wanted)) return true;
  return complete ? false : null;
}
