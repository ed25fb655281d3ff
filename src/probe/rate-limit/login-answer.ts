import { decodeContent } from '../../codec/http/content-coding.ts';
import { fieldLines } from '../../codec/http/fields.ts';
import { redirectOf } from '../../codec/http/redirect.ts';
import type { RateLimitLoginAttempts } from '../../evidence/kinds/rate-limit/login.ts';
import type { LimitAnswer } from '../../evidence/kinds/rate-limit/samples.ts';
import type { HttpResponse } from '../../net/net.ts';
import { pageOf } from '../web/ask.ts';
import { saidIn, type Said } from './login-words.ts';

type Attempt = RateLimitLoginAttempts['attempts'][number];
type Stopped = RateLimitLoginAttempts['stopped'];

/** What matters of an answer to an attempt to sign in. */
export interface LoginAnswer {
  readonly status: number;
  readonly challenge: string | null;
  /** Where it sends the browser; null where it does not. */
  readonly leadsTo: URL | null;
  /** Names of the cookies that it sets. */
  readonly cookies: readonly string[];
  readonly said: Said;
  /** The page asks for a password again. */
  readonly asksAgain: boolean;
  /** It wants other credentials before (RFC 9110, section 11.6.1): a sign-in by form never saw these. */
  readonly scheme: string | null;
}

/** What an attempt was taken for, and why no more are made; null where more are. */
export interface Conclusion {
  readonly taken: Attempt['taken'];
  readonly stop: Stopped | null;
}

export function loginAnswerOf(url: URL, response: HttpResponse, answer: LimitAnswer): LoginAnswer {
  const { status, headers, body } = response;
  const content = decodeContent(headers, body);
  const [scheme = null] = fieldLines(headers, 'WWW-Authenticate')
    .map(
      (line) =>
        line
          .trim()
          .split(/[\s,=]/, 1)[0]
          ?.toLowerCase() ?? '',
    )
    .filter((one) => BEFORE.includes(one));
  return {
    status,
    challenge: answer.is === 'response' ? answer.challenge : null,
    leadsTo: redirectOf(url.href, status, headers),
    cookies: fieldLines(headers, 'Set-Cookie').map((line) => line.split('=', 1)[0]?.trim() ?? ''),
    said: saidIn(content === null ? '' : Buffer.from(content.bytes).toString('latin1')),
    asksAgain: pageOf(url, response)?.forms.some(({ password }) => password) === true,
    scheme,
  };
}

/** Schemes of servers in front, which no form answers. */
const BEFORE: readonly string[] = ['basic', 'digest', 'negotiate', 'ntlm'];

const NOWHERE: readonly number[] = [404, 405, 410, 415, 501];
const FORBIDDEN: readonly number[] = [403, 419];

const going = (taken: Attempt['taken']): Conclusion => ({ taken, stop: null });
const ended = (
  taken: Attempt['taken'],
  because: Stopped['because'],
  detail: string,
): Conclusion => ({ taken, stop: { because, detail } });

/** What the first answer is: nothing is known yet that it could be held against. */
export function firstConclusion(answer: LoginAnswer, url: URL): Conclusion {
  const { status, said } = answer;
  const limited = limitOf(answer);
  if (limited !== null) return limited;
  if (NOWHERE.includes(status)) {
    return ended('other', 'no-login', `status ${status}: nobody signs in there by POST`);
  }
  if (answer.scheme !== null) {
    const detail = `asks for other credentials first (${answer.scheme})`;
    return ended('other', 'no-login', detail);
  }
  if (FORBIDDEN.includes(status) || said.forgery || saysForgery(answer.leadsTo)) {
    const detail = `status ${status}: it seems to want a token of its form, which assay does not send`;
    return ended('other', 'no-login', detail);
  }
  if (said.keyed && status >= 400) {
    const detail = `status ${status}: it asks for a key, or for another sign-in, before`;
    return ended('other', 'no-login', detail);
  }
  if (status >= 500) return ended('other', 'failing', `status ${status} from the first attempt on`);
  const passed = passedAtFirst(answer, url);
  if (passed !== null) return ended('signed-in', 'signed-in', passed);
  if (said.captcha && !said.wrong) {
    return ended('challenge', 'challenge', 'a captcha from the first attempt on');
  }
  return going(isWrong(answer, url) ? 'wrong-password' : 'other');
}

