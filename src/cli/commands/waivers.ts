import { dayOf, daysFrom } from '../../control/day.ts';
import type { Waiver } from '../../document/waiver.ts';
import { visible } from '../../report/escape.ts';
import { UsageError } from '../errors.ts';
import type { Exit } from '../exit.ts';
import type { LookFlags } from '../options.ts';
import { configOf, timeOf } from '../settings.ts';
import { writtenWaivers } from '../waiver-settings.ts';

/** Flags of `assay waivers list`. */
export interface WaiverFlags extends Pick<LookFlags, 'config' | 'waivers' | 'now'> {
  readonly expiring?: string;
}

/** A waiver on the day. */
interface Dated {
  readonly waiver: Waiver;
  readonly state: 'active' | 'expired' | 'pending';
  readonly left: number;
}

/** `assay waivers list`: one line each, the one that ends first at the top. */
export function listWaivers(flags: WaiverFlags): Exit {
  const today = dayOf(flags.now === undefined ? new Date() : timeOf(flags.now));
  const within = flags.expiring === undefined ? null : daysOf(flags.expiring);
  const all = writtenWaivers(flags, configOf(flags.config)).map(({ waiver }) =>
    datedOf(waiver, today),
  );
  const shown = all
    .filter(({ left }) => within === null || left <= within)
    .sort((a, b) => a.left - b.left || (a.waiver.id < b.waiver.id ? -1 : 1));
  for (const one of shown) process.stdout.write(`${visible(lineOf(one))}\n`);
  const expired = all.filter(({ state }) => state === 'expired').length;
  const counted = within === null ? [] : [`${shown.length} at an end within ${within} days`];
  return {
    code: 0,
    reason: [`${all.length} waivers`, `${expired} expired`, ...counted].join(', '),
  };
}

const datedOf = (waiver: Waiver, today: string): Dated => {
  const { approvedAt, expires } = waiver;
  const begun = today < approvedAt ? 'pending' : 'active';
  return { waiver, state: today > expires ? 'expired' : begun, left: daysFrom(today, expires) };
};

function lineOf({ waiver, state, left }: Dated): string {
  const { id, rule, control, targets, owner, approvedBy, expires, remediation } = waiver;
  const approver = typeof approvedBy === 'string' ? approvedBy : approvedBy.name;
  const days = left < 0 ? `${-left} days ago` : `in ${left} days`;
  return [
    state.padEnd(8),
    expires,
    `(${days})`.padEnd(16),
    id,
    rule ?? control ?? '',
    targets?.join(',') ?? 'all targets',
    owner ?? approver,
    remediation?.ticket ?? '',
  ]
    .join('  ')
    .trimEnd();
}

function daysOf(text: string): number {
  const match = /^(\d{1,4})d?$/.exec(text);
  if (match === null) throw new UsageError(`--expiring ${text}: is no number of days`, '30d');
  return Number(match[1]);
}
