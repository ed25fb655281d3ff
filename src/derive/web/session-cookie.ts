const PREFIX = /^__(?:host-http|host|http|secure)-/i;

/** Sets cookies whose names speak of sessions, but of visits, chats or load balancing: no user's session. */
const OTHERS: readonly RegExp[] = [
  // Analytics and advertising: Google, Hotjar, Matomo, Snowplow, Adobe, Mixpanel, RudderStack, Braze.
  /^_ga|^_gid$|^_gcl|^_hj|^_pk_|^_sp_|^s_sess$|^s_pers$|^mp_|^rl_session$|^ab\.storage\./,
  // Amplitude, Application Insights, Datadog, Dynatrace, FullStory, Lucky Orange, Optimizely, PostHog.
  /^amp_|^amplitude|^ai_session$|^_dd_s$|^dt(?:cookie|sa|session)|^fs_|^_lo_|^optimizely|^ph_/,
  // SourceBuster, PixelYourSite, HubSpot, Stripe (against fraud), AddThis, Clarity, Bing, Segment.
  /^sbjs_|^pys_|^__hs|^__stripe_|^__atuv|^_cl[cs]k$|^_uet|^analytics_session/,
  // Intercom and other chats, whose scripts read their cookie.
  /^intercom-|^drift|^crisp-client|^zopim/,
  // Web application firewalls and load balancers: Imperva, FortiWeb, F5, Citrix, HAProxy, AWS.
  /^incap_ses|^visid_incap|^cookiesession1$|^bigipserver|^lastmrh_session$|^aws[ae]lb(?:tg)?(?:cors)?$/,
  // Keycloak: what its script for single logout compares, which is no proof of anybody's identity.
  /^keycloak_session|^kc_auth_session_hash$/,
];

/** Sessions whose names do not say so in a word of their own, or where the tail is random. */
const KNOWN: readonly RegExp[] = [
  // PHP, Java, ColdFusion, CGI::Session, OpenCart, classic ASP; Drupal has a hash of the site.
  /^(?:php|j|cgi|oc)?sess(?:ion)?id(?:sso)?$|^aspsessionid[a-z]+$|^s?sess[0-9a-f]{16,}$|^cf(?:id|token)$/,
  // ASP.NET and Windows Identity Foundation.
  /^\.aspx|^\.aspnet(?:core)?\.(?:session|cookies|applicationcookie|identity)|^fedauth\d*$|^rtfa$/,
  // Frameworks that name the cookie after themselves; WordPress, TYPO3, PrestaShop, phpBB, XenForo,
  // Symfony 1, IdentityServer, Moodle, Discourse.
  /^cakephp$|^wordpress_(?:logged_in|sec)|^wp_woocommerce_session_|^[bf]e_typo_user$|^prestashop-/,
  /^phpbb\d?_[a-z0-9]+_sid$|^xf_user$|^symfony$|^idsrv$/,
  /^moodlesession|^_t$|^_shibsession_|^_oauth2_proxy(?:_\d+)?$|^simplesaml/,
  // Gateways and single sign-on: SAP, IBM, Oracle, ForgeRock, Crowd, Keycloak, Cisco, Fortinet, NetScaler.
  /^mysapsso2$|^ltpatoken2?$|^oamauthncookie|^obssocookie$|^iplanetdirectorypro$|^crowd\.token_key$/,
  /^keycloak_(?:identity|remember_me)|^webvpn$|^svpncookie$|^nsc_(?:aaac|tmas)$|^dsid$/,
  // "Remember me" is a session that lasts: Laravel, Symfony, Shiro, Spring, Devise.
  /^remember_(?:web|user|admin)?_?[0-9a-f]{40}$|remember[-_.]?(?:me|token)/,
];

/** Words that make a cookie one of a session where they stand in its name. */
const SESSION_WORDS =
  /^(?:sess|sessiontoken|sessauth|login|loggedin|logintoken|jwt|authorization)$|session$|sess(?:ion)?id$/;

/** Words that do so where nothing but `cookie`, `token`, `key`, `id`, `ticket` or a number is beside. */
const BARE_WORDS = /^(?:auth|authn|authentication|sid|token|sso|bearer)$/;
const FILLING = /^(?:cookie|token|key|id|ticket|\d+|user|access|refresh|api|app|my|web|site)$/;

/** Pairs of neighbours that name a token that lets its bearer in. */
const TOKEN_OF = /^(?:auth|access|refresh|id|bearer|user|api|login|session|remember|jwt|sso)$/;
const SID_OF = /^(?:connect|express|koa|sails|user|web|app)$/;

/** Words of cookies about a session, and of steps on the way to one. */
const ABOUT =
  /^(?:seen|count|counter|depth|expiry|expires?|expiration|time|timeout|start|started|tracker|tracking|limit|consent|landing|referr?er|source|utm|analytics|hash|verifier|state|nonce|redirect|return|hint|method|provider|last|pageviews?|views?|visit|visits|visitor|test|check|lang|language|locale|theme|popup|modal|prompt|promo|form|mode|reminder|hide|show|banner|dismissed|shown|closed|notice|survey|experiment|variant|campaign|marketing|tz|timezone|url|error|attempts?|failed|message|flash)$/;

const ANTI_CSRF =
  /csrf|xsrf|antiforgery|requestverificationtoken|authenticity[-_]token|^x-owa-canary$/;

/**
 * Whether a cookie holds the session of a user: declared so, or named as frameworks, gateways and
 * single sign-on name theirs. Only a guess where it is not declared: a session under a name of its
 * own stays unseen. Cookies of analytics, chats and load balancers are none, whatever they are called.
 */
export function isSessionCookie(name: string, declared: readonly string[]): boolean {
  if (declared.includes(name)) return true;
  const bare = name.replace(PREFIX, '').slice(0, MOST);
  const lower = bare.toLowerCase();
  if (isAntiCsrfCookie(name) || OTHERS.some((one) => one.test(lower))) return false;
  if (KNOWN.some((one) => one.test(lower))) return true;
  const words = wordsOf(bare);
  if (words.some((word) => ABOUT.test(word))) return false;
  return words.some((word) => SESSION_WORDS.test(word)) || isBare(words) || hasPair(words);
}

/** Whether a cookie holds a token against CSRF, which scripts read to send it back in a field. */
export const isAntiCsrfCookie = (name: string): boolean =>
  ANTI_CSRF.test(name.slice(0, MOST).toLowerCase());

/** Names that mean something are shorter. */
const MOST = 256;

/** In lower case, parted as `next-auth.session-token` and `AWSELBAuthSessionCookie-0` are. */
const wordsOf = (name: string): string[] =>
  (name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? []).map((word) => word.toLowerCase());

const isBare = (words: readonly string[]): boolean =>
  words.some((word) => BARE_WORDS.test(word)) &&
  words.every((word) => BARE_WORDS.test(word) || FILLING.test(word));

const hasPair = (words: readonly string[]): boolean =>
  words.some((word, index) => {
    const before = words[index - 1] ?? '';
    return (
      (/^(?:token|cookie)$/.test(word) && TOKEN_OF.test(before)) ||
      (word === 'sid' && SID_OF.test(before))
    );
  });
