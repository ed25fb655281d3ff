import { fieldList } from '../../codec/http/fields.ts';
import { webMethodAnswers, type WebMethodAnswers } from '../../evidence/kinds/web/answers.ts';
import { webResponses, type Answer, type Hop } from '../../evidence/kinds/web/response.ts';
import { webMethods, type WebMethods } from '../../evidence/kinds/web/surface.ts';
import { present, unavailable, type Observation } from '../../evidence/observation.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { blockOf, isRefusal } from './block.ts';
import { landingOf } from './landing.ts';

/**
 * What a site makes of methods other than GET and HEAD. Certain where TRACE sends the request back;
 * `answered` is no echo: many servers take any method for GET. A refusal counts whoever in front of
 * the site it comes from, as long as the page itself is not refused.
 */
export const webMethodsDerivation: Derivation<WebMethods> = {
  kind: webMethods,
  from: [webMethodAnswers, webResponses],
  derive: (context) =>
    fromPresent(context.get(webMethodAnswers), (answers) =>
      fromPresent(context.get(webResponses), ({ https }) => {
        const page = landingOf(https);
        return page.status === 'unavailable' ? unavailable(page.problem) : methodsIn(answers);
      }),
    ),
};

function methodsIn({ trace, options, unknown }: WebMethodAnswers): Observation<WebMethods> {
  const traced = wordOf(trace.answer);
  const stray = wordOf(unknown);
  const told = wordOf(options);
  const allowed = told === null ? null : methodsListed(told);
  return present({
    trace: traced === null ? null : traceIn(traced, trace.echoed),
    unknownAnswered: stray === null ? null : isSuccess(stray),
    allowed,
    risky: allowed && allowed.filter((method) => RISKY.has(method)),
  });
}

/** 501 is how a server says that it does not know a method (RFC 9110, section 15.6.2). */
function wordOf(answer: Answer): Hop | null {
  if (answer.is === 'problem') return null;
  const { hop } = answer;
  return hop.status === 501 || isRefusal(hop) || blockOf(hop) === null ? hop : null;
}

const isSuccess = ({ status }: Hop): boolean => status >= 200 && status < 300;

/** A success the body of which was not seen whole may be an echo. */
function traceIn(hop: Hop, echoed: boolean | null): WebMethods['trace'] {
  if (!isSuccess(hop)) return 'refused';
  if (echoed === null) return null;
  return echoed ? 'echoed' : 'answered';
}

/** Methods are case-sensitive tokens (RFC 9110, section 9.1), but servers are not strict. */
function methodsListed({ headers }: Hop): string[] {
  const members = ['Allow', 'Access-Control-Allow-Methods'].flatMap(
    (name) => fieldList(headers, name) ?? [],
  );
  const methods = members.map((member) => member.toUpperCase()).filter((one) => TOKEN.test(one));
  return [...new Set(methods)].sort().slice(0, 50);
}

const TOKEN = /^(?:\*|[A-Z][A-Z-]{1,30})$/;

/** They change something, open a tunnel or echo: RFC 9110, RFC 5789, WebDAV (RFC 4918 and others). */
const RISKY = new Set([
  ...['PUT', 'DELETE', 'PATCH', 'TRACE', 'TRACK', 'CONNECT', 'DEBUG', '*'],
  ...['PROPFIND', 'PROPPATCH', 'MKCOL', 'COPY', 'MOVE', 'LOCK', 'UNLOCK', 'SEARCH', 'ACL'],
  ...['BIND', 'REBIND', 'UNBIND', 'MKCALENDAR', 'REPORT', 'VERSION-CONTROL', 'CHECKOUT'],
  ...[
    'CHECKIN',
    'UNCHECKOUT',
    'MKWORKSPACE',
    'UPDATE',
    'LABEL',
    'MERGE',
    'MKACTIVITY',
    'ORDERPATCH',
  ],
]);
