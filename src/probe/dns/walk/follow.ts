import type { DnsMessage } from '../../../codec/dns/message.ts';
import type { Problem } from '../../../evidence/problem.ts';
import type { DnsQuestion } from '../../../net/net.ts';
import { aliasesOf, MOST_ALIASES, type Alias } from './aliases.ts';
import type { Walker } from './walker.ts';
import type { Way } from './way.ts';
import { canBeAsked } from './zone-of.ts';

/** What a question leads to, aliases followed from zone to zone. */
export interface Followed {
  readonly aliases: readonly Alias[];
  /** The name whose records are asked for in the end. */
  readonly end: string;
  /** The last answer; null where there is none. With a problem beside it, it settles nothing. */
  readonly message: DnsMessage | null;
  readonly problem: Problem | null;
}

/** Asks a question and, where it leads to other zones, asks there again. */
export async function follow(
  walker: Walker,
  { name, type }: DnsQuestion,
  way: Way,
): Promise<Followed> {
  if (!canBeAsked(name)) {
    const problem = { code: 'limit' as const, detail: `${name} is too long for a name` };
    return { aliases: [], end: '.', message: null, problem };
  }
  const aliases: Alias[] = [];
  const seen = new Set([name]);
  let asked = name;
  for (;;) {
    const found = await walker.find({ name: asked, type }, way);
    if (found.kind !== 'answer') {
      const problem = found.kind === 'failed' ? found.problem : null;
      return { aliases, end: asked, message: null, problem };
    }
    const { message, doubt } = found;
    const here = aliasesOf(message, found.cut.zone, { name: asked, type });
    aliases.push(...here.aliases);
    if (!here.again) {
      const problem = doubt === null ? null : { code: 'servfail' as const, detail: doubt };
      return { aliases, end: here.end, message, problem };
    }
    if (seen.has(here.end) || aliases.length > MOST_ALIASES) {
      const detail = `the aliases of ${name} do not end`;
      return { aliases, end: here.end, message: null, problem: { code: 'limit', detail } };
    }
    seen.add(here.end);
    asked = here.end;
  }
}
