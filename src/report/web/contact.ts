import type { WebSecurityTxt } from '../../evidence/kinds/web/security-txt.ts';
import { fewOf, mailbox, noted, verdictsOn, type Seen } from '../known.ts';
import { plainPart, type Part, type Verdict } from '../part.ts';

/** Whom to tell of a weakness. */
export const contactPart = (seen: Seen<WebSecurityTxt>): Part =>
  plainPart(
    'Contact',
    verdictsOn(seen, () => noted('no security.txt'), conclude),
  );

const MOST = 3;

function conclude(file: WebSecurityTxt): readonly Verdict[] {
  const { contacts, expires, expired, problems } = file;
  const errors = problems.filter(({ level, code }) => level === 'error' && code !== 'expired');
  const isSound = expired === false && contacts.length > 0 && errors.length === 0;
  const more = errors.length - MOST;
  return [
    {
      tone: expired === true ? 'bad' : isSound ? 'good' : 'fair',
      text: `security.txt: ${fewOf(contacts.map(mailbox), 2) || 'no contact'}, ${
        expires === null ? 'without a date' : `${expired === true ? 'expired' : 'until'} ${expires}`
      }`,
    },
    ...errors.slice(0, MOST).map(({ sentence, line }): Verdict => ({
      tone: 'fair',
      text: line === null ? sentence : `line ${line}: ${sentence}`,
    })),
    ...(more > 0 ? noted(`and ${more} more`) : []),
  ];
}
