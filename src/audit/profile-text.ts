import type { ResolvedProfile } from '../control/profile.ts';
import { AREAS } from '../evidence/kind.ts';
import type { ProfileUse } from '../evidence/bundle.ts';

/** What bundle and report keep of a profile: its areas, and the parameters that were changed. */
export const profileText = ({ id, version, rules, parameters }: ResolvedProfile): ProfileUse => ({
  id,
  version,
  areas: AREAS.filter((area) => rules.some((rule) => rule.area === area)),
  parameters: Object.fromEntries(
    rules.flatMap(({ id: rule, params }) => {
      const changed = Object.entries(parameters[rule] ?? {}).filter(
        ([name, value]) => JSON.stringify(value) !== JSON.stringify(params[name]),
      );
      return changed.length === 0 ? [] : [[rule, Object.fromEntries(changed)]];
    }),
  ),
});
