import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isAntiCsrfCookie, isSessionCookie } from '../../../src/derive/web/session-cookie.ts';

// Default names in the documentation of each framework, gateway and service.
test.each([
  ...['PHPSESSID', 'JSESSIONID', 'JSESSIONIDSSO', 'ASP.NET_SessionId', 'ASPSESSIONIDQQRRSSTT'],
  ...['CFID', 'CFTOKEN', 'CGISESSID', 'OCSESSID', 'CAKEPHP', 'ci_session', 'laravel_session'],
  ...['connect.sid', 'express.sid', 'koa.sid', 'koa.sess', 'sails.sid', 'sid', 'SID', 'sessionid'],
  ...[
    'session',
    'SESSION',
    'session_id',
    'sessionId',
    '_session_id',
    '_myapp_session',
    'rack.session',
  ],
  ...['SESS0123456789abcdef0123456789abcdef', 'SSESS0123456789abcdef0123456789abcdef'],
  ...[
    'auth_token',
    'authToken',
    'auth',
    'access_token',
    'refresh_token',
    'id_token',
    'jwt',
    'token',
  ],
  ...['remember_token', 'remember_user_token', 'REMEMBERME', 'rememberMe', 'remember-me'],
  ...[
    'remember_web_59ba36addc2b2f9401580f014c7f58ea4e30989d',
    'login',
    'login_token',
    'user_session',
  ],
  ...[
    '.ASPXAUTH',
    '.AspNetCore.Session',
    '.AspNetCore.Cookies',
    '.AspNetCore.Identity.Application',
  ],
  ...['.AspNet.ApplicationCookie', 'FedAuth', 'FedAuth1', 'rtFa', '_gh_sess', '_gitlab_session'],
  ...['wordpress_logged_in_0123abcd', 'wordpress_sec_0123abcd', 'wp_woocommerce_session_0123abcd'],
  ...[
    'fe_typo_user',
    'be_typo_user',
    'MoodleSession',
    'MoodleSessionprod',
    '_t',
    'grafana_session',
  ],
  ...['next-auth.session-token', '__Secure-next-auth.session-token', 'better-auth.session_token'],
  ...['__Host-session', '__Host-Http-sid', '__secure-sid', '__session', 'sb-abcd-auth-token'],
  ...['AWSELBAuthSessionCookie-0', 'CF_Authorization', 'ory_kratos_session', 'PLAY_SESSION'],
  ...[
    '_shibsession_64656661756c74',
    'SimpleSAMLAuthToken',
    'mod_auth_openidc_session',
    'MYSAPSSO2',
  ],
  ...[
    'SAP_SESSIONID_PRD_100',
    'LtpaToken2',
    'SMSESSION',
    'crowd.token_key',
    'seraph.rememberme.cookie',
  ],
  ...['KEYCLOAK_IDENTITY', 'AUTH_SESSION_ID', '_oauth2_proxy', '_oauth2_proxy_1', 'PVEAuthCookie'],
  ...[
    'websessionid',
    'mySessionId',
    'webvpn',
    'SVPNCOOKIE',
    'NSC_AAAC',
    'MRHSession',
    'ZM_AUTH_TOKEN',
    'roundcube_sessid',
    'DSID',
    'phpbb3_a1b2c_sid',
    'xf_user',
    'symfony',
    'idsrv',
  ],
])('%s holds a session', (name) => {
  expect(isSessionCookie(name, [])).toBe(true);
});

test.each([
  ...['_ga', '_ga_ABC123', '_gid', '_gat', '_gcl_au', '_hjSession_1234', '_hjSessionUser_1234'],
  ...[
    'ai_session',
    'ai_user',
    'AMP_session',
    'amp_1a2b3c',
    's_sess',
    '_pk_ses.1.1fff',
    '_sp_ses.1fff',
  ],
  ...['_dd_s', 'dtCookie', 'fs_uid', 'rl_session', 'ab.storage.sessionId.0a1b', 'sbjs_session'],
  ...['pys_session_limit', 'pys_start_session', '__hssc', '__stripe_sid', '_uetsid', '_clsk'],
  ...[
    'intercom-session-abc',
    'incap_ses_123_456',
    'visid_incap_1',
    'cookiesession1',
    'LastMRH_Session',
  ],
  ...['AWSALB', 'AWSALBCORS', 'AWSELB', 'BIGipServerpool', 'SERVERID', '__cf_bm', 'cf_clearance'],
  ...[
    'consent_session_seen',
    'session_count',
    'grafana_session_expiry',
    'sessionTimeout',
    'session-id-time',
    'session_lang',
  ],
  ...[
    'login_redirect',
    'analyticsSessionId',
    'hide_login_promo',
    'login_hint',
    'last_login_method',
    'loginProvider',
    'sb-a-auth-token-code-verifier',
  ],
  ...[
    'oauth_state',
    '.AspNetCore.Correlation.abc',
    'mod_auth_openidc_state_1',
    'wordpress_test_cookie',
  ],
  ...[
    'KEYCLOAK_SESSION',
    'KC_AUTH_SESSION_HASH',
    'next-auth.callback-url',
    'OptanonConsent',
    'cookieconsent',
  ],
  ...[
    'theme',
    'lang',
    'cart',
    'author',
    'authorId',
    'inside',
    'residence',
    'assessment',
    'NEXT_LOCALE',
  ],
  ...['csrftoken', 'XSRF-TOKEN', 'session_csrf', 'device_token', 'push_token_hash', ''],
])('%s holds none', (name) => {
  expect(isSessionCookie(name, [])).toBe(false);
});

test.each([
  ...['csrftoken', '_csrf', 'csrf_token', 'XSRF-TOKEN', '__Host-csrf', 'next-auth.csrf-token'],
  ...[
    '.AspNetCore.Antiforgery.abc',
    '__RequestVerificationToken',
    'X-OWA-CANARY',
    '_oauth2_proxy_csrf',
  ],
])('%s holds a token against CSRF', (name) => {
  expect(isAntiCsrfCookie(name)).toBe(true);
  expect(isSessionCookie(name, [])).toBe(false);
});

test('what is declared counts, in the case declared', () => {
  expect(isSessionCookie('_ga', ['_ga'])).toBe(true);
  expect(isSessionCookie('csrf', ['csrf'])).toBe(true);
  expect(isSessionCookie('SHOP', ['shop'])).toBe(false);
});

test('takes any name, and a long one without delay', () => {
  fc.assert(fc.property(fc.string(), (name) => typeof isSessionCookie(name, []) === 'boolean'));
  for (const piece of ['a', 'A', 'sess', 'Session', '_', '0', 'remember']) {
    isSessionCookie(piece.repeat(100_000), []);
    isAntiCsrfCookie(piece.repeat(100_000));
  }
});
