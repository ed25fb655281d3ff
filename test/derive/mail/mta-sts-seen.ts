import { mailMtaStsDerivation } from '../../../src/derive/mail/mta-sts.ts';
import { mailMx, type MailMx } from '../../../src/evidence/kinds/mail/exchanges.ts';
import {
  mailMtaStsPolicy,
  type MailMtaSts,
  type MailMtaStsPolicy,
} from '../../../src/evidence/kinds/mail/policies.ts';
import { complete } from '../../../src/evidence/listing.ts';
import { present, type Observation } from '../../../src/evidence/observation.ts';
import { issuer } from '../../support/issuer.ts';
import { txt, type Zone } from '../../support/zone.ts';
import { concluded, recorded } from './recorded.ts';

export const DOMAIN = 'example.com';
const RECORD_NAME = `_mta-sts.${DOMAIN}`;
export const POLICY_HOST = `mta-sts.${DOMAIN}`;
const NOW = new Date('2026-11-22T12:00:00Z');

/** The CA that is trusted. */
export const authority = issuer();

/** The exchanges of a domain as the probe would have them, without their addresses. */
export const exchanges = (...hosts: readonly string[]): Observation<MailMx> =>
  present({
    nullMx: false,
    exchanges: hosts.map((host) => ({ preference: 10, host, addresses: complete([]) })),
    answers: [],
  });

/** What is concluded of a policy and of the exchanges of the domain. */
export const conclude = (
  evidence: Observation<MailMtaStsPolicy>,
  mx: Observation<MailMx> = exchanges('mx.example.com'),
): Observation<MailMtaSts> =>
  concluded(
    mailMtaStsDerivation,
    DOMAIN,
    [
      [mailMtaStsPolicy, evidence],
      [mailMx, mx],
    ],
    { now: NOW, givenRoots: [authority.root] },
  );

/** Evidence of a record and of a policy that was fetched without fault, but for its certificate. */
export function evidence(
  records: readonly string[],
  seen: Partial<MailMtaStsPolicy> = {},
): Observation<MailMtaStsPolicy> {
  const zone: Zone = { [RECORD_NAME]: records.map(txt) };
  return present({
    answers: recorded(zone, [`${RECORD_NAME} TXT`]),
    host: POLICY_HOST,
    hostMissing: false,
    certificates: [],
    fetch: null,
    failures: [],
    problem: null,
    ...seen,
  });
}

/** A policy as it should be served. */
export const fetched = (text: string): NonNullable<MailMtaStsPolicy['fetch']> => ({
  url: `https://${POLICY_HOST}/.well-known/mta-sts.txt`,
  address: '192.0.2.1',
  status: 200,
  headers: [['Content-Type', 'text/plain']],
  body: Buffer.from(text).toString('base64'),
  truncated: false,
});
