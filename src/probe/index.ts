import { dnsCaaProbe } from './dns/caa.ts';
import { mailDmarcRecordsProbe } from './mail/dmarc-records.ts';
import { mailMxProbe } from './mail/mx.ts';
import { mailSmtpProbe } from './mail/smtp.ts';
import { mailSpfRecordsProbe } from './mail/spf-records.ts';
import type { Probe } from './probe.ts';
import { tlsCertificatesProbe } from './tls/certificates.ts';
import { tlsVersionsProbe } from './tls/versions.ts';
import { webResponsesProbe } from './web/responses.ts';

/** Every probe, in the order of the report. */
export const PROBES: readonly Probe[] = [
  tlsVersionsProbe,
  tlsCertificatesProbe,
  webResponsesProbe,
  dnsCaaProbe,
  mailMxProbe,
  mailSpfRecordsProbe,
  mailDmarcRecordsProbe,
  mailSmtpProbe,
];
