import {
  mailExchanges,
  mailReverse,
  type MailExchanges,
} from '../../evidence/kinds/mail/exchanges.ts';
import { mailDkim, type MailDkim } from '../../evidence/kinds/mail/dkim.ts';
import { mailDmarc, mailDmarcReports } from '../../evidence/kinds/mail/dmarc.ts';
import { mailBimi, mailMtaSts, mailTlsRpt } from '../../evidence/kinds/mail/policies.ts';
import { mailSenders, mailSpf, type MailSpf } from '../../evidence/kinds/mail/spf.ts';
import { mailTransport } from '../../evidence/kinds/mail/transport.ts';
import type { Kind } from '../../evidence/kind.ts';
import type { Target } from '../../evidence/target.ts';
import { observedAt } from '../observed.ts';
import type { Report } from '../report.ts';
import { dkimPart } from './dkim.ts';
import { dmarcPart } from './dmarc.ts';
import { exchangesPart } from './exchanges.ts';
import { valueOf, type Seen } from '../known.ts';
import { plainPart, type Part, type PartsView, type Verdict } from '../part.ts';
import { bimiPart, mtaStsPart, tlsRptPart } from './policies.ts';
import { sendersPart, spfPart } from './spf.ts';

/** The mail of every domain that was looked at. */
export const mailViewsOf = (report: Report): readonly PartsView[] =>
  report.targets
    .filter(({ kind }) => kind === 'mail')
    .map((target) => ({ target: target.id, parts: partsOf(report, target) }))
    .filter(({ parts }) => parts.length > 0);

function partsOf(report: Report, target: Target): readonly Part[] {
  const at = <T>(kind: Kind<T>): Seen<T> => observedAt(report, kind, { target: target.id });
  const [spf, dmarc, exchanges] = [at(mailSpf), at(mailDmarc), at(mailExchanges)];
  const dkim = at(mailDkim);
  const use = useOf(target, { exchanges: valueOf(exchanges), spf, dkim: valueOf(dkim) });
  // A name that has nothing to do with mail lacks less than a domain that has.
  const missing = target.role === null && use.sends === false ? 'fair' : 'bad';
  const told = [
    spfPart(spf, { parked: use.sends === false, missing }),
    sendersPart(at(mailSenders)),
    dmarcPart(dmarc, { reports: at(mailDmarcReports), missing }),
    dkimPart(dkim, { sends: use.sends !== false }),
    exchangesPart({ exchanges, transport: at(mailTransport), reverse: reverseOf(report) }),
    // Who takes no mail has no use for what protects it on its way.
    ...(use.receives === false ? [] : [mtaStsPart(at(mailMtaSts)), tlsRptPart(at(mailTlsRpt))]),
    bimiPart(at(mailBimi)),
  ].filter(({ verdicts, grid }) => verdicts.length > 0 || grid !== null);
  if (told.length === 0) return [];
  const rejects = valueOf(dmarc)?.effective.domain.items[0] === 'reject';
  return [plainPart('Role', [roleOf(target, use, rejects)]), ...told];
}

/** Whether the domain sends and receives; null where neither role nor records say so. */
interface Use {
  readonly sends: boolean | null;
  readonly receives: boolean | null;
}

const ROLES: Readonly<Partial<Record<NonNullable<Target['role']>, Use>>> = {
  mail: { sends: true, receives: true },
  'mail-sending': { sends: true, receives: false },
  'mail-receiving': { sends: false, receives: true },
  parked: { sends: false, receives: false },
};

interface Records {
  readonly exchanges: MailExchanges | null;
  readonly spf: Seen<MailSpf>;
  readonly dkim: MailDkim | null;
}

/** By the role; where it is not known, by what the records deny, or that there are none at all. */
function useOf({ role }: Target, { exchanges, spf, dkim }: Records): Use {
  const use = role === null ? undefined : ROLES[role];
  if (use !== undefined) return use;
  const state = exchanges?.state ?? null;
  const takesNone = state === 'null-mx' || state === 'none';
  const silent = takesNone && spf?.status === 'absent' && dkim?.state === 'impossible';
  return {
    sends: valueOf(spf)?.sendsNone === true || silent ? false : null,
    receives: state === null ? null : !takesNone,
  };
}

function roleOf({ role }: Target, { sends, receives }: Use, rejects: boolean): Verdict {
  const known = role !== null;
  if (sends === false && receives === false) {
    const text = known
      ? 'parked: sends and takes no mail'
      : 'no sign of mail: it takes none, and names no sender';
    return rejects
      ? { tone: 'good', text: `${text}; forgeries are rejected` }
      : { tone: 'quiet', text };
  }
  const does = `${SENDS[`${sends}`]} and ${TAKES[`${receives}`]}`;
  return known
    ? { tone: 'quiet', text: does }
    : { tone: 'open', text: `not known: by its records it ${does}; assay.yaml can give its role` };
}

const SENDS = { true: 'sends mail', false: 'sends no mail', null: 'may send mail' } as const;
const TAKES = { true: 'takes mail', false: 'takes none', null: 'may take mail' } as const;

const reverseOf = ({ facts }: Report) =>
  facts.flatMap(({ kind, observation }) => {
    if (kind !== mailReverse.id || observation.status !== 'present') return [];
    return mailReverse.schema.safeParse(observation.value).data ?? [];
  });
