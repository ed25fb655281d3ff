import type { Derivation } from './derivation.ts';
import { mailDmarcDerivation } from './mail/dmarc.ts';
import { mailSpfDerivation } from './mail/spf.ts';
import { tlsCertificateDerivation } from './tls/certificate.ts';
import { webHeadersDerivation } from './web/headers.ts';
import { webHstsDerivation } from './web/hsts.ts';
import { webHttpsRedirectsDerivation } from './web/https-redirects.ts';
import { webRedirectDerivation } from './web/redirect.ts';
import { webVersionsDerivation } from './web/versions.ts';

/** Every derivation, in the order of the report. */
export const DERIVATIONS: readonly Derivation[] = [
  tlsCertificateDerivation,
  webHttpsRedirectsDerivation,
  webRedirectDerivation,
  webHstsDerivation,
  webHeadersDerivation,
  webVersionsDerivation,
  mailSpfDerivation,
  mailDmarcDerivation,
];
