import { createServer as createHttp, type RequestListener } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { onTestFinished } from 'vitest';
import { webResponses, type WebResponses } from '../../src/evidence/kinds/web/response.ts';
import type { Kind } from '../../src/evidence/kind.ts';
import { unavailable, type Observation } from '../../src/evidence/observation.ts';
import { problemOf } from '../../src/evidence/problem.ts';
import { liveTransport } from '../../src/net/live.ts';
import type { Target } from '../../src/evidence/target.ts';
import type { Probe, ProbeContext, ProbeSettings, WebSettings } from '../../src/probe/probe.ts';
import { webResponsesProbe } from '../../src/probe/web/responses.ts';
import { selfSigned } from './certificate.ts';
import { testNetwork, TEST_SEED } from './network.ts';
import { closedPort, listening } from './servers.ts';
import { NO_SETTINGS } from './settings.ts';

let identity: ReturnType<typeof selfSigned> | undefined;

/** What a request to the site said. */
export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** A web site on loopback for one test, under the name site.test. */
export interface TestSite {
  /** `--connect-to` mappings that lead every host on ports 443 and 80 there. */
  readonly connectTo: readonly string[];
  /** Requests over https, in order. */
  readonly asked: readonly Asked[];
}

/** Starts it; port 80 is closed where `plain` is not given. */
export async function testSite(serve: RequestListener, plain?: RequestListener): Promise<TestSite> {
  identity ??= selfSigned('site.test');
  const asked: Asked[] = [];
  const https = createHttps(identity, (request, response) => {
    asked.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers });
    serve(request, response);
  });
  const http = plain === undefined ? null : createHttp(plain);
  onTestFinished(() => {
    for (const server of [https, http]) server?.close().closeAllConnections();
  });
  const ports = {
    https: await listening(https),
    http: http === null ? await closedPort() : await listening(http),
  };
  return {
    connectTo: [`:443:127.0.0.1:${ports.https}`, `:80:127.0.0.1:${ports.http}`],
    asked,
  };
}

/** What a web probe observes of it, its value checked against the schema. */
export async function observeSite<T>(
  probe: Probe<T>,
  { connectTo }: Pick<TestSite, 'connectTo'>,
  more: {
    readonly uri?: string;
    readonly web?: Partial<WebSettings>;
    readonly settings?: Partial<ProbeSettings>;
    readonly seconds?: number;
    readonly resolver?: number;
  } = {},
): Promise<Observation<T>> {
  const { uri = 'https://site.test/', web = {}, seconds = 12, resolver = 1 } = more;
  const settings = { ...NO_SETTINGS, ...more.settings };
  const url = new URL(uri);
  const target: Target = {
    ...{ id: uri, kind: 'web', uri, host: url.hostname, port: Number(url.port) || 443 },
    ...{ role: null, addresses: ['127.0.0.1'] },
  };
  const network = testNetwork({
    connectTo,
    transport: liveTransport(TEST_SEED, identity === undefined ? [] : [identity.der]),
    seconds,
    resolver: { address: '127.0.0.1', port: resolver },
  });
  const { signal } = new AbortController();
  const contextOf = (kind: string): ProbeContext => ({
    target,
    signal,
    net: network.use({ kind, target: uri, signal }),
    settings: { ...settings, web: { ...settings.web, ...web } },
    endpoint: null,
    registrableDomain: () => null,
    async get<K>(kind: Kind<K>): Promise<Observation<K>> {
      if (kind.id !== webResponses.id) throw new Error(`${kind.id} is not among the needs`);
      responses ??= webResponsesProbe.observe(contextOf(webResponses.id));
      // The only kind asked for is web.responses, hence K is WebResponses.
      return (await responses) as Observation<K>;
    },
  });
  let responses: Promise<Observation<WebResponses>> | undefined;
  const observation = await probe
    .observe(contextOf(probe.kind.id))
    .catch((error: unknown) => unavailable(problemOf(error)));
  if (observation.status === 'present') probe.kind.schema.parse(observation.value);
  return observation;
}
