import {
  ATTACHABLE,
  wafResources,
  wafWebAcl,
  wafWebAcls,
  type AttachedResources,
  type WebAcl,
} from '../../evidence/kinds/cloud/aws/wafv2.ts';
import { cloudExports } from '../../evidence/kinds/cloud/exports.ts';
import { cloudWebAcls, type CloudWebAcls } from '../../evidence/kinds/cloud/web-acls.ts';
import type { Problem } from '../../evidence/problem.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { anyOf, type Known } from '../three-valued.ts';
import { newestBy } from './newest.ts';
import { becauseOf, filed, listed, outputsOf, recordsOf, type Outputs } from './outputs.ts';
import { limitsOf, managesRules, stopsFloods } from './web-acl-rules.ts';

/** What the web application firewalls of an account stop, and whether anything is behind them. */
export const cloudWebAclsDerivation: Derivation<CloudWebAcls> = {
  kind: cloudWebAcls,
  from: [cloudExports],
  derive: (context) =>
    fromPresent(context.get(cloudExports), (exports) => {
      const list = outputsOf(exports, wafWebAcls, context);
      const outputs = outputsOf(exports, wafWebAcl, context);
      const resources = outputsOf(exports, wafResources, context);
      const records = recordsOf(
        outputs,
        ({ WebACL }) => [WebACL],
        ({ ARN }) => ARN,
      ).map(({ record }) => record);
      const acls = records.map((acl) => ({
        acl: acl.Name,
        attached: isAttached(acl, resources),
        managed: managesRules(acl),
        limited: stopsFloods(acl),
        limits: [...limitsOf(acl)],
      }));
      const { because } = becauseOf(outputs, list, { because: unread(list, records) });
      return filed(exports.policy, 'web-acls', [outputs, list], {
        seen: acls.length,
        value: { acls: listed({ because }, acls, 'web-acls') },
      });
    }),
};

/** One that the list names and that was not exported itself. */
function unread(
  { items }: Outputs<{ readonly WebACLs: readonly { readonly ARN: string }[] }>,
  acls: readonly WebAcl[],
): Problem | null {
  const names = items.flatMap(({ content }) => content.WebACLs.map(({ ARN }) => ARN));
  const missing = names.find((name) => !acls.some(({ ARN }) => ARN === name));
  if (missing === undefined) return null;
  return {
    code: 'not-requested',
    detail: `no export of \`${wafWebAcl.what}\` for ${missing} was given`,
  };
}

/** Asked for each type of resource apart: that nothing is there takes an answer about each. */
function isAttached({ ARN, Id, Name }: WebAcl, outputs: Outputs<AttachedResources>): Known {
  if (/^(?:[^:]*:){5}global\//.test(ARN)) return null;
  const own = outputs.items.filter(({ file }) =>
    [ARN, Id, Name].some((name) => name === file.resource),
  );
  const newest = newestBy({ items: own }, ({ content }) => content.ResourceType ?? 'not said');
  return anyOf([
    ...[...newest.values()].map(({ content }) => content.ResourceArns.length > 0),
    ATTACHABLE.every((type) => newest.has(type)) ? false : null,
  ]);
}
