import type { Kind } from '../kind.ts';
import { dnsCaa } from './dns.ts';
import { mailDmarc, mailDmarcRecords, mailMx, mailSmtp, mailSpf, mailSpfRecords } from './mail.ts';
import { tlsCertificate, tlsCertificates, tlsVersions } from './tls.ts';
import {
  webHeaders,
  webHsts,
  webHttpsRedirects,
  webRedirect,
  webResponses,
  webVersions,
} from './web.ts';

/** Every kind of evidence and fact, in the order of the report. */
export const KINDS: readonly Kind[] = [
  tlsVersions,
  tlsCertificates,
  tlsCertificate,
  webResponses,
  webHttpsRedirects,
  webRedirect,
  webHsts,
  webHeaders,
  webVersions,
  dnsCaa,
  mailMx,
  mailSpfRecords,
  mailSpf,
  mailDmarcRecords,
  mailDmarc,
  mailSmtp,
];

/** The kind with this id. */
export const kindOf = (id: string): Kind | undefined => KINDS.find((kind) => kind.id === id);
