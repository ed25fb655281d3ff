import { shortenText } from '../codec/http/secrets.ts';
import { problemOf, type Problem } from '../evidence/problem.ts';
import type { HttpRequest, HttpResponse } from './net.ts';
import type { NetUse } from './scope.ts';

/** One HTTP request that was sent, once it is over. */
export interface LoggedRequest extends Pick<NetUse, 'kind' | 'target'> {
  /** When it was sent; for one that needed a new connection, when that was begun. */
  readonly at: Date;
  readonly method: string;
  /** Without secrets. */
  readonly url: string;
  /** Where it really went, with the port. */
  readonly address: string;
  /** Of the final response; null where none came. */
  readonly status: number | null;
  /** What went wrong, in one sentence; null where nothing did. */
  readonly problem: string | null;
  readonly ms: number;
}

/** Told of each HTTP request that was sent, whoever sent it. */
export type RequestLog = (entry: LoggedRequest) => void;

/** What came of a request. */
export interface RequestEnd {
  readonly at: Date;
  readonly status: number | null;
  readonly problem: Problem | null;
  readonly ms: number;
}

/** A request, and where it goes. */
interface LoggedMessage extends Pick<HttpRequest, 'method' | 'url'> {
  readonly address: string;
}

export const logged = (
  { kind, target }: NetUse,
  { method, url, address }: LoggedMessage,
  { problem, ...end }: RequestEnd,
): LoggedRequest => ({
  ...{ kind, target, method, url: shortenText(url.href), address, ...end },
  problem: problem === null ? null : `${problem.code}: ${problem.detail}`,
});

/** What `ask` gives; the log is told of it. */
export async function watched(
  log: RequestLog,
  use: NetUse,
  message: LoggedMessage,
  ask: () => Promise<HttpResponse>,
): Promise<HttpResponse> {
  const at = new Date();
  const begunAt = performance.now();
  const over = (status: number | null, problem: Problem | null): void => {
    const ms = Math.round(performance.now() - begunAt);
    log(logged(use, message, { at, status, problem, ms }));
  };
  try {
    const response = await ask();
    over(response.status, null);
    return response;
  } catch (error) {
    over(null, problemOf(error));
    throw error;
  }
}
