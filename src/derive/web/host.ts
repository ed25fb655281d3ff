import { fieldLines } from '../../codec/http/fields.ts';
import { webHostAnswers, type WebHostAnswers } from '../../evidence/kinds/web/answers.ts';
import { webResponses, type Hop } from '../../evidence/kinds/web/response.ts';
import { webHost, type WebHost } from '../../evidence/kinds/web/surface.ts';
import type { Problem } from '../../evidence/problem.ts';
import { present, unavailable } from '../../evidence/observation.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { isRefusal } from './block.ts';
import { landingOf } from './landing.ts';
import { listingFrom, seenIn } from './seen.ts';

type HostAnswer = WebHostAnswers['answers'][number];

/**
 * Where a site repeats a host name that is not its own. Certain where the name is found; that it is
 * nowhere is certain only where the whole body was seen. Example: `Location:
 * https://assay-….invalid/login`. A refusal of the name is as good an answer as another page.
 */
export const webHostDerivation: Derivation<WebHost> = {
  kind: webHost,
  from: [webHostAnswers, webResponses],
  derive: (context) =>
    fromPresent(context.get(webHostAnswers), ({ answers }) =>
      fromPresent(context.get(webResponses), ({ https }) => {
        const page = landingOf(https);
        if (page.status === 'unavailable') return unavailable(page.problem);
        const read = answers.map(readAnswer);
        return present({
          answers: listingFrom(
            read.flatMap((one) => one.item ?? []),
            read.flatMap((one) => one.problem ?? []),
          ),
        });
      }),
    ),
};

type Item = WebHost['answers']['items'][number];

function readAnswer(given: HostAnswer): { item?: Item; problem?: Problem } {
  const { by, name, answer, inBody } = given;
  const hop = wordOf(given);
  if (hop === null) {
    const seen = seenIn(answer);
    return 'problem' in seen ? { problem: seen.problem } : {};
  }
  const places = placesIn(hop, name);
  const reflected = places.length === 0 && inBody === true ? ['body'] : places;
  const item = { by, status: hop.status, reflected, followed: places.some(isFollowed) };
  if (item.followed || hop.body.bytes === 0 || isWhole(hop, inBody)) return { item };
  const detail = `the body that ${hop.url} sends under ${by}: ${name} was not seen whole`;
  return { item, problem: { code: 'limit', detail } };
}

const isWhole = ({ body, page }: Hop, inBody: boolean | null): boolean =>
  inBody !== null && !body.truncated && page?.complete !== false;

/** An edge server that refuses another `Host` does what it should; X-Forwarded-Host it may pass on. */
function wordOf({ by, answer }: HostAnswer): Hop | null {
  if (answer.is === 'response' && by === 'Host' && isRefusal(answer.hop)) return answer.hop;
  const seen = seenIn(answer);
  return 'hop' in seen ? seen.hop : null;
}

/** Fields that lead a browser, or what it caches or loads, to the host that they name. */
const FIELDS = ['Location', 'Refresh', 'Link', 'Content-Location', 'Set-Cookie'];

/** Names the host, but no browser goes there. */
const isFollowed = (place: string): boolean =>
  place !== 'Set-Cookie' && place !== 'Content-Location';

function placesIn({ headers, page }: Hop, name: string): string[] {
  const names = (text: string | null): boolean => text?.toLowerCase().includes(name) ?? false;
  const fields = FIELDS.filter((field) => fieldLines(headers, field).some(names));
  if (page === null) return fields;
  const { httpEquiv, canonical, resources, forms } = page;
  const refreshed = httpEquiv.some((one) => one.name === 'refresh' && names(one.content));
  return [
    ...fields,
    ...(refreshed && !fields.includes('Refresh') ? ['Refresh'] : []),
    ...(names(canonical) ? ['canonical'] : []),
    ...(resources.some(({ url }) => names(url)) ? ['resource'] : []),
    ...(forms.some(({ action }) => names(action)) ? ['form'] : []),
  ];
}
