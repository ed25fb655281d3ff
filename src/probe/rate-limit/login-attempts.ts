import { maskOfTexts, shortenText } from '../../codec/http/secrets.ts';
import {
  rateLimitLoginAttempts,
  type RateLimitLoginAttempts,
} from '../../evidence/kinds/rate-limit/login.ts';
import type { LimitAnswer } from '../../evidence/kinds/rate-limit/samples.ts';
import { absent, present, unavailable } from '../../evidence/observation.ts';
import { problemOf, ProblemError } from '../../evidence/problem.ts';
import {
  CLIENT_CEILINGS,
  type ClientAnswer,
  type ClientRequest,
  type HttpClient,
  type Net,
} from '../../net/net.ts';
import { refusalOf } from '../authorisation.ts';
import type { LoginSettings, Probe, ProbeContext } from '../probe.ts';
import { auditIdOf, userAgentComment } from './identify.ts';
import { limitAnswerOf } from './limit-answer.ts';
import {
  firstConclusion,
  laterConclusion,
  loginAnswerOf,
  type Conclusion,
  type LoginAnswer,
} from './login-answer.ts';

/** Whatever the user asks for. */
const MOST_ATTEMPTS = 10;
const GAP_MS = 1000;
/** Connections that fail in a row before it is given up. */
const MOST_FAILURES = 2;
const BODY_BYTES = 65_536;

/**
 * Signs in with a random password that is another one each time, as one account that the user gave, at
 * most ten times and at most once a second; stops at the first answer that refuses, tests who asks,
 * says that the account is locked, or looks like success. Keeps no cookies, sends no token of a form.
 */
export const rateLimitLoginAttemptsProbe: Probe<RateLimitLoginAttempts> = {
  kind: rateLimitLoginAttempts,
  intensity: 'active',
  needs: [],
  perAddress: false,
  alone: ({ rateLimit: { login } }) => (login === null ? 0 : 120_000),
  appliesTo: ({ kind }) => kind === 'web',
  async observe(context) {
    const { target, settings, net, spent = 0 } = context;
    const { login } = settings.rateLimit;
    if (login === null) return absent('no sign-in was to be tried');
    if (login.url.origin !== new URL(target.uri).origin) {
      return absent(`the sign-in is at ${login.url.origin}`);
    }
    const refusal = refusalOf(settings.authorisation, { url: login.url }, net.now());
    if (refusal !== null) return unavailable({ code: 'not-permitted', detail: refusal });
    const left = CLIENT_CEILINGS.requests - spent;
    const planned = Math.min(login.attempts, MOST_ATTEMPTS, left);
    if (planned < 1) {
      const detail = `${spent} requests went to ${target.host}: no more in one run`;
      return unavailable({ code: 'limit', detail });
    }
    return present(await tried(context, login, planned));
  },
};

async function tried(
  { net, settings }: ProbeContext,
  login: LoginSettings,
  planned: number,
): Promise<RateLimitLoginAttempts> {
  const auditId = auditIdOf(net.random('audit id', 16));
  const comment = userAgentComment(settings.authorisation?.contact ?? null);
  const client = await clientFor(login.url, net, comment);
  try {
    const attempts = new Attempts(client, login, net, { 'X-Audit-Id': auditId });
    const stopped = await attempts.make(planned);
    const url = shortenText(login.url.href);
    return { url, auditId, planned, attempts: attempts.made, stopped };
  } finally {
    client.close();
  }
}

async function clientFor({ hostname, port }: URL, net: Net, comment: string): Promise<HttpClient> {
  const host = hostname.replace(/^\[|\]$/g, '');
  const { items, because } = await net.locate(host, Number(port) || 443);
  const [endpoint] = items;
  if (endpoint === undefined) {
    const { code, detail } = because ?? { code: 'unreachable', detail: `${host} has no address` };
    throw new ProblemError(code, detail);
  }
  return net.client({
    ...{ endpoint, comment, purpose: 'sign-in', connections: 1, bodyLimit: BODY_BYTES },
  });
}

