import { cloudExports } from '../../evidence/kinds/cloud/exports.ts';
import { cloudPosture, type CloudPosture } from '../../evidence/kinds/cloud/posture.ts';
import { prowlerFindings, type Detection } from '../../evidence/kinds/cloud/prowler.ts';
import { cutShort } from '../../evidence/listing.ts';
import { absent, present } from '../../evidence/observation.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import type { Item } from './fitness.ts';
import { listed, outputsOf } from './outputs.ts';

/** What Prowler found in an account; nobody misses it where it was not run. */
export const cloudPostureDerivation: Derivation<CloudPosture> = {
  kind: cloudPosture,
  from: [cloudExports],
  derive: (context) =>
    fromPresent(context.get(cloudExports), (exports) => {
      const outputs = outputsOf(exports, prowlerFindings, context);
      if (!outputs.given) return absent('no findings of Prowler were given');
      const checks = latest(outputs.items);
      const ids = new Set(checks.flatMap(({ chosenBy }) => chosenBy));
      return present({
        checks: listed(outputs, checks, 'checks'),
        made: cutShort([...ids], {
          code: 'not-requested',
          detail: 'of a check that is not in the findings it is not known whether it was run',
        }),
      });
    }),
};

/** What the newest files say of a check at a resource, which may be several things: all of them. */
function latest(items: readonly Item<readonly Detection[]>[]): readonly Check[] {
  const said = items
    .flatMap(({ content, file }) =>
      byResource(content).map((check) => ({ check, at: Date.parse(file.collectedAt ?? '') || 0 })),
    )
    .toSorted((one, other) => other.at - one.at);
  const newest = new Map<string, number>();
  for (const { check, at } of said) {
    newest.set(check.name, Math.max(at, newest.get(check.name) ?? 0));
  }
  return said.flatMap(({ check, at }) => (at === newest.get(check.name) ? [check] : []));
}

type Check = CloudPosture['checks']['items'][number];

const OUTCOMES: ReadonlyMap<string, boolean> = new Map(Object.entries({ PASS: true, FAIL: false }));

/** A check that looked at no resource proves nothing. */
const byResource = (findings: readonly Detection[]): readonly Check[] =>
  findings.flatMap(({ metadata, status_code, status_detail, severity, resources = [] }) =>
    resources.map(({ uid, name, region }) => ({
      name: `${metadata.event_code} of ${uid ?? `${name ?? 'a resource'} ${region ?? ''}`}`,
      chosenBy: [metadata.event_code, '*'],
      passed: OUTCOMES.get(status_code) ?? null,
      severity: severity ?? null,
      detail: status_detail?.slice(0, 200) ?? null,
    })),
  );
