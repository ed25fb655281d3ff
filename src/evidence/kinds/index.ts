import type { Kind } from '../kind.ts';
import { cloudBackups } from './cloud/backups.ts';
import { cloudBuckets } from './cloud/buckets.ts';
import { cloudDatabases } from './cloud/databases.ts';
import { cloudDisks } from './cloud/disks.ts';
import { cloudKeys } from './cloud/keys.ts';
import { cloudFirewalls } from './cloud/firewalls.ts';
import { cloudInstances } from './cloud/instances.ts';
import { cloudNetwork } from './cloud/network.ts';
import { cloudBalancers } from './cloud/balancers.ts';
import { cloudScaling } from './cloud/scaling.ts';
import { cloudTrails } from './cloud/trails.ts';
import { cloudDetectors } from './cloud/detectors.ts';
import { cloudWebAcls } from './cloud/web-acls.ts';
import { cloudPeople } from './cloud/people.ts';
import { cloudEdge } from './cloud/edge.ts';
import { cloudPosture } from './cloud/posture.ts';
import { cloudRepositories } from './cloud/repositories.ts';
import { cloudRegions } from './cloud/regions.ts';
import { cloudExports } from './cloud/exports.ts';
import { orgDocuments } from './org/documents.ts';
import { orgRegister } from './org/register.ts';
import { dnsCaa } from './dns/caa.ts';
import { dnsDnssec } from './dns/dnssec.ts';
import { dnsDane, dnsDenial, dnsKeys, dnsSignatures } from './dns/signing.ts';
import {
  dnsChain,
  dnsConformance,
  dnsExposure,
  dnsNameServers,
  dnsParent,
  dnsTargets,
  dnsTlsa,
} from './dns/observed.ts';
import { dnsDelegation, dnsServers, dnsZone } from './dns/zone.ts';
import {
  mailBimiRecords,
  mailDmarcReceivers,
  mailDmarcRecords,
  mailSenderRecords,
  mailSpfRecords,
  mailTlsRptRecords,
} from './mail/answers.ts';
import { mailDkim, mailDkimRecords } from './mail/dkim.ts';
import { mailDmarc, mailDmarcReports } from './mail/dmarc.ts';
import {
  mailAddressChains,
  mailExchanges,
  mailMx,
  mailMxChain,
  mailReverse,
  mailReverseDns,
  mailSmtp,
} from './mail/exchanges.ts';
import { mailBimi, mailMtaSts, mailMtaStsPolicy, mailTlsRpt } from './mail/policies.ts';
import { mailSenders, mailSpf } from './mail/spf.ts';
import { mailDane, mailTransport } from './mail/transport.ts';
import { tlsAddresses } from './tls/addresses.ts';
import {
  tlsCcsInjection,
  tlsHeartbleed,
  tlsOpossum,
  tlsRobot,
  tlsSiblings,
  tlsStarttlsInjection,
  tlsTicketbleed,
} from './tls/attacks.ts';
import { tlsCertificate } from './tls/certificate.ts';
import { tlsCertificates, tlsRevocation } from './tls/certificates.ts';
import { tlsExposure, tlsParameters, tlsRating, tlsSuites } from './tls/facts.ts';
import {
  tlsAlpn,
  tlsFallback,
  tlsHandshake13,
  tlsIntolerances,
  tlsRenegotiation,
  tlsResumption,
  tlsServerHello,
} from './tls/handshake.ts';
import { rateLimitAnnounced } from './rate-limit/announced.ts';
import { rateLimitBypasses, rateLimitEnforced } from './rate-limit/enforced.ts';
import { rateLimitLogin, rateLimitLoginAttempts } from './rate-limit/login.ts';
import { rateLimitSamples } from './rate-limit/samples.ts';
import { rateLimitSequence } from './rate-limit/sequence.ts';
import {
  tlsCipherSuites,
  tlsGroups,
  tlsHelloRetry,
  tlsKeyExchange,
  tlsServerKeyExchange,
  tlsSignatureSchemes,
} from './tls/negotiation.ts';
import { tlsVersions } from './tls/versions.ts';
import {
  webCorsAnswers,
  webMethodAnswers,
  webHostAnswers,
  webSecurityTxtFiles,
  webRobots,
  webExposureAnswers,
  webApiAnswers,
  webGraphqlAnswers,
  webHttp3,
} from './web/answers.ts';
import { webContent, webCompression } from './web/content.ts';
import { webCookies } from './web/cookies.ts';
import { webCors } from './web/cors.ts';
import { webCsp } from './web/csp.ts';
import { webHeaders, webConsistency, webVersions } from './web/headers.ts';
import { webHsts, webPreload } from './web/hsts.ts';
import { webObservatory } from './web/observatory.ts';
import { webHttpsRedirects, webRedirect } from './web/redirects.ts';
import { webResponses, webSamples } from './web/response.ts';
import { webSecurityTxt } from './web/security-txt.ts';
import {
  webMethods,
  webHost,
  webExposure,
  webApi,
  webGraphql,
  webProtocols,
  webProtection,
} from './web/surface.ts';

