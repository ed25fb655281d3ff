/**
 * Limiters of the npm registry, each on a port of its own: `node limiters.ts FOLDER NAME=PORT…`, with the
 * key and certificate in `both.pem` of the folder.
 */
import { readFileSync } from 'node:fs';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [, , folder = '', ...places] = process.argv;
const both = readFileSync(join(folder, 'both.pem'));
const identity = { key: both, cert: both };
// Installed by setup.sh alone: their types are not there where the rest is checked.
const load = createRequire(import.meta.url);

interface Request extends IncomingMessage {
  readonly ip: string;
  get(name: string): string | undefined;
}
interface Response extends ServerResponse {
  set(fields: Readonly<Record<string, string>>): Response;
  status(code: number): Response;
  json(value: unknown): Response;
}
type Handler = (request: Request, response: Response, next: () => void) => unknown;
type App = RequestListener & {
  set(name: string, value: unknown): App;
  use(...handlers: Handler[]): App;
  get(path: string, handler: Handler): App;
  post(path: string, handler: Handler): App;
};
interface Server {
  listen(port: number, host: string): unknown;
}

const express = load('express') as () => App;
const { rateLimit, ipKeyGenerator } = load('express-rate-limit') as {
  rateLimit: (options: object) => Handler;
  ipKeyGenerator: (ip: string) => string;
};
const fastify = load('fastify') as (options: object) => {
  register(plugin: unknown, options?: object): { after(ready: () => void): void };
  get(path: string, options: object, handler: () => unknown): void;
  listen(options: object): Promise<unknown>;
};
const fastifyLimit = load('@fastify/rate-limit') as unknown;
const flexible = load('rate-limiter-flexible') as {
  RateLimiterMemory: new (options: object) => Flexible;
  BurstyRateLimiter: new (usual: Flexible, burst: Flexible) => Flexible;
};
interface Flexible {
  consume(key: string): Promise<unknown>;
}

const SILENT = { standardHeaders: false, legacyHeaders: false };
const pong: Handler = (_, response) => response.json({ ok: true });

/** An Express application with these handlers before its one answer. */
function application(...handlers: Handler[]): App {
  const app = express();
  for (const handler of handlers) app.use(handler);
  return app.get('/ping', pong);
}

const overHttps = (app: App): Server => createServer(identity, app);

const limited = (options: object): Server =>
  overHttps(application(rateLimit({ ...SILENT, limit: 10, windowMs: 10_000, ...options })));

/** The one of express-rate-limit before a sign-in that nobody passes. */
function login(): Server {
  const limiter = rateLimit({ ...SILENT, limit: 5, windowMs: 60_000 });
  const app = application();
  return overHttps(
    app.post('/login', (request, response) =>
      limiter(request, response, () => response.status(401).json({ error: 'wrong password' })),
    ),
  );
}

/** Believes whoever names an address. */
function believing(): Server {
  const options = { ...SILENT, limit: 5, windowMs: 10_000, validate: { trustProxy: false } };
  const app = express().set('trust proxy', true);
  return overHttps(app.use(rateLimit(options)).get('/ping', pong));
}

/** Says what is never held. */
const lying = (): Server =>
  overHttps(
    application((_, response, next) => {
      response.set({
        'RateLimit-Policy': '"default";q=5;w=10',
        RateLimit: '"default";r=4;t=10',
      });
      next();
    }),
  );

/** A Fastify application, limited as its plugin is told. */
function plugged(options: object): Server {
  const app = fastify({ https: identity });
  app.register(fastifyLimit, { global: false }).after(() => {
    app.get('/ping', { config: { rateLimit: options } }, () => ({ ok: true }));
  });
  return { listen: (port, host) => app.listen({ port, host }) };
}

const guarded = (limiter: Flexible): Server =>
  overHttps(
    application((request, response, next) => {
      limiter.consume(request.ip).then(
        () => {
          next();
        },
        (refusal: unknown) => {
          const { msBeforeNext } = refusal as { msBeforeNext: number };
          response.set({ 'Retry-After': String(Math.ceil(msBeforeNext / 1000)) });
          response.status(429).json({ error: 'too many requests' });
        },
      );
    }),
  );

const { RateLimiterMemory, BurstyRateLimiter } = flexible;

const SERVERS: Readonly<Record<string, () => Server>> = {
  'express-draft-6': () => limited({ standardHeaders: 'draft-6', limit: 10, windowMs: 5_000 }),
  'express-draft-7': () => limited({ standardHeaders: 'draft-7', limit: 20, windowMs: 6_000 }),
  'express-draft-8': () => limited({ standardHeaders: 'draft-8' }),
  'express-legacy': () => limited({ legacyHeaders: true, limit: 30, windowMs: 15_000 }),
  'express-silent': () => limited({ limit: 8, windowMs: 6_000 }),
  'express-token': () =>
    limited({
      limit: 10,
      windowMs: 8_000,
      keyGenerator: (request: Request) =>
        request.get('authorization') ?? ipKeyGenerator(request.ip),
    }),
  'express-xff': believing,
  'express-login': login,
  'express-lying': lying,
  'fastify-plain': () => plugged({ max: 10, timeWindow: 10_000 }),
  'fastify-ban': () => plugged({ max: 5, timeWindow: 10_000, ban: 3 }),
  'fastify-renewing': () => plugged({ max: 5, timeWindow: 5_000, continueExceeding: true }),
  'flexible-block': () =>
    guarded(new RateLimiterMemory({ points: 10, duration: 10, blockDuration: 20 })),
  'flexible-bursty': () =>
    guarded(
      new BurstyRateLimiter(
        new RateLimiterMemory({ points: 2, duration: 1 }),
        new RateLimiterMemory({ keyPrefix: 'burst', points: 5, duration: 10 }),
      ),
    ),
};

for (const place of places) {
  const [name = '', port] = place.split('=');
  const server = SERVERS[name];
  if (server === undefined) throw new Error(`no limiter is called ${name}`);
  server().listen(Number(port), '127.0.0.1');
}
