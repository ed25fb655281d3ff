import fc from 'fast-check';
import { spf, type SPFOptions } from 'mailauth/lib/spf/index.js';
import { expect, test } from 'vitest';
import { checkHost, type CheckResult } from '../../../../src/codec/mail/check-host/check-host.ts';
import { answered } from '../../../../src/codec/mail/check-host/question.ts';
import type { SenderClaim } from '../../../../src/codec/mail/check-host/sender.ts';
import { checkedDomain, queryName } from '../../../../src/codec/mail/macro.ts';
import {
  oddSender,
  someSender,
  someWorld,
  worldDns,
  type World,
} from '../../../support/spf-worlds.ts';

/** More and others: SPF_RUNS=5000 SPF_SEED=1. */
const RUNS = {
  numRuns: Number(process.env['SPF_RUNS'] ?? 1000),
  seed: Number(process.env['SPF_SEED'] ?? 7208),
};

const MOST_TIME = 120_000;

const RECEIVER = { receiver: 'receiver.example', time: 1_700_000_000 };

const ours = (world: World, claim: SenderClaim): CheckResult =>
  answered(checkHost(claim, { explain: RECEIVER }), worldDns(world));

/** In lower case: mailauth gives `%{d}` in lower case, we as it was written. */
const spoken = (explanation: string | null | undefined): string | null =>
  explanation?.toLowerCase() ?? null;

/** What mailauth finds, strict, in the form of our result as far as it has it. */
async function theirs(world: World, { address, from, helo }: SenderClaim) {
  const { status, lookups, explanation } = await spf({
    ip: address,
    sender: from,
    helo,
    resolver: resolverOf(world),
    strict: true,
    mta: RECEIVER.receiver,
  });
  return {
    result: status.result,
    lookups: lookups?.count,
    voidLookups: lookups?.void,
    explanation: spoken(explanation),
  };
}

const failed = (code: string): Error => Object.assign(new Error(code), { code });

type Resolver = NonNullable<SPFOptions['resolver']>;

function resolverOf(world: World): Resolver {
  const dns = worldDns(world);
  const resolve = (name: string, asked: string): Promise<unknown> => {
    const type = (['A', 'AAAA', 'MX', 'PTR', 'TXT'] as const).find((one) => one === asked);
    if (type === undefined) throw new Error(`${asked} is not asked for by SPF`);
    const answer = dns({ name: checkedDomain(name) === null ? name : queryName(name), type });
    if (answer.status === 'none') return Promise.reject(failed('ENODATA'));
    if (answer.status !== 'records') return Promise.reject(failed('ETIMEOUT'));
    if (type === 'TXT') return Promise.resolve(answer.values.map((value) => [value]));
    if (type !== 'MX') return Promise.resolve(answer.values);
    return Promise.resolve(answer.values.map((exchange, priority) => ({ priority, exchange })));
  };
  // Its type leaves out MX answers, which are objects as those of node:dns.
  return resolve as Resolver;
}

/** Where we differ from mailauth 7.1.0, and what decides. */
const DIFFERENCES: readonly {
  readonly what: string;
  readonly section: string;
  readonly holds: (found: CheckResult) => boolean;
  /** What may differ. */
  readonly in: readonly (keyof CheckResult)[];
}[] = [
  {
    what: 'a loop ends at once, it counts to the limit; both end in permerror',
    section: 'RFC 7208, 4.6.4',
    holds: ({ reason }) => reason.endsWith('is a loop'),
    in: ['lookups', 'voidLookups'],
  },
  {
    what: 'void lookups are those of terms; it counts the first question as well',
    section: 'RFC 7208, 4.6.4 and 11.1',
    holds: ({ result }) => result === 'none',
    in: ['voidLookups'],
  },
  {
    what: 'more than 10 exchanges are a permerror for each sender; it goes through the first 10',
    section: 'RFC 7208, 4.6.4: their order is chance (RFC 5321, 5.1)',
    holds: ({ reason }) => reason.includes('more than 10 exchanges'),
    in: ['result', 'explanation', 'lookups', 'voidLookups'],
  },
];

test(
  'the evaluation is that of mailauth, but for differences that are known',
  async () => {
    const met = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        someWorld({ terms: 'plain', junk: true }),
        someSender,
        async (world, claim) => {
          const [own, other] = [ours(world, claim), await theirs(world, claim)];
          const { result, lookups, voidLookups } = own;
          const explanation = spoken(own.explanation);
          const known = DIFFERENCES.filter(({ holds }) => holds(own));
          for (const { what } of known) met.add(what);
          const allowed = new Set(known.flatMap((difference) => difference.in));
          const told = Object.entries({ result, lookups, voidLookups, explanation }).filter(
            ([key]) => ![...allowed].some((one) => one === key),
          );
          expect(other).toMatchObject(Object.fromEntries(told));
        },
      ),
      RUNS,
    );
    expect([...met].toSorted()).toEqual(DIFFERENCES.map(({ what }) => what).toSorted());
  },
  MOST_TIME,
);

/**
 * Names that are made of macros and cannot be asked for count as lookups here, since section 4.6.4
 * counts terms, and not there. Names that end in a number, as `exists:%{i}` does, are asked for here,
 * since a macro may end a domain-spec (section 7.1), and not there.
 */
test(
  'names that nobody can have make no difference to the result, short of the limits',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        someWorld({ terms: 'odd', junk: false }),
        fc.oneof(someSender, oddSender),
        async (world, claim) => {
          const [own, other] = [ours(world, claim), await theirs(world, claim)];
          fc.pre(!own.reason.startsWith('more than'));
          expect(other.result).toBe(own.result);
          if (own.result === 'none' || own.reason.endsWith('is a loop')) return;
          expect(own.lookups).toBeGreaterThanOrEqual(other.lookups ?? 0);
          expect(own.voidLookups).toBeGreaterThanOrEqual(other.voidLookups ?? 0);
        },
      ),
      RUNS,
    );
  },
  MOST_TIME,
);
