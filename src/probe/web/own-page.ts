import { webResponses, type Hop } from '../../evidence/kinds/web/response.ts';
import { absent, unavailable, type Observation } from '../../evidence/observation.ts';
import type { ProbeContext } from '../probe.ts';

/** The page of a target, and where it is. */
export interface OwnPage {
  readonly url: URL;
  readonly hop: Hop;
}

/**
 * Looks on from the page that https ends on. Absent where https is refused or leads to another
 * origin: that one is a target of its own.
 */
export async function fromOwnPage<T>(
  { target, get }: Pick<ProbeContext, 'target' | 'get'>,
  look: (page: OwnPage) => Promise<Observation<T>>,
): Promise<Observation<T>> {
  const responses = await get(webResponses);
  if (responses.status !== 'present') return responses;
  const { https } = responses.value;
  const hop = https.items.at(-1);
  if (hop === undefined) {
    return https.because === undefined
      ? absent('https connections are refused')
      : unavailable(https.because);
  }
  if (https.because !== undefined) return unavailable(https.because);
  // Secret parameters of a target's own URI are shortened in evidence.
  const url = new URL(https.items.length === 1 ? target.uri : hop.url);
  url.hash = '';
  if (url.origin === new URL(target.uri).origin) return look({ url, hop });
  return absent(`${target.uri} leads to ${hop.url}`);
}
