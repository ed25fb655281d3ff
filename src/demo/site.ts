import { createServer, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { TlsOptions } from 'node:tls';
import { listen, type Service } from './listen.ts';

/** A web site of one page over https, and what it does with plain http. */
export interface Site {
  readonly host: string;
  /** Other names that lead to it. */
  readonly aliases: readonly string[];
  /** Plain texts by path, in place of the page. */
  readonly texts: Readonly<Record<string, string>>;
  readonly tls: TlsOptions;
  readonly headers: Readonly<Record<string, string>>;
  readonly page: string;
  readonly overHttp: 'redirect' | 'same page';
}

/** Starts a site; it listens once for https and once for http. */
export async function serveSite(site: Site): Promise<{ https: Service; http: Service }> {
  const showPage = (response: ServerResponse): void => {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', ...site.headers });
    response.end(site.page);
  };
  const https = createHttpsServer(site.tls, ({ url }, response) => {
    const text = site.texts[url ?? '/'];
    if (text === undefined) showPage(response);
    else response.writeHead(200, { 'Content-Type': 'text/plain' }).end(text);
  });
  const http = createServer(({ url }, response) => {
    if (site.overHttp === 'same page') {
      showPage(response);
      return;
    }
    const path = url?.startsWith('/') === true ? url : '/';
    response.writeHead(301, { Location: `https://${site.host}${path}` }).end();
  });
  return { https: await listen(https), http: await listen(http) };
}
