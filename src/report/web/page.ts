import type { WebHeaders } from '../../evidence/kinds/web/headers.ts';
import type { WebResponses } from '../../evidence/kinds/web/response.ts';
import type { WebProtection, WebProtocols } from '../../evidence/kinds/web/surface.ts';
import { noted, valueOf, verdictsOn, type Seen } from '../known.ts';
import { becauseOf } from '../observed.ts';
import { plainPart, type Part, type Verdict } from '../part.ts';

/** What the walk over https ends on, and over which versions of HTTP. */
export const answerPart = (
  responses: Seen<WebResponses>,
  headers: Seen<WebHeaders>,
  protocols: Seen<WebProtocols>,
): Part =>
  plainPart(
    'Answer',
    verdictsOn(
      responses,
      (how) => [{ tone: 'bad', text: how }],
      (value) => walkOf(value, valueOf(headers), valueOf(protocols)),
    ),
  );

function walkOf(
  { https }: WebResponses,
  page: WebHeaders | null,
  protocols: WebProtocols | null,
): readonly Verdict[] {
  const last = https.items.at(-1);
  if (last === undefined) {
    return https.complete
      ? [{ tone: 'bad', text: 'https connections are refused' }]
      : [{ tone: 'open', text: `not known: ${becauseOf(https)}` }];
  }
  const type = page === null ? '' : `, ${page.contentType}`;
  const way = https.items.map(({ url }) => url).join(' → ');
  return [
    ...noted(`${way}: status ${last.status}${type}${versionsOf(protocols)}`),
    ...last.malformed.slice(0, MOST).map((text): Verdict => ({ tone: 'fair', text })),
    ...(https.complete ? [] : [{ tone: 'open' as const, text: becauseOf(https) }]),
  ];
}

const MOST = 3;

/** The newer versions of HTTP, and which of them are not known. */
function versionsOf(protocols: WebProtocols | null): string {
  if (protocols === null) return '';
  const versions = [
    ['HTTP/2', protocols.http2],
    ['HTTP/3', protocols.http3],
  ] as const;
  const which = (wanted: boolean | null, lead: string): string => {
    const names = versions.filter(([, spoken]) => spoken === wanted).map(([name]) => name);
    return names.length === 0 ? '' : `${lead}${names.join(' and ')}`;
  };
  return `${which(true, '; also ')}${which(null, '; not known: ')}`;
}

const SERVICE_WORDS: Readonly<Record<WebProtection['services'][number]['is'], string>> = {
  cdn: 'content delivery network',
  waf: 'web application firewall',
  'bot-protection': 'protection against bots',
};

/** What stands in front of the site, and what it kept from us. */
export const servicesPart = (seen: Seen<WebProtection>): Part =>
  plainPart(
    'In front',
    verdictsOn(
      seen,
      () => [],
      ({ services, blocked }) => [
        ...services.flatMap(({ name, is, by }) => noted(`${name}, ${SERVICE_WORDS[is]} (${by})`)),
        ...blocked.slice(0, MOST).map(({ url, by }): Verdict => ({
          tone: 'open',
          text: `${url} was answered by a challenge or block page (${by}); it is not judged`,
        })),
        ...(blocked.length > MOST
          ? [{ tone: 'open' as const, text: `and ${blocked.length - MOST} more` }]
          : []),
      ],
    ),
  );
