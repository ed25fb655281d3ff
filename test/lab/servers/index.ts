import { DOVECOTS } from './dovecot.ts';
import { GNUTLS } from './gnutls.ts';
import { HAPROXY } from './haproxy.ts';
import { JAVA } from './java.ts';
import { NGINX } from './nginx.ts';
import { LEGACY_NODES } from './node-legacy.ts';
import { NODES } from './node.ts';
import { OPENSSL } from './openssl.ts';
import { POSTFIX } from './postfix.ts';
import { POSTGRES } from './postgres.ts';
import type { LabServer } from './server.ts';

/** Every server whose versions, suites and groups are compared. */
export const SERVERS: readonly LabServer[] = [
  ...LEGACY_NODES,
  ...NODES,
  OPENSSL,
  GNUTLS,
  JAVA,
  NGINX,
  HAPROXY,
  POSTFIX,
  ...DOVECOTS,
  POSTGRES,
];
