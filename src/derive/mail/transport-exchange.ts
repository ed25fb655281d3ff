import type { MailTransport } from '../../evidence/kinds/mail/transport.ts';
import type { DeriveContext } from '../derivation.ts';
import { allOf, type Known } from '../three-valued.ts';
import { meetingAt, worst, type Meeting, type Point } from './transport-address.ts';

type Exchange = MailTransport['exchanges']['items'][number];
type Dane = Meeting['dane'];

/** What is known of an exchange by the records of the domain alone. */
interface Named {
  readonly host: string;
  readonly preference: number;
  readonly covered: Known;
}

/** The id of an exchange as a target. */
export const smtpOf = (host: string): string => `smtp://${host}:25`;

/** From bad to good; what is not known may be any of those after it. */
const DANE_ORDER: readonly Exchange['dane'][] = [
  'bogus',
  'mismatch',
  null,
  'unusable',
  'insecure',
  'none',
  'valid',
];

/** An exchange as senders meet it: one address that is bad decides, one not known leaves it open. */
export function exchangeOf({ host, preference, covered }: Named, context: DeriveContext): Exchange {
  const meetings = context
    .elsewhere(smtpOf(host))
    .map((exchange) => meetingAt(exchange, context.target.host));
  const unseen: Point = { is: null, reason: `${host} was not looked at` };
  const [starttls, tls, trusted, named] = overAddresses(meetings, unseen);
  const dane = worstDane(meetings, unseen);
  const bad = dane.value === 'bogus' || dane.value === 'mismatch' ? [dane.reason] : [];
  const { reason } = worst([
    starttls,
    tls,
    trusted,
    named,
    ...bad.map((text): Point => ({ is: false, reason: text })),
    coverage(host, covered),
    { is: dane.value === null ? null : true, reason: dane.reason },
  ]);
  return {
    host,
    preference,
    starttls: starttls.is,
    tls: tls.is,
    trusted: trusted.is,
    named: named.is,
    verifiable: meetings.length === 0 ? null : allOf(meetings.map(({ verifiable }) => verifiable)),
    covered,
    dane: dane.value,
    reason,
  };
}

/** STARTTLS everywhere; the rest where it is offered, and nowhere where none is. */
function overAddresses(
  meetings: readonly Meeting[],
  unseen: Point,
): readonly [starttls: Point, tls: Point, trusted: Point, named: Point] {
  if (meetings.length === 0) return [unseen, unseen, unseen, unseen];
  const offering = meetings.filter(({ starttls }) => starttls.is !== false);
  const counted = offering.length === 0 ? meetings : offering;
  return [
    worst(meetings.map(({ starttls }) => starttls)),
    worst(counted.map(({ tls }) => tls)),
    worst(counted.map(({ trusted }) => trusted)),
    worst(counted.map(({ named }) => named)),
  ];
}

/** Coverage is not known for want of a policy too, which is nothing wrong with the exchange. */
const coverage = (host: string, covered: Known): Point => ({
  is: covered !== false,
  reason: `No pattern of the MTA-STS policy covers ${host}`,
});

function worstDane(meetings: readonly Meeting[], unseen: Point): Dane {
  const [first] = meetings
    .map(({ dane }) => dane)
    .toSorted((a, b) => DANE_ORDER.indexOf(a.value) - DANE_ORDER.indexOf(b.value));
  return first ?? { value: null, reason: unseen.reason ?? '' };
}
