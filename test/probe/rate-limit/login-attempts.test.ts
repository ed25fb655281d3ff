import { expect, test } from 'vitest';
import type { RateLimitLoginAttempts } from '../../../src/evidence/kinds/rate-limit/login.ts';
import type { Observation } from '../../../src/evidence/observation.ts';
import { unavailable } from '../../../src/evidence/observation.ts';
import { problemOf } from '../../../src/evidence/problem.ts';
import type { ClientRequest } from '../../../src/net/net.ts';
import type { LoginSettings, ProbeContext } from '../../../src/probe/probe.ts';
import { rateLimitLoginAttemptsProbe } from '../../../src/probe/rate-limit/login-attempts.ts';
import { NO_SETTINGS } from '../../support/settings.ts';
import {
  virtualNet,
  type VirtualAnswer,
  type VirtualNet,
  type VirtualOptions,
} from '../../support/virtual-client.ts';

const ACCOUNT = 'nobody@site.test';

const LOGIN: LoginSettings = {
  url: new URL('https://site.test/login?next=/home'),
  account: ACCOUNT,
  accountField: 'user[email]',
  passwordField: 'password',
  form: 'urlencoded',
  attempts: 10,
};

interface More extends VirtualOptions {
  readonly login?: Partial<LoginSettings> | null;
  readonly scope?: string;
  readonly uri?: string;
  readonly spent?: number;
}

/** What the probe sees of a server that gives the answers, the last of them ever again. */
async function observed(
  answers: readonly VirtualAnswer[] | ((request: ClientRequest, turn: number) => VirtualAnswer),
  more: More = {},
): Promise<{ observation: Observation<RateLimitLoginAttempts>; net: VirtualNet }> {
  const { login = {}, scope = 'site.test', uri = 'https://site.test/', spent = 0 } = more;
  let turn = 0;
  const net = virtualNet((request) => {
    turn += 1;
    const last = { status: 500, latencyMs: 1 };
    if (typeof answers === 'function') return answers(request, turn);
    return answers[turn - 1] ?? answers.at(-1) ?? last;
  }, more);
  const context: ProbeContext = {
    target: {
      ...{ id: uri, kind: 'web', uri, host: 'site.test', port: 443, role: null, addresses: [] },
    },
    ...{ net, spent, endpoint: null, signal: new AbortController().signal },
    registrableDomain: () => null,
    get: () => Promise.reject(new Error('nothing is needed')),
    settings: {
      ...NO_SETTINGS,
      authorisation: {
        ...{ by: 'Jane Doe', scope: [scope], until: new Date('2027-01-01') },
        contact: 'jane@site.test',
      },
      rateLimit: { endpoints: [], login: login && { ...LOGIN, ...login } },
    },
  };
  const observation = await rateLimitLoginAttemptsProbe
    .observe(context)
    .catch((error: unknown) => unavailable(problemOf(error)));
  if (observation.status === 'present') {
    rateLimitLoginAttemptsProbe.kind.schema.parse(observation.value);
  }
  return { observation, net };
}

/** What each attempt was taken for, and why they ended. */
async function told(answers: readonly VirtualAnswer[], more: More = {}): Promise<string> {
  const { observation } = await observed(answers, more);
  if (observation.status !== 'present') return observation.status;
  const { attempts, stopped } = observation.value;
  return `${attempts.map(({ taken }) => taken).join(' ')} | ${stopped.because}`;
}

const a = (
  status: number,
  body = '',
  headers: readonly (readonly [string, string])[] = [],
): VirtualAnswer => ({ status, latencyMs: 20, body, headers });

const HTML = [['Content-Type', 'text/html']] as const;
const JSON_ = [['Content-Type', 'application/json']] as const;
const page = (text: string, ...headers: (readonly [string, string])[]): VirtualAnswer =>
  a(200, `<title>Sign in</title><p>${text}</p><form method=post><input type=password></form>`, [
    ...HTML,
    ...headers,
  ]);
const to = (location: string, ...headers: (readonly [string, string])[]): VirtualAnswer =>
  a(302, '', [['Location', location], ...headers]);
const SESSION = ['Set-Cookie', 'sessionid=abc; HttpOnly'] as const;

