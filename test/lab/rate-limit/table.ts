import { rateLimitEnforced } from '../../../src/evidence/kinds/rate-limit/enforced.ts';
import type { Seen } from './look.ts';
import type { Limiter } from './plan.ts';

/** Truth and estimate of one limiter in a line. */
export function rowOf({ name, verdict, families, truth }: Limiter, seen: Seen): string {
  const fact = seen.observation(rateLimitEnforced);
  if (fact.status !== 'present') return `| ${name} | ${JSON.stringify(fact)} |`;
  const { value } = fact;
  const kinds = value.candidates.map((one) => {
    const { family, posterior, ...numbers } = one;
    return `${family} ${posterior.toFixed(2)} (${textOf(numbers)})`;
  });
  const cells = [
    name,
    `${families?.join('/') ?? 'none seen'} (${textOf(truth ?? {})})`,
    value.verdict === verdict ? verdict : `${value.verdict} INSTEAD OF ${verdict}`,
    kinds.join('; '),
    value.refusal?.signatures.join(' ') ?? '',
    value.requestsSent,
    seen.seconds.toFixed(0),
    value.stopped?.because ?? '',
  ];
  return `| ${cells.join(' | ')} |`;
}

const textOf = (numbers: Readonly<Record<string, number | null | undefined>>): string =>
  Object.entries(numbers)
    .flatMap(([name, value]) =>
      typeof value === 'number' ? [`${name} ${Number(value.toFixed(2))}`] : [],
    )
    .join(', ');
