import type { RateLimitBypasses } from '../../evidence/kinds/rate-limit/enforced.ts';
import type { RateLimitLogin } from '../../evidence/kinds/rate-limit/login.ts';
import { fewOf, verdictsOn, type Seen } from '../known.ts';
import { plainPart, type Part, type Verdict } from '../part.ts';
import type { Tone } from '../tone.ts';

/** What was tried while the limit refused, and whether it passed; nothing where nobody asked. */
export const bypassPart = (seen: Seen<RateLimitBypasses>): Part =>
  plainPart(
    'Bypasses',
    verdictsOn(
      seen,
      () => [],
      ({ forged, variants, tokens }) => [
        ...triedAll(
          forged.map(({ field, admitted }) => ({ name: field, admitted })),
          FORGED,
        ),
        ...triedAll(
          variants.map(({ form, admitted }) => ({ name: form, admitted })),
          VARIANTS,
        ),
        ...triedAll(
          tokens.map(({ form, admitted }) => ({ name: form, admitted })),
          TOKENS,
        ),
      ],
    ),
  );

/** Whether guessing passwords is slowed down; nothing where nobody asked. */
export const loginPart = (seen: Seen<RateLimitLogin>): Part =>
  plainPart(
    'Sign-in',
    verdictsOn(
      seen,
      () => [],
      ({ limited, sentence }) => [
        { tone: limited === null ? 'open' : limited ? 'good' : 'bad', text: sentence },
      ],
    ),
  );

interface Tried {
  readonly name: string;
  readonly admitted: boolean | null;
}

/** What is said of those that pass, of those that do not, and of those that were not settled. */
interface Words {
  readonly passes: readonly [Tone, string];
  readonly fails: readonly [Tone, string];
  readonly open: string;
}

const FORGED: Words = {
  passes: ['bad', 'who names another address passes, in'],
  fails: ['good', 'who names another address is refused all the same, in'],
  open: 'not known whether who names another address passes, in',
};
const VARIANTS: Words = {
  passes: ['fair', 'the limit does not hold for the path'],
  fails: ['good', 'the limit holds for the path'],
  open: 'not known whether the limit holds for the path',
};
/** Who shows another token may well be counted on its own. */
const TOKENS: Words = {
  passes: ['quiet', 'while it refused, admitted'],
  fails: ['quiet', 'while it refused, refused as well'],
  open: 'not known what becomes of who asks',
};

const MOST = 8;

function triedAll(all: readonly Tried[], { passes, fails, open }: Words): readonly Verdict[] {
  const said = (admitted: boolean | null, tone: Tone, words: string): readonly Verdict[] => {
    const names = all.filter((one) => one.admitted === admitted).map(({ name }) => name);
    return names.length === 0 ? [] : [{ tone, text: `${words} ${fewOf(names, MOST)}` }];
  };
  return [...said(true, ...passes), ...said(false, ...fails), ...said(null, 'open', open)];
}
