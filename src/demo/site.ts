import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import type { TlsOptions } from 'node:tls';
import { limiter, type SiteLimit } from './limiter.ts';
import { listen, type Service } from './listen.ts';

/** What one path answers. */
export interface Resource {
  readonly type: string;
  readonly body: string;
  /** Besides those of every answer. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

/** A web site over https, and what it does with plain http. */
export interface Site {
  readonly host: string;
  /** Other names that lead to it. */
  readonly aliases: readonly string[];
  readonly tls: TlsOptions;
  /** With every answer, errors included. */
  readonly headers: Readonly<Record<string, string>>;
  readonly resources: Readonly<Record<string, Resource>>;
  /** Paths that answer 401 to one who shows no token. */
  readonly refused: readonly string[];
  readonly notFound: Resource;
  /** Above it clients are refused; null where nobody is. */
  readonly limit: SiteLimit | null;
  /** TRACE sends the request back. */
  readonly traces: boolean;
  /** Scripts of every origin may read everything. */
  readonly trustsEveryOrigin: boolean;
  /** HTTP/2 is offered beside HTTP/1.1. */
  readonly http2: boolean;
  readonly overHttp: 'redirect' | 'same site';
}

/** Starts a site; it listens once for https and once for http. */
export async function serveSite(site: Site): Promise<{ https: Service; http: Service }> {
  const { limit } = site;
  const count = limit === null ? null : limiter(limit);
  const serve = (request: Request, response: Response): void => {
    const counted =
      count === null || request.url !== limit?.path
        ? null
        : count(request.socket.remoteAddress ?? '', Date.now());
    for (const [name, value] of Object.entries(counted?.headers ?? {})) {
      response.setHeader(name, value);
    }
    if (counted?.admitted === false) refuse(site, response);
    else respond(site, request, response);
  };
  const https = site.http2
    ? createSecureServer({ ...site.tls, allowHTTP1: true }, serve)
    : createHttpsServer(site.tls, serve);
  const http = createServer((request, response) => {
    if (site.overHttp === 'same site') {
      respond(site, request, response);
      return;
    }
    const path = request.url?.startsWith('/') === true ? request.url : '/';
    response.writeHead(301, { Location: `https://${site.host}${path}` }).end();
  });
  return { https: await listen(https), http: await listen(http) };
}

type Request = IncomingMessage | Http2ServerRequest;
type Response = ServerResponse | Http2ServerResponse;

function respond(site: Site, request: Request, response: Response): void {
  const { method = 'GET', headers } = request;
  for (const [name, value] of Object.entries(site.headers)) response.setHeader(name, value);
  if (site.trustsEveryOrigin && headers.origin !== undefined) {
    response.setHeader('Access-Control-Allow-Origin', headers.origin);
    response.setHeader('Access-Control-Allow-Credentials', 'true');
  }
  if (method === 'TRACE' && site.traces) sendBack(request, response);
  else if (method === 'GET' || method === 'HEAD') show(site, request, response);
  else {
    response.statusCode = 405;
    response.setHeader('Allow', 'GET, HEAD');
    response.end();
  }
}

function show(site: Site, { url = '/' }: Request, response: Response): void {
  const [path = '/'] = url.split('?');
  if (site.refused.includes(path)) {
    response.statusCode = 401;
    response.setHeader('WWW-Authenticate', 'Bearer');
    response.end();
    return;
  }
  const found = Object.hasOwn(site.resources, path) ? site.resources[path] : undefined;
  const { type, body, headers = {} } = found ?? site.notFound;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.statusCode = found === undefined ? 404 : 200;
  response.setHeader('Content-Type', type);
  response.end(body);
}

/** RFC 6585, section 4, with the problem type of the draft on RateLimit fields. */
function refuse({ headers }: Site, response: Response): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.statusCode = 429;
  response.setHeader('Content-Type', 'application/problem+json');
  const type = 'https://iana.org/assignments/http-problem-types#quota-exceeded';
  response.end(JSON.stringify({ type, title: 'Too many requests', status: 429 }));
}

function sendBack({ url = '/', headers }: Request, response: Response): void {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`);
  response.setHeader('Content-Type', 'message/http');
  response.end([`TRACE ${url} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
}
