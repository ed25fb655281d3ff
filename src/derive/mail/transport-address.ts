import { mailSmtp } from '../../evidence/kinds/mail/exchanges.ts';
import type { MailDane, MailTransport } from '../../evidence/kinds/mail/transport.ts';
import type { ServerCertificate } from '../../evidence/kinds/tls/certificate.ts';
import { tlsVersions, type TlsVersions } from '../../evidence/kinds/tls/versions.ts';
import type { Observation } from '../../evidence/observation.ts';
import type { DeriveContext } from '../derivation.ts';
import { allOf, type Known } from '../three-valued.ts';
import { tlsCertificateDerivation } from '../tls/certificate.ts';
import { daneAt } from './dane.ts';

/** Something that is so, is not, or is not known. */
export interface Point {
  readonly is: Known;
  /** One sentence about what is wrong or not known; null where nothing is. */
  readonly reason: string | null;
}

type Dane = MailTransport['exchanges']['items'][number]['dane'];

/** What a sender meets at one address of an exchange. */
export interface Meeting {
  readonly starttls: Point;
  readonly tls: Point;
  readonly trusted: Point;
  readonly named: Point;
  readonly verifiable: Known;
  readonly dane: { readonly value: Dane; readonly reason: string };
}

/** Looks from a mail domain at one address of its exchange. */
export function meetingAt(exchange: DeriveContext, domain: string): Meeting {
  const { host } = exchange.target;
  const versions = exchange.get(tlsVersions);
  const starttls = starttlsOf(exchange, versions);
  const certificate = {
    tls: tlsOf(versions, starttls, host),
    ...certificatePoints(exchange, starttls),
  };
  const all = [starttls, ...Object.values(certificate)].map(({ is }) => is);
  return {
    starttls,
    ...certificate,
    verifiable: starttls.is === false ? false : allOf(all),
    dane: daneOf(daneAt(exchange, domain)),
  };
}

/** What the EHLO reply lists; where that was not heard, whether TLS could be begun. */
function starttlsOf(exchange: DeriveContext, versions: Observation<TlsVersions>): Point {
  const { host } = exchange.target;
  const smtp = exchange.get(mailSmtp);
  const begun = versions.status === 'absent' ? false : offersAny(versions) || null;
  const listed = smtp.status === 'present' ? smtp.value.extensions.includes('STARTTLS') : begun;
  // Not every connection is shown the same: then nobody knows what the next one is shown.
  const is = listed === false && begun === true ? null : listed;
  if (is === true) return { is, reason: null };
  if (is === false) return { is, reason: `${host} does not offer STARTTLS` };
  const because = smtp.status === 'unavailable' ? smtp.problem.detail : 'it is not always offered';
  return { is, reason: `Whether ${host} offers STARTTLS is not known: ${because}` };
}

/** Versions that senders accept; no one begins mail over SSL. */
const offersAny = (versions: Observation<TlsVersions>): boolean =>
  versions.status === 'present' && versions.value.offered.some(isTls);

const isTls = (version: string): boolean => version.startsWith('TLS');

function tlsOf(versions: Observation<TlsVersions>, starttls: Point, host: string): Point {
  if (offersAny(versions)) return { is: true, reason: null };
  if (starttls.is === false) return { is: false, reason: starttls.reason };
  const open = versions.status === 'present' ? versions.value.problems : [];
  const [first] = open.filter(({ version }) => isTls(version)).map(({ problem }) => problem);
  const problem = versions.status === 'unavailable' ? versions.problem : first;
  if (problem === undefined) return { is: false, reason: `${host} begins no TLS` };
  return { is: null, reason: `Whether ${host} begins TLS is not known: ${problem.detail}` };
}

/** Every certificate counts: which of them a sender is shown depends on what it supports. */
function certificatePoints(
  exchange: DeriveContext,
  starttls: Point,
): Pick<Meeting, 'trusted' | 'named'> {
  const { host } = exchange.target;
  const fact = tlsCertificateDerivation.derive(exchange);
  if (starttls.is === true && fact.status === 'absent') {
    const none = { is: false, reason: `${host} shows no certificate` };
    return { trusted: none, named: none };
  }
  if (starttls.is === false || fact.status !== 'present') {
    const because = fact.status === 'unavailable' ? fact.problem.detail : 'none is shown';
    const unknown = { is: null, reason: `The certificate of ${host} is not known: ${because}` };
    return { trusted: unknown, named: unknown };
  }
  const { items, complete, because } = fact.value.certificates;
  const rest: readonly Point[] = complete
    ? []
    : [{ is: null, reason: because?.detail ?? 'not every certificate was asked for' }];
  return {
    trusted: worst([...items.map((one) => trustedOf(one, exchange)), ...rest]),
    named: worst([...items.map((one) => namedOf(one, host)), ...rest]),
  };
}

function trustedOf(
  { notBefore, notAfter, trust, chain }: ServerCertificate,
  { now, target: { host } }: DeriveContext,
): Point {
  if (now < new Date(notBefore) || now > new Date(notAfter)) {
    const range = `${notBefore.slice(0, 10)} to ${notAfter.slice(0, 10)}`;
    return { is: false, reason: `The certificate of ${host} is valid from ${range}` };
  }
  // A sender that is shown this one alone may lack what came with another.
  const trusted = trust.trusted === true && chain.complete === false ? null : trust.trusted;
  if (trusted === true) return { is: true, reason: null };
  return { is: trusted, reason: `The certificate of ${host}: ${trust.reason}` };
}

const namedOf = ({ nameMatches }: ServerCertificate, host: string): Point =>
  nameMatches
    ? { is: true, reason: null }
    : { is: false, reason: `The certificate of ${host} does not bear its name` };

/** The point that decides: one that is not so, else one that is not known. */
export const worst = (points: readonly Point[]): Point =>
  points.find(({ is }) => is === false) ??
  points.find(({ is }) => is === null) ?? { is: true, reason: null };

function daneOf(fact: Observation<MailDane>): Meeting['dane'] {
  if (fact.status === 'absent') return { value: 'none', reason: fact.how };
  if (fact.status === 'unavailable') return { value: null, reason: fact.problem.detail };
  return { value: daneValue(fact.value), reason: fact.value.reason };
}

function daneValue({ bogus, secure, usable, matches }: MailDane): Dane {
  if (bogus === true) return 'bogus';
  if (secure === false) return 'insecure';
  if (secure === null) return null;
  if (!usable) return 'unusable';
  if (matches === null) return null;
  return matches ? 'valid' : 'mismatch';
}