/** One attempt after the other, each held against the first. */
class Attempts {
  readonly made: RateLimitLoginAttempts['attempts'] = [];
  readonly #client: HttpClient;
  readonly #login: LoginSettings;
  readonly #net: Pick<Net, 'random'>;
  readonly #fields: Readonly<Record<string, string>>;
  #start = 0;
  #first: LoginAnswer | null = null;
  #failures = 0;

  constructor(
    client: HttpClient,
    login: LoginSettings,
    net: Pick<Net, 'random'>,
    fields: Readonly<Record<string, string>>,
  ) {
    this.#client = client;
    this.#login = login;
    this.#net = net;
    this.#fields = fields;
  }

  async make(most: number): Promise<RateLimitLoginAttempts['stopped']> {
    try {
      let last = 0;
      for (let count = 0; count < most; count += 1) {
        if (count > 0) await this.#client.until(last + GAP_MS);
        const purpose = `wrong password ${this.made.length}`;
        const password = Buffer.from(this.#net.random(purpose, 18)).toString('base64url');
        const answer = await this.#client.send(this.#request(password));
        last = answer.at;
        const stop = this.#take(answer, password);
        if (stop !== null) return stop;
      }
      return { because: 'budget', detail: `${most} attempts, as planned` };
    } catch (error) {
      const { code, detail } = problemOf(error);
      if (this.made.length === 0 || code === 'bug') throw error;
      return { because: 'interrupted', detail };
    }
  }

  #request(password: string): ClientRequest {
    const { url, account, accountField, passwordField, form } = this.#login;
    const values = { [accountField]: account, [passwordField]: password };
    const [type, body] =
      form === 'json'
        ? ['application/json', JSON.stringify(values)]
        : ['application/x-www-form-urlencoded', new URLSearchParams(values).toString()];
    const headers = { Accept: '*/*', 'Content-Type': type, ...this.#fields };
    const hidden = hiddenOf(account, password);
    return { url, method: 'POST', headers, body: Buffer.from(body), hidden };
  }

  #take(answered: ClientAnswer, password: string): RateLimitLoginAttempts['stopped'] | null {
    const { at, endMs: ms, answer: given } = answered;
    const { url, account } = this.#login;
    if (this.made.length === 0) this.#start = at;
    const answer = without(hiddenOf(account, password), limitAnswerOf(url, given));
    const { taken, stop } =
      given.is === 'problem'
        ? this.#failed(given.problem.detail)
        : this.#concluded(loginAnswerOf(url, given.response, answer));
    this.made.push({ at: at - this.#start, ms, answer, taken });
    return stop;
  }

  #failed(detail: string): Conclusion {
    this.#failures += 1;
    const enough = this.#failures >= MOST_FAILURES;
    return { taken: 'other', stop: enough ? { because: 'connection-failures', detail } : null };
  }

  #concluded(answer: LoginAnswer): Conclusion {
    this.#failures = 0;
    const { url } = this.#login;
    if (this.#first !== null) return laterConclusion(answer, this.#first, url);
    this.#first = answer;
    return firstConclusion(answer, url);
  }
}

/** Shorter texts stand in answers by chance. */
const LEAST_ACCOUNT = 3;

/** What is not kept, wherever an answer repeats it. */
const hiddenOf = (...texts: readonly string[]): readonly string[] =>
  texts.filter(({ length }) => length >= LEAST_ACCOUNT);

function without(hidden: readonly string[], answer: LimitAnswer): LimitAnswer {
  if (answer.is === 'problem') return answer;
  const mask = maskOfTexts(hidden);
  const { fields, details } = answer;
  return {
    ...answer,
    fields: fields.map(([name, value]) => [name, mask(value)]),
    details: details && {
      type: mask(details.type),
      violatedPolicies: details.violatedPolicies.map(mask),
    },
  };
}
