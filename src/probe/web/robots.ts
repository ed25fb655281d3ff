import { mediaTypeOf } from '../../codec/http/media-type.ts';
import { parseRobots } from '../../codec/http/robots.ts';
import { shortenText } from '../../codec/http/secrets.ts';
import { webRobots, type WebRobots } from '../../evidence/kinds/web/answers.ts';
import { webResponses, type Hop } from '../../evidence/kinds/web/response.ts';
import { complete, cutShort } from '../../evidence/listing.ts';
import { absent, present, unavailable, type Observation } from '../../evidence/observation.ts';
import type { Probe } from '../probe.ts';
import { asker } from './ask.ts';
import { answerTelling, type Body } from './body.ts';

const BODY_LIMIT = 64 * 1024;

/** Asks once and follows nothing. */
export const webRobotsProbe: Probe<WebRobots> = {
  kind: webRobots,
  intensity: 'passive',
  needs: [webResponses],
  perAddress: false,
  appliesTo: ({ kind }) => kind === 'web',
  async observe(context) {
    const responses = await context.get(webResponses);
    if (responses.status !== 'present') return responses;
    const { items, because } = responses.value.https;
    if (items.length === 0) {
      return because === undefined ? absent('https connections are refused') : unavailable(because);
    }
    const url = new URL('/robots.txt', context.target.uri);
    const asked = asker(context)(url, { bodyLimit: BODY_LIMIT });
    const { answer, told } = await answerTelling(url, asked, (body) => body);
    return answer.is === 'problem' ? unavailable(answer.problem) : robotsIn(answer.hop, told);
  },
};

/** Statuses that may be meant for us and not for crawlers; the other 4xx say that there is none. */
const BLOCKED = [401, 403, 407, 408, 421, 425, 429];

function robotsIn({ url, status, headers }: Hop, body: Body | null): Observation<WebRobots> {
  const missing = status >= 400 && status < 500 && !BLOCKED.includes(status);
  if (missing) return absent(`${url} answers with status ${status}`);
  if (status !== 200) {
    const code = status >= 300 && status < 400 ? 'not-requested' : 'blocked';
    return unavailable({ code, detail: `${url} answers with status ${status}` });
  }
  if (body === null) {
    return unavailable({ code: 'unsupported', detail: `the coding of ${url} cannot be read` });
  }
  if (isPage(headers, body)) return absent(`${url} is an HTML page`);
  const robots = parseRobots(body.bytes.subarray(0, BODY_LIMIT));
  const whole = robots.complete && body.complete && body.bytes.length <= BODY_LIMIT;
  const paths = robots.disallowed.map(shortenText);
  const detail = `not all of ${url} was read`;
  return present({
    url,
    disallowed: whole ? complete(paths) : cutShort(paths, { code: 'limit', detail }),
  });
}

/** A page that stands for every path: no robots.txt begins with a tag. */
const isPage = (headers: Hop['headers'], { text }: Body): boolean =>
  ['text/html', 'application/xhtml+xml'].includes(mediaTypeOf(headers) ?? '') ||
  text.slice(0, 1024).trimStart().startsWith('<');
