import type { MailBimi, MailMtaSts, MailTlsRpt } from '../../evidence/kinds/mail/policies.ts';
import type { Tone } from '../tone.ts';
import { counted } from '../words.ts';
import { fewOf, mailbox, shortfall, verdictsOn, type Seen } from '../known.ts';
import { plainPart, type Part, type Verdict } from '../part.ts';

const MOST_NAMES = 3;
const HOUR = 3600;
const DAY = 24 * HOUR;

/** What senders with MTA-STS find. */
export const mtaStsPart = (seen: Seen<MailMtaSts>): Part =>
  plainPart(
    'MTA-STS',
    verdictsOn(
      seen,
      () => [{ tone: 'quiet', text: 'no policy' }],
      (value) => [...policyOf(value), ...coverageOf(value)],
    ),
  );

const MODES: Readonly<Record<NonNullable<MailMtaSts['mode']>, readonly [Tone, string]>> = {
  enforce: ['good', 'enforce: senders insist on TLS with a valid certificate'],
  testing: ['fair', 'testing: senders report failures and deliver all the same'],
  none: ['quiet', 'none: the policy is withdrawn'],
};

function policyOf(value: MailMtaSts): readonly Verdict[] {
  const { usable, mode, maxAge, recordFaults, fetchFaults, policyFaults } = value;
  const faults = [...recordFaults, ...fetchFaults.items, ...policyFaults];
  if (usable === false) {
    const why = fewOf(faults, MOST_NAMES) || 'no reason recorded';
    return [{ tone: 'bad', text: `no sender can use the policy: ${why}` }];
  }
  if (usable === null || mode === null) {
    return fetchFaults.complete
      ? [{ tone: 'open', text: 'whether senders can use the policy is not known' }]
      : shortfall('whether senders can use the policy is not known', fetchFaults);
  }
  const [tone, text] = MODES[mode];
  return [{ tone, text: maxAge === null ? text : `${text}, for ${spanOf(maxAge)}` }];
}

function spanOf(seconds: number): string {
  if (seconds >= 2 * DAY) return counted(Math.floor(seconds / DAY), 'day');
  return seconds >= 2 * HOUR
    ? counted(Math.floor(seconds / HOUR), 'hour')
    : counted(seconds, 'second');
}

function coverageOf({ usable, mode, exchanges, unused }: MailMtaSts): readonly Verdict[] {
  if (usable === false) return [];
  const left = exchanges.items.filter(({ covered }) => !covered).map(({ host }) => host);
  return [
    ...(left.length === 0
      ? []
      : [
          {
            tone: mode === 'enforce' ? 'bad' : 'fair',
            text: `the policy does not cover ${fewOf(left, MOST_NAMES)}`,
          } as const,
        ]),
    ...(unused.length === 0
      ? []
      : [
          {
            tone: 'quiet',
            text: `${fewOf(unused, MOST_NAMES)} in the policy matches no exchange`,
          } as const,
        ]),
  ];
}

/** Whom senders tell that TLS failed. */
export const tlsRptPart = (seen: Seen<MailTlsRpt>): Part =>
  plainPart(
    'TLS-RPT',
    verdictsOn(
      seen,
      () => [{ tone: 'quiet', text: 'nobody is told when TLS fails' }],
      ({ usable, faults, rua }) => [
        usable
          ? { tone: 'good', text: `reports to ${fewOf(rua.map(mailbox), MOST_NAMES)}` }
          : {
              tone: 'bad',
              text: `no sender can use the record: ${fewOf(faults, MOST_NAMES) || 'nowhere to report to'}`,
            },
      ],
    ),
  );

/** The picture that some receivers show beside its mail. */
export const bimiPart = (seen: Seen<MailBimi>): Part =>
  plainPart(
    'BIMI',
    verdictsOn(
      seen,
      () => [],
      ({ location, declined, faults, dmarcReady }) => {
        if (faults.length > 0) {
          return [{ tone: 'fair', text: `the record is wrong: ${fewOf(faults, MOST_NAMES)}` }];
        }
        if (declined) return [{ tone: 'quiet', text: 'declined' }];
        const where = location ?? 'nowhere';
        return dmarcReady === false
          ? [{ tone: 'fair', text: `${where}, which its DMARC policy is too weak for` }]
          : [{ tone: dmarcReady === null ? 'open' : 'good', text: where }];
      },
    ),
  );
