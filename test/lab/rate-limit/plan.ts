import type { Family, RateLimitVerdict } from '../../../src/evidence/kinds/rate-limit/enforced.ts';
import type { RateLimitEndpoint } from '../../../src/probe/probe.ts';

/** The limiters by the server that has them. */
export const SERVED = {
  nginx: [
    'nginx-nodelay',
    'nginx-delay',
    'nginx-two',
    'nginx-strict',
    'nginx-return',
    'nginx-token',
    'nginx-xff',
    'nginx-exact',
    'nginx-dry',
    'nginx-retry',
    'nginx-conn',
  ],
  haproxy: [
    'haproxy-deny',
    'haproxy-deny-ra',
    'haproxy-tarpit',
    'haproxy-drop',
    'haproxy-xff',
    'haproxy-ban',
  ],
  evasive: ['apache-evasive'],
  qos: ['apache-qos'],
  'qos-conn': ['apache-qos-conn'],
  node: [
    'express-draft-6',
    'express-draft-7',
    'express-draft-8',
    'express-legacy',
    'express-silent',
    'express-token',
    'express-xff',
    'express-login',
    'express-lying',
    'fastify-plain',
    'fastify-ban',
    'fastify-renewing',
    'flexible-block',
    'flexible-bursty',
  ],
} as const;
export type Name = (typeof SERVED)[keyof typeof SERVED][number];

export const NAMES: readonly Name[] = Object.values(SERVED).flat();

export const hostOf = (name: Name): string => `${name}.test`;

/** A limiter as it is configured, how it is asked, and what has to be found out of it. */
export interface Limiter {
  readonly name: Name;
  readonly asked?: Partial<RateLimitEndpoint>;
  /** Fields that a token stands in. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly verdict: RateLimitVerdict;
  /** Null where no kind can be told; the truth first, and then what looks the same from outside. */
  readonly families: readonly Family[] | null;
  readonly truth?: Partial<Record<Measured, number>>;
  /** What a plain client gets that asks one after the other, or all at once. */
  readonly plain: { readonly admitted: number; readonly refused: number | null } | AtOnce;
}
interface AtOnce {
  readonly atOnce: number;
  readonly admitted: number;
}
export type Measured = 'limit' | 'windowSeconds' | 'perSecond' | 'penaltySeconds';

const documented = (requests: number, windowSeconds: number): Partial<RateLimitEndpoint> => ({
  limit: { requests, windowSeconds, per: 'ip', strict: true },
});

const bucket = (limit: number, perSecond: number) => ({
  verdict: 'enforced' as const,
  families: ['token-bucket' as const],
  truth: { limit, perSecond },
});

/** A fixed window and a log are told apart by requests in two halves alone. */
const window = (limit: number, windowSeconds: number) => ({
  verdict: 'enforced' as const,
  families: ['fixed-window' as const],
  truth: { limit, windowSeconds },
});

const counting = (limit: number, windowSeconds: number) => ({
  verdict: 'enforced' as const,
  families: ['sliding-counter-counting-refusals' as const],
  truth: { limit, windowSeconds },
});

const delaying = (perSecond: number) => ({
  verdict: 'enforced' as const,
  families: ['delay' as const],
  truth: { perSecond },
});

const renewed = (limit: number, penaltySeconds: number) => ({
  verdict: 'enforced' as const,
  families: ['renewed-penalty' as const],
  truth: { limit, penaltySeconds },
});

const LOGS = ['sliding-log', 'sliding-log-counting-refusals'] as const;

const CONCURRENT = {
  asked: { parallel: 4 },
  verdict: 'enforced' as const,
  families: ['concurrency' as const],
  truth: { limit: 2 },
  plain: { atOnce: 5, admitted: 2 },
};

const UNSEEN = { verdict: 'not-observed-within-budget', families: null } as const;

/** Answered at once, with that status once so many were admitted; null where all are. */
const plain = (admitted: number, refused: number | null) => ({ plain: { admitted, refused } });

/** More than any of them admits at once. */
export const MOST = 40;

