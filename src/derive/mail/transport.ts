import { canonicalName, sameName } from '../../codec/dns/name.ts';
import { isPattern, presentMtaStsPolicy } from '../../codec/mail/mta-sts-policy.ts';
import type { DnssecStatus } from '../../evidence/kinds/dns/dnssec.ts';
import { dnsTlsa } from '../../evidence/kinds/dns/observed.ts';
import {
  mailAddressChains,
  mailMx,
  mailMxChain,
  mailSmtp,
  type MailMx,
} from '../../evidence/kinds/mail/exchanges.ts';
import { mailMtaStsPolicy, type MailMtaSts } from '../../evidence/kinds/mail/policies.ts';
import { mailTransport, type MailTransport } from '../../evidence/kinds/mail/transport.ts';
import { tlsCertificates, tlsRevocation } from '../../evidence/kinds/tls/certificates.ts';
import { tlsVersions } from '../../evidence/kinds/tls/versions.ts';
import { complete } from '../../evidence/listing.ts';
import { absent, present, type Observation } from '../../evidence/observation.ts';
import { fromPresent, type Derivation, type DeriveContext } from '../derivation.ts';
import { validatePath } from '../dns/dnssec/path.ts';
import { isStatus } from '../dns/dnssec/status.ts';
import { allOf, anyOf, type Known } from '../three-valued.ts';
import { deliverable, readExchanges } from './exchanges.ts';
import { mailMtaStsDerivation } from './mta-sts.ts';
import { exchangeOf, smtpOf } from './transport-exchange.ts';

/** In seconds. */
const WEEK = 604_800;

type Exchange = MailTransport['exchanges']['items'][number];

/**
 * How mail to a domain is protected on its way: STARTTLS, certificates and DANE of each exchange
 * beside the MTA-STS policy. What was not seen of an exchange, such as behind a closed port 25, is
 * not known. Absent where no exchange takes mail. Example: a policy in the mode `enforce`, and an
 * exchange whose certificate has expired.
 */
export const mailTransportDerivation: Derivation<MailTransport> = {
  kind: mailTransport,
  from: [mailMx, mailMxChain, mailMtaStsPolicy],
  beyond: {
    at: 'smtp',
    kinds: [mailSmtp, tlsVersions, tlsCertificates, tlsRevocation, dnsTlsa, mailAddressChains],
  },
  derive: (context) => fromPresent(context.get(mailMx), (mx) => transportOf(mx, context)),
};

function transportOf(mx: MailMx, context: DeriveContext): Observation<MailTransport> {
  const domain = context.target.host;
  const hosts = hostsOf(mx, context);
  if (hosts.length === 0) return absent(`${domain} names no mail exchange`);
  const mxStatus = mxStatusOf(context);
  const sts = mailMtaStsDerivation.derive(context);
  const policy = sts.status === 'present' ? sts.value : null;
  const exchanges = hosts.map((host) =>
    exchangeOf(
      { host, preference: preferenceOf(host, mx), covered: coveredBy(policy, host) },
      context,
    ),
  );
  const stsMode = policy?.usable === true ? policy.mode : null;
  const stsUnknown = sts.status === 'unavailable' || (policy !== null && policy.usable === null);
  const domainWide = {
    named: mxStatus === null ? null : isStatus(mxStatus, 'secure'),
    enforced: isEnforced(sts),
  };
  return present({
    mxStatus,
    mxSecure: domainWide.named,
    stsMode,
    stsUnknown,
    exchanges: complete(exchanges),
    policy: sts.status === 'absent' ? firstPolicy(hosts) : (policy?.proposal ?? null),
    authenticated: share(exchanges.map((exchange) => isAuthenticated(exchange, domainWide))),
  });
}

/** What is not in the mode `enforce` is not enforced, whether or not senders can have it. */
function isEnforced(sts: Observation<MailMtaSts>): Known {
  if (sts.status !== 'present') return sts.status === 'absent' ? false : null;
  const { usable, mode } = sts.value;
  return allOf([usable, mode === null ? null : mode === 'enforce']);
}

/** The exchanges; a domain without MX stands for itself where it was looked at as one. */
function hostsOf(mx: MailMx, context: DeriveContext): readonly string[] {
  const { host } = context.target;
  const none = mx.exchanges.length === 0 && !mx.nullMx;
  const itself = none && context.elsewhere(smtpOf(host)).length > 0;
  return itself ? [host] : deliverable(readExchanges(host, mx));
}

function mxStatusOf(context: DeriveContext): DnssecStatus | null {
  const chain = context.get(mailMxChain);
  if (chain.status !== 'present') return null;
  return validatePath(chain.value, context.anchors, context.now).status;
}

/** MX records come by preference. */
const preferenceOf = (host: string, { exchanges }: MailMx): number =>
  exchanges.find((one) => canonicalName(one.host) === host)?.preference ?? 0;

/** A new policy begins with a test (RFC 8461, section 5). */
function firstPolicy(hosts: readonly string[]): string | null {
  return hosts.every(isPattern) ? presentMtaStsPolicy('testing', hosts, WEEK) : null;
}

/** A policy of mode none takes its promises back (RFC 8461, section 8.3). */
const coveredBy = (policy: MailMtaSts | null, name: string): Known =>
  policy === null || policy.mode === 'none'
    ? null
    : (policy.exchanges.items.find(({ host }) => sameName(host, name))?.covered ?? null);

/** What holds for all exchanges: the MX records are secure, the policy is enforced. */
interface DomainWide {
  readonly named: Known;
  readonly enforced: Known;
}

/**
 * A sender that supports DANE or MTA-STS knows whom it hands the mail to. TLSA records say nothing
 * where the names of the exchanges may be forged (RFC 7672, section 2.2.1).
 */
const isAuthenticated = (
  { dane, covered, verifiable }: Exchange,
  { named, enforced }: DomainWide,
): Known =>
  anyOf([
    allOf([named, dane === null ? null : dane === 'valid']),
    allOf([enforced, covered, verifiable]),
  ]);

function share(truths: readonly Known[]): MailTransport['authenticated'] {
  if (truths.includes(true) && truths.includes(false)) return 'some';
  if (truths.includes(null)) return null;
  return truths.includes(true) ? 'all' : 'none';
}
