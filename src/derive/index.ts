import type { Derivation } from './derivation.ts';
import { mailDmarcDerivation } from './mail/dmarc.ts';
import { mailSpfDerivation } from './mail/spf.ts';
import { tlsCertificateDerivation } from './tls/certificate.ts';
import { webHeadersDerivation } from './web/headers.ts';
import { webHstsDerivation } from './web/hsts.ts';
import { webRedirectDerivation } from './web/redirect.ts';

/** Every derivation, in the order of the report. */
export const DERIVATIONS: readonly Derivation[] = [
  tlsCertificateDerivation,
  webRedirectDerivation,
  webHstsDerivation,
  webHeadersDerivation,
  mailSpfDerivation,
  mailDmarcDerivation,
];
