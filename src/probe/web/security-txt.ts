import { redirectOf } from '../../codec/http/redirect.ts';
import { isSecurityTxt } from '../../codec/security-txt/file.ts';
import { webSecurityTxtFiles, type WebSecurityTxtFiles } from '../../evidence/kinds/web/answers.ts';
import { webResponses, type Answer, type Hop } from '../../evidence/kinds/web/response.ts';
import type { Listing } from '../../evidence/listing.ts';
import { present, unavailable } from '../../evidence/observation.ts';
import type { Problem } from '../../evidence/problem.ts';
import type { Probe } from '../probe.ts';
import { asker } from './ask.ts';
import { answerTelling, type Told } from './body.ts';

type Try = WebSecurityTxtFiles['tries'][number];

const PLACES = ['/.well-known/security.txt', '/security.txt'];
const SCHEMES = ['https', 'http'] as const;
const MAX_REDIRECTS = 3;
const BODY_LIMIT = 32 * 1024;

/** Asks at one place after another until a file is found; follows redirects, also to other hosts. */
export const webSecurityTxtFilesProbe: Probe<WebSecurityTxtFiles> = {
  kind: webSecurityTxtFiles,
  intensity: 'passive',
  needs: [webResponses],
  perAddress: false,
  appliesTo: ({ kind }) => kind === 'web',
  async observe(context) {
    const responses = await context.get(webResponses);
    if (responses.status !== 'present') return responses;
    const closed = {
      https: whyClosed(responses.value.https),
      http: whyClosed(responses.value.http),
    };
    if (closed.https !== null && closed.https.code !== 'refused') return unavailable(closed.https);
    const ask = asker(context);
    const get = memoised((url) =>
      answerTelling(url, ask(url, { bodyLimit: BODY_LIMIT }), ({ bytes }) => bytes),
    );
    const tries: Try[] = [];
    for (const url of placesOf(new URL(context.target.uri))) {
      const problem = url.protocol === 'https:' ? closed.https : closed.http;
      const { attempt, found } =
        problem === null
          ? await follow(url, get)
          : { attempt: notAsked(url, problem), found: false };
      tries.push(attempt);
      if (found) break;
    }
    return present({ tries });
  },
};

/** A port of its own has no plain counterpart. */
const placesOf = ({ host, port }: URL): readonly URL[] =>
  SCHEMES.filter((scheme) => scheme === 'https' || port === '').flatMap((scheme) =>
    PLACES.map((path) => new URL(`${scheme}://${host}${path}`)),
  );

/** Why not even the first answer of a walk came; null where one did. */
function whyClosed({ items, because }: Listing<Hop>): Problem | null {
  if (items.length > 0) return null;
  return because ?? { code: 'refused', detail: 'connections are refused' };
}

const notAsked = (url: URL, problem: Problem): Try => ({
  url: url.href,
  hops: [{ is: 'problem', problem }],
  body: null,
});

type Get = (url: URL) => Promise<Told<Uint8Array>>;

/** Plain http mostly leads to what was asked over https. */
function memoised(get: Get): Get {
  const told = new Map<string, Promise<Told<Uint8Array>>>();
  return (url) => {
    const one = told.get(url.href) ?? get(url);
    told.set(url.href, one);
    return one;
  };
}

/** One place, and where it leads. */
async function follow(start: URL, get: Get): Promise<{ attempt: Try; found: boolean }> {
  const hops: Answer[] = [];
  for (let url = start; ;) {
    const { answer, told } = await get(url);
    hops.push(afterAnswers(answer));
    const attempt = { url: start.href, hops };
    if (answer.is === 'problem') return { attempt: { ...attempt, body: null }, found: false };
    const { status, headers } = answer.hop;
    const next = redirectOf(url.href, status, headers);
    if (next === null || !['http:', 'https:'].includes(next.protocol)) {
      const bytes = status === 200 ? told && told.slice(0, BODY_LIMIT) : null;
      const body = bytes && Buffer.from(bytes).toString('base64');
      return {
        attempt: { ...attempt, body },
        found: bytes !== null && isSecurityTxt(headers, bytes),
      };
    }
    if (hops.length > MAX_REDIRECTS) {
      const detail = `${start.href} leads to more than ${MAX_REDIRECTS} redirects`;
      hops.push({ is: 'problem', problem: { code: 'limit', detail } });
      return { attempt: { ...attempt, body: null }, found: false };
    }
    url = next;
  }
}

/** The port was seen open: a refusal is then meant for us. */
function afterAnswers(answer: Answer): Answer {
  if (answer.is === 'response' || answer.problem.code !== 'refused') return answer;
  const detail = `${answer.problem.detail}, which were accepted before`;
  return { is: 'problem', problem: { code: 'blocked', detail } };
}
