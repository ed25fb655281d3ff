import type {
  WebApi,
  WebExposure,
  WebGraphql,
  WebHost,
  WebMethods,
} from '../../evidence/kinds/web/surface.ts';
import { fewOf, noted, shortfall, type Seen } from '../known.ts';
import { plainPart, type Part, type Verdict } from '../part.ts';
import { counted } from '../words.ts';

interface Surface {
  readonly exposure: Seen<WebExposure>;
  readonly methods: Seen<WebMethods>;
  readonly host: Seen<WebHost>;
  readonly api: Seen<WebApi>;
  readonly graphql: Seen<WebGraphql>;
}

/** What the public reaches and should not. */
export const publicPart = ({ exposure, methods, host, api, graphql }: Surface): Part =>
  plainPart('Public', [
    ...looked(exposure, filesOf),
    ...looked(methods, methodsOf),
    ...looked(host, namesOf),
    ...looked(api, pathsOf),
    ...looked(graphql, endpointsOf),
    ...gapsIn({ files: exposure, methods, 'host names': host, API: api, GraphQL: graphql }),
  ]);

const looked = <T>(
  seen: Seen<T>,
  conclude: (value: T) => readonly Verdict[],
): readonly Verdict[] => (seen?.status === 'present' ? conclude(seen.value) : []);

/** What could not be looked at; what one problem kept from us stands together. */
function gapsIn(named: Readonly<Record<string, Seen<unknown>>>): readonly Verdict[] {
  const gaps = Object.entries(named).flatMap(([name, seen]) =>
    seen?.status === 'unavailable' ? [{ name, detail: seen.problem.detail }] : [],
  );
  return [...Map.groupBy(gaps, ({ detail }) => detail)].map(([detail, members]) => ({
    tone: 'open',
    text: `${members.map(({ name }) => name).join(', ')}: not known: ${detail}`,
  }));
}

const MOST = 6;

/** The first of several verdicts, and how many there are besides. */
function firstOf(verdicts: readonly Verdict[]): readonly Verdict[] {
  const more = verdicts.length - MOST;
  return [...verdicts.slice(0, MOST), ...(more > 0 ? noted(`and ${more} more`) : [])];
}

function filesOf({ paths }: WebExposure): readonly Verdict[] {
  const exposed = paths.items.filter((path) => path.exposed);
  const isMeant = ({ group }: (typeof exposed)[number]): boolean => group === 'documentation';
  const none = `looked for ${counted(paths.items.length, 'file')} that nobody should get: none is there`;
  return [
    ...firstOf(
      exposed
        .filter((path) => !isMeant(path))
        .map(({ url, what }) => ({ tone: 'bad', text: `${url} is there (${what})` })),
    ),
    ...firstOf(exposed.filter(isMeant).flatMap(({ url }) => noted(`${url} describes the API`))),
    ...(exposed.length === 0 && paths.complete && paths.items.length > 0
      ? [{ tone: 'good' as const, text: none }]
      : []),
    ...shortfall('not every path was answered', paths),
  ];
}

function methodsOf({ trace, risky }: WebMethods): readonly Verdict[] {
  return [
    ...(trace === 'echoed' ? [{ tone: 'bad' as const, text: 'TRACE sends requests back' }] : []),
    ...(trace === null
      ? [{ tone: 'open' as const, text: 'not known whether TRACE is refused' }]
      : []),
    ...(risky === null || risky.length === 0 ? [] : noted(`offers ${fewOf(risky, MOST)}`)),
  ];
}

const namesOf = ({ answers }: WebHost): readonly Verdict[] => [
  ...answers.items
    .filter(({ followed }) => followed)
    .map(({ by, reflected }): Verdict => ({
      tone: 'bad',
      text: `a foreign name in ${by} comes back in ${fewOf(reflected, MOST)}`,
    })),
  ...shortfall('not every foreign host name was answered', answers),
];

const PATH_WORDS: Readonly<Record<NonNullable<WebApi['paths']['items'][number]['is']>, string>> = {
  answered: 'answers',
  refused: 'refuses with',
  redirected: 'redirects with',
  error: 'fails with',
  missing: 'says it is not there, with',
  other: 'answers otherwise, with',
};

const UNTOLD = 'does not tell whether strangers get data, with';

function pathsOf({ paths }: WebApi): readonly Verdict[] {
  const closed = paths.items.filter(({ access }) => access !== 'public');
  const refused = closed.filter(({ is }) => is === 'refused').map(({ url }) => url);
  return [
    ...firstOf(
      closed
        .filter(({ is }) => is === 'answered')
        .map(({ url, status }) => {
          return { tone: 'bad', text: `${url} answers ${status} to one who is not signed in` };
        }),
    ),
    ...firstOf(
      paths.items
        .filter(({ trace }) => trace === true)
        .map(({ url }) => ({
          tone: 'bad',
          text: `${url} shows a stack trace or a database error`,
        })),
    ),
    ...(refused.length === 0
      ? []
      : [{ tone: 'good' as const, text: `refused without a token: ${fewOf(refused, 3)}` }]),
    ...firstOf(
      closed
        .filter(({ is }) => is !== 'answered' && is !== 'refused')
        .flatMap(({ url, is, status }) =>
          noted(`${url} ${is === null ? UNTOLD : PATH_WORDS[is]} ${status}`),
        ),
    ),
    ...shortfall('not every path of the API was answered', paths),
  ];
}

const endpointsOf = ({ endpoints }: WebGraphql): readonly Verdict[] => [
  ...endpoints.items.flatMap(({ url, introspection }): readonly Verdict[] => {
    if (introspection === null) {
      return [{ tone: 'open', text: `not known whether ${url} tells its schema` }];
    }
    return introspection ? [{ tone: 'fair', text: `${url} tells its schema` }] : [];
  }),
  ...shortfall('not every GraphQL endpoint was answered', endpoints),
];
