import type { AcrossDerivation, Derivation } from './derivation.ts';
import { cloudBackupsDerivation } from './cloud/backups.ts';
import { cloudBucketsDerivation } from './cloud/buckets.ts';
import { cloudDatabasesDerivation } from './cloud/databases.ts';
import { cloudDisksDerivation } from './cloud/disks.ts';
import { cloudKeysDerivation } from './cloud/keys.ts';
import { cloudFirewallsDerivation } from './cloud/firewalls.ts';
import { cloudInstancesDerivation } from './cloud/instances.ts';
import { cloudNetworkDerivation } from './cloud/network.ts';
import { cloudBalancersDerivation } from './cloud/balancers.ts';
import { cloudScalingDerivation } from './cloud/scaling.ts';
import { cloudTrailsDerivation } from './cloud/trails.ts';
import { cloudDetectorsDerivation } from './cloud/detectors.ts';
import { cloudWebAclsDerivation } from './cloud/web-acls.ts';
import { cloudPeopleDerivation } from './cloud/people.ts';
import { cloudEdgeDerivation } from './cloud/edge.ts';
import { cloudPostureDerivation } from './cloud/posture.ts';
import { ofProvider } from './cloud/providers.ts';
import { cloudRepositoriesDerivation } from './cloud/repositories.ts';
import { cloudRegionsDerivation } from './cloud/regions.ts';
import { dnsDelegationDerivation } from './dns/delegation.ts';
import { dnsDaneDerivation } from './dns/dnssec/dane.ts';
import { dnsDenialDerivation } from './dns/dnssec/denial.ts';
import { dnsDnssecDerivation } from './dns/dnssec/dnssec.ts';
import { dnsKeysDerivation } from './dns/dnssec/keys.ts';
import { dnsSignaturesDerivation } from './dns/dnssec/signatures.ts';
import { dnsServersDerivation } from './dns/servers.ts';
import { dnsZoneDerivation } from './dns/zone.ts';
import { mailBimiDerivation } from './mail/bimi.ts';
import { mailDkimDerivation } from './mail/dkim.ts';
import { mailDmarcDerivation } from './mail/dmarc.ts';
import { mailDmarcReportsDerivation } from './mail/dmarc-reports.ts';
import { mailExchangesDerivation } from './mail/exchanges.ts';
import { mailMtaStsDerivation } from './mail/mta-sts.ts';
import { mailReverseDerivation } from './mail/reverse.ts';
import { mailSendersDerivation } from './mail/senders.ts';
import { mailSpfDerivation } from './mail/spf.ts';
import { mailTlsRptDerivation } from './mail/tls-rpt.ts';
import { mailDaneDerivation } from './mail/dane.ts';
import { mailTransportDerivation } from './mail/transport.ts';
import { orgDocumentsDerivation } from './org/documents.ts';
import { rateLimitAnnouncedDerivation } from './rate-limit/announced.ts';
import { rateLimitBypassesDerivation } from './rate-limit/bypasses.ts';
import { rateLimitEnforcedDerivation } from './rate-limit/enforced.ts';
import { rateLimitLoginDerivation } from './rate-limit/login.ts';
import { tlsAddressesDerivation } from './tls/addresses.ts';
import { tlsCertificateDerivation } from './tls/certificate.ts';
import { tlsExposureDerivation } from './tls/exposure.ts';
import { tlsParametersDerivation } from './tls/parameters.ts';
import { tlsRatingDerivation } from './tls/rating.ts';
import { tlsSuitesDerivation } from './tls/suites.ts';
import { webApiDerivation } from './web/api.ts';
import { webCompressionDerivation } from './web/compression.ts';
import { webConsistencyDerivation } from './web/consistency.ts';
import { webContentDerivation } from './web/content.ts';
import { webCookiesDerivation } from './web/cookies.ts';
import { webCorsDerivation } from './web/cors.ts';
import { webCspDerivation } from './web/csp.ts';
import { webExposureDerivation } from './web/exposure.ts';
import { webGraphqlDerivation } from './web/graphql.ts';
import { webHeadersDerivation } from './web/headers.ts';
import { webHostDerivation } from './web/host.ts';
import { webHstsDerivation } from './web/hsts.ts';
import { webHttpsRedirectsDerivation } from './web/https-redirects.ts';
import { webMethodsDerivation } from './web/methods.ts';
import { webObservatoryDerivation } from './web/observatory.ts';
import { webPreloadDerivation } from './web/preload.ts';
import { webProtectionDerivation } from './web/protection.ts';
import { webProtocolsDerivation } from './web/protocols.ts';
import { webRedirectDerivation } from './web/redirect.ts';
import { webSecurityTxtDerivation } from './web/security-txt.ts';
import { webVersionsDerivation } from './web/versions.ts';

/** Every derivation, in the order of the report. */
export const DERIVATIONS: readonly Derivation[] = [
  tlsSuitesDerivation,
  tlsParametersDerivation,
  tlsCertificateDerivation,
  tlsExposureDerivation,
  tlsRatingDerivation,
  webHttpsRedirectsDerivation,
  webRedirectDerivation,
  webHstsDerivation,
  webPreloadDerivation,
  webHeadersDerivation,
  webConsistencyDerivation,
  webVersionsDerivation,
  webCspDerivation,
  webCookiesDerivation,
  webContentDerivation,
  webCompressionDerivation,
  webCorsDerivation,
  webMethodsDerivation,
  webHostDerivation,
  webSecurityTxtDerivation,
  webExposureDerivation,
  webApiDerivation,
  webGraphqlDerivation,
  webProtocolsDerivation,
  webProtectionDerivation,
  webObservatoryDerivation,
  rateLimitAnnouncedDerivation,
  rateLimitEnforcedDerivation,
  rateLimitBypassesDerivation,
  rateLimitLoginDerivation,
  mailExchangesDerivation,
  mailSpfDerivation,
  mailSendersDerivation,
  mailDkimDerivation,
  mailDmarcDerivation,
  mailDmarcReportsDerivation,
  mailMtaStsDerivation,
  mailTlsRptDerivation,
  mailBimiDerivation,
  mailReverseDerivation,
  mailTransportDerivation,
  mailDaneDerivation,
  dnsDnssecDerivation,
  dnsKeysDerivation,
  dnsSignaturesDerivation,
  dnsDenialDerivation,
  dnsDaneDerivation,
  dnsDelegationDerivation,
  dnsServersDerivation,
  dnsZoneDerivation,
  ...ofProvider('aws', [
    cloudKeysDerivation,
    cloudDisksDerivation,
    cloudDatabasesDerivation,
    cloudBucketsDerivation,
    cloudBackupsDerivation,
    cloudFirewallsDerivation,
    cloudInstancesDerivation,
    cloudNetworkDerivation,
    cloudBalancersDerivation,
    cloudScalingDerivation,
    cloudTrailsDerivation,
    cloudDetectorsDerivation,
    cloudWebAclsDerivation,
    cloudPeopleDerivation,
    cloudRegionsDerivation,
  ]),
  ...ofProvider('cloudflare', [cloudEdgeDerivation]),
  ...ofProvider('github', [cloudRepositoriesDerivation]),
  cloudPostureDerivation,
  orgDocumentsDerivation,
];

/** Those that compare the addresses of a target. */
export const ACROSS: readonly AcrossDerivation[] = [tlsAddressesDerivation];
