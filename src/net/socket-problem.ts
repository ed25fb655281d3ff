import { ProblemError, type ProblemCode } from '../evidence/problem.ts';

const CODES: Readonly<Record<string, ProblemCode>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ECONNABORTED: 'reset',
  UND_ERR_SOCKET: 'reset',
  ERR_STREAM_PREMATURE_CLOSE: 'reset',
  ETIMEDOUT: 'timeout',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EACCES: 'unreachable',
  EPERM: 'unreachable',
  EAFNOSUPPORT: 'unsupported',
  EPROTO: 'unsupported',
  EMFILE: 'limit',
};

const SENTENCES: Readonly<Partial<Record<ProblemCode, string>>> = {
  refused: 'refused the connection',
  reset: 'reset the connection',
  timeout: 'did not answer in time',
  unreachable: 'cannot be reached from here',
  limit: 'sent more than is read',
};

/** The Problem behind an error of a socket, of undici or of OpenSSL, said of `peer`. */
export function socketProblem(error: unknown, peer: string, signal?: AbortSignal): ProblemError {
  if (signal?.aborted === true) return abortProblem(signal, peer);
  if (error instanceof ProblemError) return error;
  const { code, name, message } = detailsOf(error);
  if (name === 'TimeoutError') return new ProblemError('timeout', `${peer} did not answer in time`);
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) {
    return new ProblemError(
      'unsupported',
      `no TLS session with ${peer}: ${opensslReason(message)}`,
    );
  }
  const known = CODES[code];
  if (known === undefined) return new ProblemError('bug', `${peer}: ${message}`);
  return new ProblemError(known, `${peer} ${SENTENCES[known] ?? message}`);
}

function detailsOf(error: unknown): { code: string; name: string; message: string } {
  if (!(error instanceof Error)) return { code: '', name: '', message: String(error) };
  const code = 'code' in error ? String(error.code) : '';
  return { code, name: error.name, message: error.message === '' ? code : error.message };
}

/** The Problem that a deadline or an interruption stands for: the reason of the signal. */
export function abortProblem(signal: AbortSignal, peer: string): ProblemError {
  const reason: unknown = signal.reason;
  if (reason instanceof ProblemError) {
    return new ProblemError(reason.problem.code, `${peer}: ${reason.problem.detail}`);
  }
  return new ProblemError('timeout', `${peer} did not answer in time`);
}

/** `error:0A000410:SSL routines::sslv3 alert handshake failure:…` becomes its fourth part. */
function opensslReason(message: string): string {
  return /SSL routines:[^:]*:([^:\n]+)/.exec(message)?.[1] ?? message.split('\n')[0] ?? message;
}
