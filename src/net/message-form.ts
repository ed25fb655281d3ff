import { z } from 'zod';
import { Problem } from '../evidence/problem.ts';
import type { HttpResponse } from './net.ts';
import type { Carried, HttpMessage, SessionAnswer, SessionMessage } from './transport.ts';

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

const CarriedForm = z.strictObject({
  at: z.number(),
  headMs: z.number().nullable(),
  endMs: z.number(),
  connection: z.int(),
  answer: z.discriminatedUnion('is', [
    z.strictObject({ is: z.literal('response'), response: Http }),
    z.strictObject({ is: z.literal('problem'), problem: Problem }),
  ]),
  sent: z.int(),
  ended: Problem.nullable(),
});

/** What came of a call of a client, counted from 0. */
const ClientStep = z.union([
  z.strictObject({ call: z.int(), at: z.number() }),
  z.strictObject({ call: z.int(), carried: CarriedForm }),
  z.strictObject({ call: z.int(), problem: Problem }),
]);
export type ClientStep =
  | { readonly call: number; readonly at: number }
  | { readonly call: number; readonly carried: Carried }
  | { readonly call: number; readonly problem: Problem };

/** Of a response: lists that may be changed, as zod has them. */
const listed = (response: HttpResponse): z.output<typeof Http> => ({
  ...response,
  headers: response.headers.map(([name, value]): [string, string] => [name, value]),
  malformed: [...response.malformed],
  interim: response.interim.map(({ status, headers }) => ({
    status,
    headers: headers.map(([name, value]): [string, string] => [name, value]),
  })),
});

const changeable = ({ answer, ...rest }: Carried): z.output<typeof CarriedForm> => ({
  ...rest,
  answer: answer.is === 'problem' ? answer : { ...answer, response: listed(answer.response) },
});

/** Messages of a transcript as JSON, bytes in base64; both directions from one declaration. */
export const encodeHttp = (response: HttpResponse): unknown => z.encode(Http, listed(response));
export const decodeHttp = (value: unknown): HttpResponse => Http.parse(value);
export const encodeSession = (session: SessionAnswer): unknown => z.encode(Session, session);
export const decodeSession = (value: unknown): SessionAnswer => Session.parse(value);
export const encodeClientStep = (step: ClientStep): unknown =>
  z.encode(ClientStep, 'carried' in step ? { ...step, carried: changeable(step.carried) } : step);
export const decodeClientStep = (value: unknown): ClientStep => ClientStep.parse(value);

/** What an HTTP request says, without what is never recorded. */
export const encodeHttpMessage = (message: HttpMessage): unknown => {
  const left = message.hidden === undefined ? ['secrets'] : ['secrets', 'hidden', 'body'];
  return Object.fromEntries(Object.entries(message).filter(([name]) => !left.includes(name)));
};

/** What a session is asked to do as JSON, bytes in base64. */
export const encodeSessionMessage = ({ resume, ...message }: SessionMessage): unknown => ({
  ...message,
  ...(resume === undefined ? {} : { resume: Buffer.from(resume).toString('base64') }),
});