export const LIMITERS: readonly Limiter[] = [
  { name: 'nginx-nodelay', ...bucket(10, 2), ...plain(10, 503) },
  { name: 'nginx-delay', ...delaying(2), plain: { atOnce: 10, admitted: 7 } },
  { name: 'nginx-two', ...delaying(2), plain: { atOnce: 14, admitted: 13 } },
  {
    name: 'nginx-strict',
    verdict: 'enforced',
    // With one request at a time they are one and the same.
    families: ['token-bucket', 'fixed-window', 'sliding-log'],
    truth: { limit: 1, windowSeconds: 2 },
    ...plain(1, 429),
  },
  { name: 'nginx-return', ...UNSEEN, ...plain(MOST, null) },
  {
    name: 'nginx-token',
    asked: { token: true },
    headers: { 'X-Api-Key': 'a-key-of-the-lab' },
    ...bucket(5, 0.5),
    ...plain(5, 429),
  },
  { name: 'nginx-xff', ...UNSEEN, ...plain(MOST, null) },
  { name: 'nginx-exact', asked: { variants: true }, ...bucket(5, 1), ...plain(5, 429) },
  {
    name: 'nginx-dry',
    asked: documented(10, 5),
    ...UNSEEN,
    verdict: 'not-enforced-at-documented-limit',
    ...plain(MOST, null),
  },
  { name: 'nginx-retry', ...bucket(3, 0.2), ...plain(3, 429) },
  { name: 'nginx-conn', ...CONCURRENT },
  { name: 'haproxy-deny', ...counting(10, 10), ...plain(10, 429) },
  { name: 'haproxy-deny-ra', ...counting(10, 5), ...plain(10, 429) },
  { name: 'haproxy-tarpit', ...counting(10, 5), ...plain(10, 429) },
  {
    name: 'haproxy-drop',
    verdict: 'enforced',
    // Silence outlasts the window: nothing that is asked after a refusal falls into the same one.
    families: ['sliding-counter-counting-refusals', ...LOGS, 'fixed-window'],
    truth: { limit: 10 },
    ...plain(10, 0),
  },
  { name: 'haproxy-xff', asked: { forged: true }, ...counting(10, 10), ...plain(10, 429) },
  { name: 'haproxy-ban', ...renewed(10, 10), ...plain(10, 403) },
  // What is counted first is noted without its time: one more is admitted at first.
  {
    name: 'apache-evasive',
    ...renewed(10, 8),
    // By whole seconds, so that it lasts now 7 and now 8 of them: often no one number is found.
    truth: { limit: 10 },
    ...plain(11, 403),
  },
  {
    name: 'apache-qos',
    ...window(9, 10),
    // The tenth is refused. By whole seconds, so that it lasts 10 to 11 of them, each time another.
    truth: { limit: 9 },
    ...plain(9, 429),
  },
  { name: 'apache-qos-conn', ...CONCURRENT },
  { name: 'express-draft-6', ...window(10, 5), ...plain(10, 429) },
  { name: 'express-draft-7', ...window(20, 6), ...plain(20, 429) },
  { name: 'express-draft-8', asked: documented(10, 10), ...window(10, 10), ...plain(10, 429) },
  { name: 'express-legacy', ...window(30, 15), ...plain(30, 429) },
  {
    name: 'express-silent',
    asked: documented(5, 6),
    ...window(8, 6),
    verdict: 'enforced-differently',
    ...plain(8, 429),
  },
  {
    name: 'express-token',
    asked: { token: true },
    headers: { Authorization: 'Bearer of-the-lab' },
    ...window(10, 8),
    ...plain(10, 429),
  },
  { name: 'express-xff', asked: { forged: true }, ...window(5, 10), ...plain(5, 429) },
  {
    name: 'express-lying',
    asked: documented(5, 10),
    ...UNSEEN,
    verdict: 'not-enforced-at-documented-limit',
    ...plain(MOST, null),
  },
  { name: 'fastify-plain', ...window(10, 10), ...plain(10, 429) },
  { name: 'fastify-ban', ...window(5, 10), ...plain(5, 429) },
  { name: 'fastify-renewing', ...renewed(5, 5), ...plain(5, 429) },
  {
    name: 'flexible-block',
    verdict: 'enforced',
    families: ['penalty'],
    truth: { limit: 10, penaltySeconds: 20 },
    ...plain(10, 429),
  },
  // Two windows in one: no family of ours, and what comes nearest is not said with confidence.
  {
    name: 'flexible-bursty',
    verdict: 'enforced',
    families: ['sliding-counter', 'token-bucket'],
    ...plain(7, 429),
  },
];
