import { dnsCaaProbe } from './dns/caa.ts';
import { dnsChainProbe } from './dns/chain.ts';
import { dnsConformanceProbe } from './dns/conformance.ts';
import { dnsExposureProbe } from './dns/exposure.ts';
import { dnsNameServersProbe } from './dns/name-servers.ts';
import { dnsParentProbe } from './dns/parent.ts';
import { dnsTargetsProbe } from './dns/targets.ts';
import { dnsTlsaProbe } from './dns/tlsa.ts';
import { mailBimiRecordsProbe } from './mail/bimi-records.ts';
import { mailDkimRecordsProbe } from './mail/dkim-records.ts';
import { mailDmarcReceiversProbe } from './mail/dmarc-receivers.ts';
import { mailDmarcRecordsProbe } from './mail/dmarc-records.ts';
import { mailMtaStsPolicyProbe } from './mail/mta-sts-policy.ts';
import { mailAddressChainsProbe } from './mail/address-chains.ts';
import { mailMxChainProbe } from './mail/mx-chain.ts';
import { mailMxProbe } from './mail/mx.ts';
import { mailReverseDnsProbe } from './mail/reverse-dns.ts';
import { mailSenderRecordsProbe } from './mail/sender-records.ts';
import { mailSmtpProbe } from './mail/smtp.ts';
import { mailSpfRecordsProbe } from './mail/spf-records.ts';
import { mailTlsRptRecordsProbe } from './mail/tls-rpt-records.ts';
import type { Probe } from './probe.ts';
import { rateLimitLoginAttemptsProbe } from './rate-limit/login-attempts.ts';
import { rateLimitSamplesProbe } from './rate-limit/samples.ts';
import { rateLimitSequenceProbe } from './rate-limit/sequence.ts';
import { tlsAlpnProbe } from './tls/alpn.ts';
import { tlsCcsInjectionProbe } from './tls/attack/ccs-injection.ts';
import { tlsHeartbleedProbe } from './tls/attack/heartbleed.ts';
import { tlsIntolerancesProbe } from './tls/attack/intolerances.ts';
import { tlsOpossumProbe } from './tls/attack/opossum.ts';
import { tlsRenegotiationProbe } from './tls/attack/renegotiation.ts';
import { tlsRobotProbe } from './tls/attack/robot.ts';
import { tlsSiblingsProbe } from './tls/attack/siblings.ts';
import { tlsStarttlsInjectionProbe } from './tls/attack/starttls-injection.ts';
import { tlsTicketbleedProbe } from './tls/attack/ticketbleed.ts';
import { tlsCertificatesProbe } from './tls/certificates.ts';
import { tlsCipherSuitesProbe } from './tls/cipher-suites.ts';
import { tlsFallbackProbe } from './tls/fallback.ts';
import { tlsGroupsProbe } from './tls/groups.ts';
import { tlsHandshake13Probe } from './tls/handshake-13.ts';
import { tlsHelloRetryProbe } from './tls/hello-retry.ts';
import { tlsKeyExchangeProbe } from './tls/key-exchange.ts';
import { tlsResumptionProbe } from './tls/resumption.ts';
import { tlsRevocationProbe } from './tls/revocation.ts';
import { tlsServerHelloProbe } from './tls/server-hello.ts';
import { tlsServerKeyExchangeProbe } from './tls/server-key-exchange.ts';
import { tlsSignatureSchemesProbe } from './tls/signature-schemes.ts';
import { tlsVersionsProbe } from './tls/versions.ts';
import { webApiAnswersProbe } from './web/api.ts';
import { webCorsAnswersProbe } from './web/cors.ts';
import { webExposureAnswersProbe } from './web/exposure.ts';
import { webGraphqlAnswersProbe } from './web/graphql.ts';
import { webHostAnswersProbe } from './web/host.ts';
import { webHttp3Probe } from './web/http3.ts';
import { webMethodAnswersProbe } from './web/methods.ts';
import { webResponsesProbe } from './web/responses.ts';
import { webRobotsProbe } from './web/robots.ts';
import { webSamplesProbe } from './web/samples.ts';
import { webSecurityTxtFilesProbe } from './web/security-txt.ts';

/** Every probe, in the order of the report. */
export const PROBES: readonly Probe[] = [
  tlsVersionsProbe,
  tlsHelloRetryProbe,
  tlsCipherSuitesProbe,
  tlsServerKeyExchangeProbe,
  tlsGroupsProbe,
  tlsKeyExchangeProbe,
  tlsSignatureSchemesProbe,
  tlsCertificatesProbe,
  tlsServerHelloProbe,
  tlsHandshake13Probe,
  tlsAlpnProbe,
  tlsResumptionProbe,
  tlsRevocationProbe,
  tlsRenegotiationProbe,
  tlsFallbackProbe,
  tlsIntolerancesProbe,
  tlsHeartbleedProbe,
  tlsCcsInjectionProbe,
  tlsRobotProbe,
  tlsTicketbleedProbe,
  tlsOpossumProbe,
  tlsStarttlsInjectionProbe,
  tlsSiblingsProbe,
  webResponsesProbe,
  webSamplesProbe,
  webCorsAnswersProbe,
  webMethodAnswersProbe,
  webHostAnswersProbe,
  webSecurityTxtFilesProbe,
  webRobotsProbe,
  webExposureAnswersProbe,
  webApiAnswersProbe,
  webGraphqlAnswersProbe,
  webHttp3Probe,
  rateLimitSamplesProbe,
  rateLimitSequenceProbe,
  rateLimitLoginAttemptsProbe,
  dnsChainProbe,
  dnsParentProbe,
  dnsNameServersProbe,
  dnsConformanceProbe,
  dnsExposureProbe,
  dnsTargetsProbe,
  dnsTlsaProbe,
  dnsCaaProbe,
  mailMxProbe,
  mailMxChainProbe,
  mailSpfRecordsProbe,
  mailSenderRecordsProbe,
  mailDkimRecordsProbe,
  mailDmarcRecordsProbe,
  mailDmarcReceiversProbe,
  mailMtaStsPolicyProbe,
  mailTlsRptRecordsProbe,
  mailBimiRecordsProbe,
  mailSmtpProbe,
  mailAddressChainsProbe,
  mailReverseDnsProbe,
];
