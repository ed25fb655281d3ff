import { z } from 'zod';
import type { HttpResponse } from './net.ts';
import type { HttpMessage, SessionAnswer, SessionMessage } from './transport.ts';

const base64 = z.codec(
  z.base64(),
  z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  {
    decode: (text) => new Uint8Array(Buffer.from(text, 'base64')),
    encode: (bytes) => Buffer.from(bytes).toString('base64'),
  },
);

const Http = z.strictObject({
  status: z.int(),
  headers: z.array(z.tuple([z.string(), z.string()])),
  protocol: z.string(),
  malformed: z.array(z.string()),
  ms: z.int(),
  interim: z.array(
    z.strictObject({ status: z.int(), headers: z.array(z.tuple([z.string(), z.string()])) }),
  ),
  body: base64,
  truncated: z.boolean(),
  tls: z.strictObject({ protocol: z.string(), certificate: base64 }).nullable(),
});

const Session = z.union([
  z.strictObject({ noStarttls: z.string() }),
  z.strictObject({
    protocol: z.string(),
    cipher: z.string(),
    alpn: z.string().nullable(),
    certificates: z.array(base64).readonly(),
    reused: z.boolean(),
    resumption: base64.nullable(),
    ticket: base64.nullable(),
    renegotiation: z.strictObject({ done: z.boolean(), detail: z.string() }).nullable(),
    heard: base64,
  }),
]);

/** Messages of a transcript as JSON, bytes in base64; both directions from one declaration. */
export const encodeHttp = (response: HttpResponse): unknown =>
  z.encode(Http, {
    ...response,
    headers: response.headers.map(([name, value]): [string, string] => [name, value]),
    malformed: [...response.malformed],
    interim: response.interim.map(({ status, headers }) => ({
      status,
      headers: headers.map(([name, value]): [string, string] => [name, value]),
    })),
  });
export const decodeHttp = (value: unknown): HttpResponse => Http.parse(value);
export const encodeSession = (session: SessionAnswer): unknown => z.encode(Session, session);
export const decodeSession = (value: unknown): SessionAnswer => Session.parse(value);

/** What an HTTP request says, without what is never recorded. */
export const encodeHttpMessage = (message: HttpMessage): unknown =>
  Object.fromEntries(Object.entries(message).filter(([name]) => name !== 'secrets'));

/** What a session is asked to do as JSON, bytes in base64. */
export const encodeSessionMessage = ({ resume, ...message }: SessionMessage): unknown => ({
  ...message,
  ...(resume === undefined ? {} : { resume: Buffer.from(resume).toString('base64') }),
});