const wrong = (count: number): string =>
  Array.from({ length: count }, () => 'wrong-password').join(' ');

test('at most ten attempts, at least a second apart, each with another random password', async () => {
  const { observation, net } = await observed([a(401)], { login: { attempts: 25 } });
  expect(observation).toMatchObject({
    value: {
      planned: 10,
      stopped: { because: 'budget' },
      url: 'https://site.test/login?next=/home',
    },
  });
  expect(net.asked).toHaveLength(10);
  const times = net.asked.map(({ at }) => at);
  expect(times.slice(1).every((at, index) => at - (times[index] ?? 0) >= 1000)).toBe(true);
  const sent = net.asked.map(({ body }) => new URLSearchParams(Buffer.from(body ?? []).toString()));
  expect(new Set(sent.map((one) => one.get('user[email]')))).toEqual(new Set([ACCOUNT]));
  expect(new Set(sent.map((one) => one.get('password'))).size).toBe(10);
  for (const one of sent) expect(one.get('password')).toMatch(/^[\w-]{24}$/);
  expect(net.clients).toHaveLength(1);
});

test('each request says who asks, and nothing lets it in', async () => {
  const { observation, net } = await observed([a(401)], { login: { attempts: 2 } });
  if (observation.status !== 'present') throw new Error(observation.status);
  const { auditId } = observation.value;
  expect(auditId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  for (const { method, headers, secrets, url } of net.asked) {
    expect({ method, href: url.href }).toEqual({ method: 'POST', href: LOGIN.url.href });
    expect(headers).toMatchObject({ 'X-Audit-Id': auditId });
    expect(Object.keys(secrets ?? {})).toEqual([]);
  }
});

test('an API gets JSON', async () => {
  const { net } = await observed([a(401)], { login: { form: 'json', attempts: 2 } });
  const [{ headers, body } = { headers: {}, body: undefined }] = net.asked;
  expect(headers).toMatchObject({ 'Content-Type': 'application/json' });
  expect(JSON.parse(Buffer.from(body ?? []).toString())).toMatchObject({ 'user[email]': ACCOUNT });
});

test.each<[string, readonly VirtualAnswer[], string]>([
  [
    'five times 401, then 429',
    [...Array.from({ length: 5 }, () => a(401)), a(429)],
    `${wrong(5)} refused | refused`,
  ],
  ['401, then 423', [a(401), a(423)], 'wrong-password locked | locked'],
  ['401, then 403', [a(401), a(403)], 'wrong-password refused | refused'],
  ['401, then 503', [a(401), a(503)], 'wrong-password refused | refused'],
  ['401, then 500', [a(401), a(500)], 'wrong-password other | failing'],
  [
    '401, then an error that asks to try again',
    [a(401), a(500, '<p>Sorry, please try again later.</p>', HTML)],
    'wrong-password other | failing',
  ],
  [
    '401, then an error with the captcha of every page',
    [a(401), a(502, '<i class=h-captcha></i>', HTML)],
    'wrong-password other | failing',
  ],
  [
    'a page, then one that speaks of trouble',
    [page('Wrong password'), page('Something went wrong. Please try again later.')],
    `wrong-password${' other'.repeat(9)} | budget`,
  ],
  [
    'a page, then one that speaks of later',
    [page('Wrong password'), page('Please try again in 15 minutes.')],
    'wrong-password locked | locked',
  ],
  [
    '401, then a challenge',
    [a(401), a(403, '', [['cf-mitigated', 'challenge']])],
    'wrong-password challenge | challenge',
  ],
  [
    'a page that says so, then one that says locked',
    [page('Invalid email or password.'), page('Your account has been locked.')],
    'wrong-password locked | locked',
  ],
  [
    'a page, then one with a captcha',
    [page('Incorrect password'), page('Incorrect password <div class=g-recaptcha></div>')],
    'wrong-password challenge | challenge',
  ],
  [
    'a captcha on each page beside an error is none that came',
    [page('Wrong password <i class=h-captcha></i>')],
    `${wrong(10)} | budget`,
  ],
  ['a captcha from the beginning', [page('<div class=h-captcha></div>')], 'challenge | challenge'],
  [
    'a page that always warns of a lock',
    [page('Wrong password. 3 attempts left before your account will be locked')],
    `${wrong(10)} | budget`,
  ],
  [
    'too many attempts with 401',
    [a(401), a(401, '{"error":"Too many failed login attempts"}', JSON_)],
    'wrong-password locked | locked',
  ],
  [
    'words in scripts are of every case',
    [page('Wrong password <script>if (x) show("account is locked")</script>')],
    `${wrong(10)} | budget`,
  ],
  ['429 at once', [a(429)], 'refused | refused'],
  [
    'a cookie of a bot manager that is new',
    [a(401), a(401, '', [['Set-Cookie', '_abck=1']])],
    'wrong-password other | challenge',
  ],
  [
    'a cookie of a bot manager each time',
    [a(401, '', [['Set-Cookie', '__cf_bm=1']])],
    `${wrong(10)} | budget`,
  ],
])('%s', async (_, answers, expected) => {
  expect(await told(answers)).toBe(expected);
});

test.each<[string, VirtualAnswer, string]>([
  ['Spring Security', to('/login?error'), 'wrong-password'],
  ['a redirect to a page of errors', to('/signin/failed', SESSION), 'wrong-password'],
  ['a redirect back, which says nothing', to('/login', SESSION), 'other'],
  [
    'Django without its token',
    a(403, '<h1>CSRF verification failed</h1>', HTML),
    'other | no-login',
  ],
  ['Django', page('Please enter a correct username and password.'), 'wrong-password'],
  ['Devise', a(422, '<p>Invalid Email or password.</p>', HTML), 'wrong-password'],
  ['Laravel without its token', a(419, 'Page Expired'), 'other | no-login'],
  [
    'Laravel as an API',
    a(422, '{"message":"These credentials do not match our records."}', JSON_),
    'wrong-password',
  ],
  [
    'OAuth 2.0 (RFC 6749, section 5.2)',
    a(400, '{"error":"invalid_grant"}', JSON_),
    'wrong-password',
  ],
  ['Keycloak', page('Invalid username or password.', SESSION), 'wrong-password'],
  [
    'WordPress',
    page(
      '<strong>Error:</strong> The password you entered for the username <b>x</b> is incorrect.',
    ),
    'wrong-password',
  ],
  ['ASP.NET Identity', page('Invalid login attempt.', SESSION), 'wrong-password'],
  ['a form again that says nothing', page('Welcome', SESSION), 'other'],
  ['a page for every path', a(200, '<div id=root></div>', HTML), 'other'],
  ['a form that wants its token', page('Invalid CSRF token.'), 'other | no-login'],
  ['Auth.js without its token', to('/auth/error?error=MissingCSRF'), 'other | no-login'],
  ['a session that is missed', to('/login?invalid-session=true'), 'other | no-login'],
  [
    'Kong with a key',
    a(401, '{"message":"No API key found in request"}', JSON_),
    'other | no-login',
  ],
  [
    'Azure with a key',
    a(401, '{"message":"Access denied due to missing subscription key."}', JSON_),
    'other | no-login',
  ],
  ['OAuth 2.0 without a client', a(401, '{"error":"invalid_client"}', JSON_), 'other | no-login'],
  [
    'Laravel behind its sign-in',
    a(401, '{"message":"Unauthenticated."}', JSON_),
    'other | no-login',
  ],
  [
    'Django REST behind its sign-in',
    a(401, '{"detail":"Authentication credentials were not provided."}', JSON_),
    'other | no-login',
  ],
  ['nothing there', a(404), 'other | no-login'],
  ['no POST', a(405), 'other | no-login'],
  [
    'Basic authentication in front',
    a(401, '', [['WWW-Authenticate', 'Basic realm="staging"']]),
    'other | no-login',
  ],
  [
    'a challenge of an API',
    a(401, '', [['WWW-Authenticate', 'Bearer error="invalid_token"']]),
    'wrong-password',
  ],
  ['a service in trouble', a(502), 'other | failing'],
  ['success with a redirect', to('/home', SESSION), 'signed-in | signed-in'],
  ['success of an API', a(200, '{"access_token":"eyJ"}', JSON_), 'signed-in | signed-in'],
  ['success without a body', a(204), 'signed-in | signed-in'],
  ['success with a page', a(200, '<h1>Hello</h1>', [...HTML, SESSION]), 'signed-in | signed-in'],
  ['success that says so', a(200, '{"success": true}', JSON_), 'signed-in | signed-in'],
  [
    'failure that says so',
    a(200, '{"success":false,"error":"wrong password"}', JSON_),
    'wrong-password',
  ],
])('the first answer, %s: %s', async (_, answer, expected) => {
  const whole = expected.includes('|') ? expected : `${expected} | budget`;
  expect(await told([answer], { login: { attempts: 1 } })).toBe(whole);
});

test.each<[string, VirtualAnswer, VirtualAnswer]>([
  ['200 in place of 401', a(401), a(200)],
  ['a redirect in place of 401', a(401), to('/home')],
  ['a redirect elsewhere with a cookie that is new', to('/login?error'), to('/home', SESSION)],
  ['a token', a(400, '{"error":"invalid_grant"}'), a(400, '{"access_token":"x"}')],
])('%s ends the attempts at once, as it looks like success', async (_, first, then) => {
  expect(await told([first, then])).toBe('wrong-password signed-in | signed-in');
});

test('a redirect to a page of locks is a lock', async () => {
  expect(await told([to('/login?error'), to('/login?locked=1')])).toBe(
    'wrong-password locked | locked',
  );
});

test('the account and the passwords are nowhere in evidence', async () => {
  const echo = (request: ClientRequest): VirtualAnswer => {
    const sent = new URLSearchParams(Buffer.from(request.body ?? []).toString());
    const back = sent.toString();
    return a(302, back, [
      ['Location', `/login?error&${back}`],
      ['RateLimit-Policy', `"${ACCOUNT}";q=5;w=60`],
      ['RateLimit', `"a";r=5;pk=:${Buffer.from(ACCOUNT).toString('base64')}:`],
      ['Server', `${ACCOUNT.toUpperCase()} ${sent.get('password') ?? ''}`],
    ]);
  };
  const { observation, net } = await observed(echo);
  expect(net.asked).toHaveLength(10);
  const text = JSON.stringify(observation);
  for (const { body } of net.asked) {
    const password = new URLSearchParams(Buffer.from(body ?? []).toString()).get('password') ?? '';
    expect(text).not.toContain(password);
  }
  const forms = [ACCOUNT, encodeURIComponent(ACCOUNT), Buffer.from(ACCOUNT).toString('base64')];
  for (const one of forms) expect(text.toLowerCase()).not.toContain(one.toLowerCase());
});

test('two connections in a row that fail are enough', async () => {
  const lost: VirtualAnswer = { problem: 'reset', latencyMs: 5 };
  expect(await told([a(401), lost, a(401), lost, lost, a(401)])).toBe(
    'wrong-password other wrong-password other other | connection-failures',
  );
});

test('what was seen before an interruption is kept', async () => {
  const controller = new AbortController();
  const { observation } = await observed(
    (_, turn) => {
      if (turn === 3) controller.abort();
      return a(401);
    },
    { signal: controller.signal },
  );
  expect(observation).toMatchObject({
    status: 'present',
    value: { attempts: [{}, {}], stopped: { because: 'interrupted' } },
  });
});

test.each<[string, More, object]>([
  ['nobody asked for it', { login: null }, { status: 'absent' }],
  ['the sign-in is of another target', { uri: 'https://www.site.test/' }, { status: 'absent' }],
  ['the sign-in is at another port', { uri: 'https://site.test:8443/' }, { status: 'absent' }],
  [
    'its host is outside the scope',
    { scope: 'www.site.test' },
    { problem: { code: 'not-permitted' } },
  ],
  [
    'its path is outside the scope',
    { scope: 'site.test/v1/*' },
    { problem: { code: 'not-permitted' } },
  ],
  ['others have asked so much already', { spent: 300 }, { problem: { code: 'limit' } }],
])('where %s, nothing is sent', async (_, more, expected) => {
  const { observation, net } = await observed([a(401)], more);
  expect(observation).toMatchObject(expected);
  expect(net.clients).toEqual([]);
});
