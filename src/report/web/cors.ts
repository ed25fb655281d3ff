import type { WebCors } from '../../evidence/kinds/web/cors.ts';
import { fewOf, noted, shortfall, verdictsOn, type Seen } from '../known.ts';
import { plainPart, type Part, type Verdict } from '../part.ts';
import { counted } from '../words.ts';

type Answer = WebCors['answers']['items'][number];

const MOST = 4;

/** Which other origins may read answers. */
export const corsPart = (seen: Seen<WebCors>): Part =>
  plainPart('CORS', verdictsOn(seen, noted, conclude));

function conclude(cors: WebCors): readonly Verdict[] {
  const faults = faultsIn(cors);
  const strangers = cors.answers.items.filter(({ untrusted }) => untrusted);
  const isClosed =
    cors.answers.complete && strangers.length > 0 && !strangers.some(({ readable }) => readable);
  const text = `no answer to ${counted(originsIn(strangers).length, 'foreign origin')} may be read by it`;
  return [
    ...(isClosed && faults.length === 0 ? [{ tone: 'good' as const, text }] : faults),
    ...shortfall('not every origin was answered', cors.answers),
  ];
}

function faultsIn({ answers, open, varies }: WebCors): readonly Verdict[] {
  const strangers = answers.items.filter(({ untrusted }) => untrusted);
  const withSession = strangers.filter(({ withCredentials }) => withCredentials);
  const named = strangers.filter(
    ({ readable, withCredentials, allowOrigin }) =>
      readable && !withCredentials && allowOrigin !== '*',
  );
  const broken = answers.items.find((answer) => answer.broken);
  return [
    ...withSessions(withSession),
    ...(named.length === 0
      ? []
      : [{ tone: 'fair' as const, text: `may read answers: ${listOf(named)}` }]),
    ...(open ? noted('every site may read what is public (*)') : []),
    ...(broken === undefined
      ? []
      : [{ tone: 'fair' as const, text: `browsers refuse what is sent: ${broken.allowOrigin}` }]),
    ...(varies === false
      ? [{ tone: 'fair' as const, text: 'answers follow the Origin without Vary: Origin' }]
      : []),
  ];
}

const withSessions = (answers: readonly Answer[]): readonly Verdict[] =>
  answers.length === 0
    ? []
    : [{ tone: 'bad', text: `may read what signed-in users get: ${listOf(answers)}` }];

const originsIn = (answers: readonly Answer[]): readonly string[] => [
  ...new Set(answers.map(({ origin }) => origin)),
];

const listOf = (answers: readonly Answer[]): string => fewOf(originsIn(answers), MOST);
