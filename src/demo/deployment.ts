import type { Files } from './filed.ts';
import type { ZonePlan } from './hierarchy.ts';
import { LOOPBACK, type Service } from './listen.ts';
import { serveSite, type Site } from './site.ts';
import { serveMail, type MailServer } from './smtp.ts';

/** What one name has: a zone, a web site at the name itself and a mail server. */
export interface Deployment {
  readonly name: string;
  readonly zone: ZonePlan;
  readonly site: Site;
  readonly mail: MailServer;
  /** What its owner tells to who audits it, as assay.yaml, and what that needs besides. */
  readonly settings: string;
  readonly files: Files;
}

/** A deployment whose servers listen on loopback ports. */
export interface RunningDeployment {
  readonly name: string;
  /** `--connect-to` mappings that lead from the usual ports to the real ones. */
  readonly connectTo: readonly string[];
  readonly settings: string;
  readonly files: Files;
  readonly services: readonly Service[];
}

/** The part of an assay.yaml that permits active probes for a day. */
export const authorised = (name: string, now: Date): string => `authorisation:
  by: whoever runs the demo
  scope: [${name}]
  until: ${new Date(now.getTime() + 86_400_000).toISOString().slice(0, 10)}
`;

/** Starts the site and the mail server of a deployment. */
export async function startDeployment({
  name,
  site,
  mail,
  settings,
  files,
}: Deployment): Promise<RunningDeployment> {
  const { https, http } = await serveSite(site);
  const smtp = await serveMail(mail);
  return {
    name,
    settings,
    files,
    connectTo: [
      ...[site.host, ...site.aliases].flatMap((host) => [
        `${host}:443:${LOOPBACK}:${https.port}`,
        `${host}:80:${LOOPBACK}:${http.port}`,
      ]),
      `${mail.address}:25:${LOOPBACK}:${smtp.port}`,
    ],
    services: [https, http, smtp],
  };
}
