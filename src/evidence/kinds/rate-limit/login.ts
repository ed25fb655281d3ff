import { z } from 'zod';
import { LimitAnswer } from './samples.ts';

/** Why no more attempts were made. */
export const LOGIN_STOPPED = [
  'refused',
  'challenge',
  'locked',
  'budget',
  'signed-in',
  'no-login',
  'failing',
  'connection-failures',
  'interrupted',
] as const;

/**
 * Attempts to sign in with a wrong password, one a second, up to the first that is refused. Made at
 * intensity `active` alone, with authorisation, with `--try-login` and an account to be thrown away.
 */
export const rateLimitLoginAttempts = {
  id: 'rate-limit.login-attempts',
  title: 'Attempts to sign in',
  schema: z.strictObject({
    url: z.string(),
    auditId: z.string(),
    /** At most. */
    planned: z.int(),
    attempts: z.array(
      z.strictObject({
        /** Milliseconds since the first was sent. */
        at: z.number(),
        ms: z.number(),
        answer: LimitAnswer,
        /** What it was taken for. */
        taken: z.enum(['wrong-password', 'refused', 'challenge', 'locked', 'signed-in', 'other']),
      }),
    ),
    stopped: z.strictObject({ because: z.enum(LOGIN_STOPPED), detail: z.string() }),
  }),
};
export type RateLimitLoginAttempts = z.infer<typeof rateLimitLoginAttempts.schema>;

/** Whether guessing passwords is slowed down, a fact. Absent where nobody asked for it to be tried. */
export const rateLimitLogin = {
  id: 'rate-limit.login',
  title: 'Limit on attempts to sign in',
  schema: z.strictObject({
    /** Attempts that were answered as usual before the first that was not. */
    admitted: z.int(),
    attempts: z.int(),
    /** It was refused, challenged or locked; null where that could not be seen. */
    limited: z.boolean().nullable(),
    /** How: a refusal by status, a challenge, or a locked account. */
    by: z.enum(['refusal', 'challenge', 'lock']).nullable(),
    status: z.int().nullable(),
    retryAfterSeconds: z.number().nullable(),
    sentence: z.string(),
  }),
};
export type RateLimitLogin = z.infer<typeof rateLimitLogin.schema>;
