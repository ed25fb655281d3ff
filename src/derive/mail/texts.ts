import { txtText } from '../../codec/dns/answer.ts';
import type { DnsAnswers } from '../../evidence/kinds/mail/answers.ts';
import type { Problem } from '../../evidence/problem.ts';
import { recordedRrset } from './recorded.ts';

/** The TXT records of names, as far as they were asked for. */
export interface TextsByName {
  /** The texts at a name; null where it was not asked for or its answer cannot be read. */
  readonly at: (name: string) => readonly string[] | null;
  /** Why some are not known. */
  readonly because: Problem;
}

/** Reads the TXT records of recorded answers anew from their wire form. */
export const textsByName = ({ answers }: DnsAnswers): TextsByName => ({
  at: (name) => recordedRrset(answers.items, name, 'TXT')?.records.map(txtText) ?? null,
  because: answers.because ?? { code: 'malformed', detail: 'a recorded answer cannot be read' },
});
