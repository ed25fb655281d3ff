import { ProblemError, type Problem } from '../evidence/problem.ts';
import type { ClientAnswer, ClientRequest, HttpClient } from './net.ts';
import { withFields } from './http/own-fields.ts';
import type { RequestEnd } from './request-log.ts';
import type { Carried, TransportClient } from './transport.ts';

/** What a use keeps of the requests of its clients. */
export interface ClientBooks {
  readonly userAgent: string;
  /** Counts one request as it is sent. */
  readonly sent: () => void;
  readonly over: (request: ClientRequest, end: RequestEnd) => void;
}

/** A client that counts what it costs and tells what came of it. */
export class CountedClient implements HttpClient {
  readonly #client: TransportClient;
  readonly #books: ClientBooks;
  readonly #begunAt = Date.now();

  constructor(client: TransportClient, books: ClientBooks) {
    this.#client = client;
    this.#books = books;
  }

  until(ms: number): Promise<number> {
    return unhurried(this.#client.until(ms));
  }

  send(request: ClientRequest): Promise<ClientAnswer> {
    return unhurried(this.#send(request));
  }

  close(): void {
    this.#client.close();
  }

  async #send(request: ClientRequest): Promise<ClientAnswer> {
    const { url, method, headers, secrets, body, hidden } = request;
    const { sent, ended, ...answer } = await this.#client.send({
      ...{ url: url.href, method },
      headers: withFields({ 'User-Agent': this.#books.userAgent }, headers),
      ...(secrets === undefined ? {} : { secrets }),
      ...(body === undefined ? {} : { body: Buffer.from(body).toString('base64') }),
      ...(hidden === undefined ? {} : { hidden }),
    });
    this.#note(request, answer, sent);
    if (ended !== null) throw new ProblemError(ended.code, ended.detail);
    return sent > 1 ? { ...answer, sent } : answer;
  }

  #note(request: ClientRequest, { at, endMs, answer }: ClientAnswer, sent: number): void {
    const when = new Date(this.#begunAt + at);
    for (let number = 1; number <= sent; number += 1) {
      this.#books.sent();
      const end = number < sent ? { status: null, problem: CLOSED } : endOf(answer);
      this.#books.over(request, { ...end, at: when, ms: number < sent ? 0 : endMs });
    }
  }
}

/** Of a request that was sent again. */
const CLOSED: Problem = {
  code: 'reset',
  detail: 'the connection had been closed; the request was sent again',
};

const endOf = (answer: Carried['answer']): Pick<RequestEnd, 'status' | 'problem'> =>
  answer.is === 'response'
    ? { status: answer.response.status, problem: null }
    : { status: null, problem: answer.problem };

/** A promise that may fail before anybody waits for it. */
function unhurried<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
