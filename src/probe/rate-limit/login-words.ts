/**
 * What pages and APIs say of a sign-in, in English and in lower case. Numbers of characters between
 * two words are bounded, as the texts are a target's.
 */
const WRONG =
  /(?:invalid|incorrect|wrong|bad|unknown|unrecogni[sz]ed)[^.<>"{}]{0,60}(?:credential|password|user|e-?mail|log-?in|sign-?in|account|grant)|(?:password|user ?name|user|e-?mail|credentials?|log-?in|sign-?in|authentication|account)[^.<>"{}]{0,60}(?:invalid|incorrect|wrong|mismatch|failed|failure|(?:not|n't) (?:match|recogni[sz]ed|found|valid|correct|exist))|enter a correct/;

const LOCKED =
  /(?:account|user|profile|access) (?:has been |is |was )?(?:now |currently |temporarily )?(?:locked|blocked|suspended|disabled)|locked out|too many (?:failed |invalid |incorrect |unsuccessful |consecutive )?(?:log-?in |sign-?in |password |authentication )?(?:attempts|requests|tries|failures)|rate[- ]?limit/;

/** Words of a lock, and of a service in trouble as well. */
const LATER = /temporarily (?:locked|blocked|suspended|disabled)|try again (?:later|in \d|after)/;

const TROUBLE =
  /went wrong|unexpected|unavailable|maintenance|technical|(?:internal|server|system) error|error (?:has )?occurred/;

/** Who asks has to show something else before a password is looked at. */
const KEYED =
  /(?:missing|invalid|no|required?|provide)\b[^.<>"{}]{0,40}\b(?:api|subscription)[-_ ]?key|\b(?:api|subscription)[-_ ]?key[^.<>"{}]{0,40}\b(?:missing|required|invalid|not)\b|invalid_client|unauthorized_client|authori[sz]ation (?:header|field)|\bunauthenticated\b|credentials were not provided|full authentication is required|authentication (?:is )?required/;

const CAPTCHA = /captcha|cf-turnstile|arkoselabs|funcaptcha/;

const FORGERY =
  /(?:csrf|xsrf|authenticity|forgery|security|form)[- _]?token[^.<>"{}]{0,40}(?:invalid|missing|mismatch|expired|incorrect|fail|required)|(?:invalid|missing|mismatch|expired|incorrect|bad)[^.<>"{}]{0,40}(?:csrf|xsrf|authenticity|forgery)|(?:csrf|xsrf)[^.<>"{}]{0,40}(?:fail|reject|invalid|missing|mismatch|expired)|(?:page|session) (?:has |is )?(?:expired|timed out)/;

const PASSED =
  /"(?:(?:access_?|id_?|refresh_?|auth_?)?token|jwt|session_?id)"\s{0,8}:\s{0,8}"[^"]|"(?:success|ok|authenticated|logged_?in)"\s{0,8}:\s{0,8}true/;

/** What a text says, as far as it says so in English. */
export interface Said {
  readonly wrong: boolean;
  readonly locked: boolean;
  /** It speaks of later as those do that lock, and of no trouble of its own. */
  readonly later: boolean;
  readonly captcha: boolean;
  /** A token against forged requests is asked for. */
  readonly forgery: boolean;
  /** A key of the client, or another sign-in, is asked for before. */
  readonly keyed: boolean;
  /** Who asked is signed in. */
  readonly passed: boolean;
}

/** No page says it later. */
const MOST_TEXT = 65_536;

export function saidIn(body: string): Said {
  const text = body.slice(0, MOST_TEXT).toLowerCase();
  const read = withoutScripts(text).replace(INLINE, '');
  return {
    wrong: WRONG.test(read),
    locked: LOCKED.test(read),
    later: LATER.test(read) && !TROUBLE.test(read),
    captcha: CAPTCHA.test(text),
    forgery: FORGERY.test(read),
    keyed: KEYED.test(read),
    passed: PASSED.test(read),
  };
}

/** They stand within sentences. */
const INLINE = /<\/?(?:b|strong|em|i|span|code|mark)(?: [^<>]{0,200})?>/g;

/** Scripts hold the words for every case. */
const withoutScripts = (text: string): string =>
  text
    .split('<script')
    .map((part, index) => {
      const end = index === 0 ? 0 : part.indexOf('</script');
      return end === -1 ? '' : part.slice(end);
    })
    .join(' ');