/** Every kind of evidence and fact, in the order of the report. */
export const KINDS: readonly Kind[] = [
  tlsVersions,
  tlsHelloRetry,
  tlsCipherSuites,
  tlsSuites,
  tlsServerKeyExchange,
  tlsGroups,
  tlsKeyExchange,
  tlsParameters,
  tlsSignatureSchemes,
  tlsCertificates,
  tlsRevocation,
  tlsCertificate,
  tlsServerHello,
  tlsHandshake13,
  tlsAlpn,
  tlsResumption,
  tlsRenegotiation,
  tlsFallback,
  tlsIntolerances,
  tlsHeartbleed,
  tlsCcsInjection,
  tlsRobot,
  tlsTicketbleed,
  tlsOpossum,
  tlsStarttlsInjection,
  tlsSiblings,
  tlsExposure,
  tlsAddresses,
  tlsRating,
  webResponses,
  webSamples,
  webHttpsRedirects,
  webRedirect,
  webHsts,
  webPreload,
  webHeaders,
  webConsistency,
  webVersions,
  webCsp,
  webCookies,
  webContent,
  webCompression,
  webCorsAnswers,
  webCors,
  webMethodAnswers,
  webMethods,
  webHostAnswers,
  webHost,
  webSecurityTxtFiles,
  webSecurityTxt,
  webRobots,
  webExposureAnswers,
  webExposure,
  webApiAnswers,
  webApi,
  webGraphqlAnswers,
  webGraphql,
  webHttp3,
  webProtocols,
  webProtection,
  webObservatory,
  rateLimitSamples,
  rateLimitAnnounced,
  rateLimitSequence,
  rateLimitEnforced,
  rateLimitBypasses,
  rateLimitLoginAttempts,
  rateLimitLogin,
  dnsChain,
  dnsDnssec,
  dnsKeys,
  dnsSignatures,
  dnsDenial,
  dnsParent,
  dnsDelegation,
  dnsNameServers,
  dnsServers,
  dnsZone,
  dnsConformance,
  dnsExposure,
  dnsTargets,
  dnsTlsa,
  dnsDane,
  dnsCaa,
  mailMx,
  mailExchanges,
  mailMxChain,
  mailSpfRecords,
  mailSpf,
  mailSenderRecords,
  mailSenders,
  mailDkimRecords,
  mailDkim,
  mailDmarcRecords,
  mailDmarc,
  mailDmarcReceivers,
  mailDmarcReports,
  mailMtaStsPolicy,
  mailMtaSts,
  mailTlsRptRecords,
  mailTlsRpt,
  mailBimiRecords,
  mailBimi,
  mailTransport,
  mailSmtp,
  mailAddressChains,
  mailDane,
  mailReverseDns,
  mailReverse,
  cloudExports,
  cloudKeys,
  cloudDisks,
  cloudDatabases,
  cloudBuckets,
  cloudBackups,
  cloudFirewalls,
  cloudInstances,
  cloudNetwork,
  cloudBalancers,
  cloudScaling,
  cloudTrails,
  cloudDetectors,
  cloudWebAcls,
  cloudPeople,
  cloudRegions,
  cloudEdge,
  cloudPosture,
  cloudRepositories,
  orgRegister,
  orgDocuments,
];

/** The kind with this id. */
export const kindOf = (id: string): Kind | undefined => KINDS.find((kind) => kind.id === id);