/** What a later answer is, beside the first one to a wrong password. */
export function laterConclusion(answer: LoginAnswer, first: LoginAnswer, url: URL): Conclusion {
  const { status } = answer;
  const limited = limitOf(answer);
  if (limited !== null) return limited;
  // Its page of errors may have the captcha of other pages.
  if (status >= 500 && status !== 503) return ended('other', 'failing', `status ${status}`);
  const since = limitSince(answer, first);
  if (since !== null) return since;
  const passed = passedSince(answer, first, url);
  if (passed !== null) return ended('signed-in', 'signed-in', passed);
  return going(isWrong(answer, url) ? 'wrong-password' : 'other');
}

/** What was not there at first, and is there where attempts are limited. */
function limitSince(answer: LoginAnswer, first: LoginAnswer): Conclusion | null {
  const { status, said, leadsTo } = answer;
  if (leadsTo !== null && leadsTo.href !== first.leadsTo?.href && saysLocked(leadsTo)) {
    return ended('locked', 'locked', 'a redirect that speaks of a lock');
  }
  if (said.captcha && !first.said.captcha) {
    return ended('challenge', 'challenge', 'a captcha that was not there at first');
  }
  if (answer.cookies.some((name) => ofBotManager(name) && !first.cookies.includes(name))) {
    return ended('other', 'challenge', 'a cookie of a bot manager that was not set at first');
  }
  return status !== first.status && (status === 403 || status === 503)
    ? ended('refused', 'refused', `status ${status} in place of ${first.status}`)
    : null;
}

/** An answer that says itself that there is a limit. */
function limitOf({ status, challenge, said }: LoginAnswer): Conclusion | null {
  if (challenge !== null) return ended('challenge', 'challenge', challenge);
  if (status === 423) return ended('locked', 'locked', 'status 423');
  if (status === 429) return ended('refused', 'refused', 'status 429');
  return said.locked || (said.later && status < 500)
    ? ended('locked', 'locked', `status ${status}, and words of a lock`)
    : null;
}

/** A first answer that looks like success: it is better to stop too early. */
function passedAtFirst(answer: LoginAnswer, url: URL): string | null {
  const { status, leadsTo, cookies, said, asksAgain } = answer;
  if (status === 201 || status === 204) return `status ${status}`;
  if (status < 300 && said.passed && !said.wrong) return 'a body that looks like success';
  if (said.wrong || asksAgain || status >= 400 || !cookies.some(ofSession)) return null;
  if (leadsTo === null) return 'a page without a form, and a cookie like that of a session';
  return isBack(leadsTo, url) || saysWrong(leadsTo)
    ? null
    : 'a redirect elsewhere, and a cookie like that of a session';
}

function passedSince(answer: LoginAnswer, first: LoginAnswer, url: URL): string | null {
  const { status, leadsTo, cookies, said } = answer;
  if (said.passed && !first.said.passed) return 'a body that looks like success';
  if (status < 400 && first.status >= 400) return `status ${status} in place of ${first.status}`;
  if (leadsTo === null || leadsTo.pathname === first.leadsTo?.pathname) return null;
  if (isBack(leadsTo, url) || saysWrong(leadsTo)) return null;
  return cookies.some((name) => !first.cookies.includes(name))
    ? 'a redirect elsewhere, and a cookie that was not set at first'
    : null;
}

/** Certain for 401; for others it has to say so. */
const isWrong = ({ status, said, leadsTo }: LoginAnswer, url: URL): boolean =>
  status === 401 ||
  (leadsTo === null ? said.wrong : saysWrong(leadsTo) && leadsTo.href !== url.href);

const isBack = ({ origin, pathname }: URL, url: URL): boolean =>
  origin === url.origin && pathname === url.pathname;

const saysWrong = ({ pathname, search }: URL): boolean =>
  /error|fail|invalid|incorrect|denied|wrong/i.test(pathname + search);

/** Nobody looked at the password there. */
const saysForgery = (leadsTo: URL | null): boolean =>
  leadsTo !== null &&
  /csrf|xsrf|forgery|(?:invalid|missing|expired|bad)[-_]?(?:session|token)|(?:session|token)[-_]?(?:invalid|missing|expired|error)/i.test(
    leadsTo.pathname + leadsTo.search,
  );

const saysLocked = ({ pathname, search }: URL): boolean =>
  /lock(?:ed|out)|too-?many|throttl|captcha/i.test(pathname + search);

const ofSession = (name: string): boolean => /sess|sid|auth|token|jwt|remember|log-?in/i.test(name);

const ofBotManager = (name: string): boolean =>
  /^(?:__cf_bm|cf_clearance|_abck|bm_s[vz]|ak_bmsc|datadome|_px\w{1,8}|aws-waf-token|reese84)$/i.test(
    name,
  );
