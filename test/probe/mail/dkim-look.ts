import { readFileSync } from 'node:fs';
import { readKnownSelectors } from '../../../src/audit/known-selectors.ts';
import { registrableDomain } from '../../../src/derive/domain.ts';
import type { Kind } from '../../../src/evidence/kind.ts';
import type { MailDkimRecords } from '../../../src/evidence/kinds/mail/dkim.ts';
import { unavailable, type Observation } from '../../../src/evidence/observation.ts';
import { problemOf } from '../../../src/evidence/problem.ts';
import type { Network } from '../../../src/net/network.ts';
import { mailDkimRecordsProbe } from '../../../src/probe/mail/dkim-records.ts';
import { mailMxProbe } from '../../../src/probe/mail/mx.ts';
import { mailSpfRecordsProbe } from '../../../src/probe/mail/spf-records.ts';
import type { MailSettings, Probe } from '../../../src/probe/probe.ts';
import { targetOf } from '../../support/observe.ts';
import { NO_SETTINGS } from '../../support/settings.ts';

/** The bundled list. */
export const KNOWN = readKnownSelectors(
  readFileSync('rules/data/dkim-selectors.json', 'utf8'),
).known;

/** Selectors of the settings, as they are written there. */
export const told = (
  selectors: readonly string[],
  source: MailSettings['selectors'][number]['source'] = 'settings',
): MailSettings['selectors'] => selectors.map((selector) => ({ selector, domain: null, source }));

/** What the probe sees of a domain, with what the probes that it needs see; checked against its schema. */
export async function lookAtDkim(
  network: Network,
  host: string,
  mail: Partial<MailSettings> = {},
  signal = new AbortController().signal,
): Promise<MailDkimRecords> {
  const target = targetOf('mail', host);
  const look = <T>(probe: Probe<T>): Promise<Observation<T>> =>
    probe
      .observe({
        ...{ target, signal, registrableDomain, endpoint: null },
        net: network.use({ kind: probe.kind.id, target: target.id, signal }),
        settings: { ...NO_SETTINGS, mail: { ...NO_SETTINGS.mail, knownSelectors: KNOWN, ...mail } },
        get: async <U>(kind: Kind<U>): Promise<Observation<U>> => {
          const needed = [mailMxProbe, mailSpfRecordsProbe].find((one) => one.kind.id === kind.id);
          if (needed === undefined) throw new Error(`${kind.id} is not among the needs`);
          // The probe of this kind makes this kind of value.
          return (await look<unknown>(needed)) as Observation<U>;
        },
      })
      .catch((error: unknown) => unavailable(problemOf(error)));
  const observation = await look(mailDkimRecordsProbe);
  if (observation.status !== 'present') throw new Error(JSON.stringify(observation));
  mailDkimRecordsProbe.kind.schema.parse(observation.value);
  return observation.value;
}
