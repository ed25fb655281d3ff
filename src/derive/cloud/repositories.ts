import { cloudExports, type CloudExports } from '../../evidence/kinds/cloud/exports.ts';
import {
  githubProtection,
  githubRepositories,
  githubRules,
  githubRuleset,
  type BranchProtection,
  type BranchRule,
} from '../../evidence/kinds/cloud/github.ts';
import {
  cloudRepositories,
  type CloudRepositories,
} from '../../evidence/kinds/cloud/repositories.ts';
import { fromPresent, type Derivation, type DeriveContext } from '../derivation.ts';
import { aboutResource, filed, listed, outputsOf, recordsOf } from './outputs.ts';

/** How the branches that are deployed from are protected, by the older settings and by rulesets. */
export const cloudRepositoriesDerivation: Derivation<CloudRepositories> = {
  kind: cloudRepositories,
  from: [cloudExports],
  derive: (context) =>
    fromPresent(context.get(cloudExports), (exports) => {
      const list = outputsOf(exports, githubRepositories, context);
      const branches = branchesIn(exports, context);
      const repositories = branches.map((branch) => readBranch(branch, exports, context));
      return filed(exports.policy, 'repositories', [list], {
        seen: repositories.length,
        value: { repositories: listed(list, repositories, 'repositories') },
      });
    }),
};

/** The default branches of what is worked on, and branches whose protection was exported besides. */
function branchesIn(exports: CloudExports, context: DeriveContext): readonly string[] {
  const repositories = recordsOf(
    outputsOf(exports, githubRepositories, context),
    (content) => content,
    (repository) => repository.full_name,
  ).map(({ record }) => record);
  const worked = repositories.filter(({ archived, fork }) => archived !== true && fork !== true);
  const listedBranches = worked.map((one) => `${one.full_name}@${one.default_branch ?? 'main'}`);
  const known = new Set(repositories.map(({ full_name }) => full_name));
  const others = [githubProtection, githubRules]
    .flatMap((output) => outputsOf<unknown>(exports, output, context).items)
    .flatMap(({ file }) => file.resource ?? [])
    .filter((branch) => !known.has(branch.slice(0, branch.indexOf('@'))));
  return [...new Set([...listedBranches, ...others])];
}

type Repository = CloudRepositories['repositories']['items'][number];

function readBranch(name: string, exports: CloudExports, context: DeriveContext): Repository {
  const older = aboutResource(outputsOf(exports, githubProtection, context), name)?.content;
  const rules = aboutResource(outputsOf(exports, githubRules, context), name)?.content;
  const rulesets = outputsOf(exports, githubRuleset, context);
  const repository = name.slice(0, name.indexOf('@'));
  const binds = ({ ruleset_id: id }: BranchRule): boolean =>
    id !== undefined &&
    aboutResource(rulesets, `${repository}#${id}`)?.content.bypass_actors?.length === 0;
  const counted = (count: (of: NonNullable<BranchRule['parameters']>) => number | undefined) =>
    rules?.map((rule) => forEverybody(count(rule.parameters ?? {}) ?? 0, binds(rule)));
  return {
    name,
    approvals: most(
      older && forEverybody(approvalsOf(older), !mayBypass(older) && older.enforce_admins?.enabled),
      counted((of) => of.required_approving_review_count),
    ),
    checks: most(
      older && forEverybody(checksOf(older.required_status_checks), older.enforce_admins?.enabled),
      counted((of) => of.required_status_checks?.length),
    ),
    forAdministrators: older?.enforce_admins?.enabled ?? null,
  };
}

const approvalsOf = ({ required_pull_request_reviews: reviews }: BranchProtection): number =>
  reviews?.required_approving_review_count ?? 0;

/** Somebody may merge without approvals. */
const mayBypass = ({ required_pull_request_reviews: reviews }: BranchProtection): boolean =>
  Object.values(reviews?.bypass_pull_request_allowances ?? {}).some((some) => some.length > 0);

/** What some may go around is none that holds for each change; that it never does is not known. */
const forEverybody = (count: number, isBinding: boolean | undefined): number | null =>
  count === 0 || isBinding === true ? count : null;

/** Of the two ways to protect a branch one is enough; that there is none takes both to tell. */
function most(
  older: number | null | undefined,
  rules: readonly (number | null)[] | undefined,
): number | null {
  const highest = Math.max(older ?? 0, ...(rules ?? []).map((count) => count ?? 0));
  const told = typeof older === 'number' && rules?.includes(null) === false;
  return highest > 0 || told ? highest : null;
}

interface StatusChecks {
  readonly contexts?: readonly string[] | undefined;
  readonly checks?: readonly { readonly context: string }[] | undefined;
}

/** `contexts` is the older name of the same. */
const checksOf = (required: StatusChecks | null | undefined): number =>
  Math.max(required?.contexts?.length ?? 0, required?.checks?.length ?? 0);
