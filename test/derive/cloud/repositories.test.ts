import { expect, test } from 'vitest';
import { cloudRepositoriesDerivation } from '../../../src/derive/cloud/repositories.ts';
import {
  githubProtection,
  githubRepositories,
  githubRules,
  githubRuleset,
} from '../../../src/evidence/kinds/cloud/github.ts';
import { exportedBy, providerFact, valueOf } from '../../support/exports.ts';

const OWNER = 'github:acme';
const fileOf = exportedBy(OWNER);

const list = (...repositories: readonly object[]) => fileOf(githubRepositories, repositories);
const APP = { full_name: 'acme/app', default_branch: 'main' };
const protection = (content: object, resource = 'acme/app@main') =>
  fileOf(githubProtection, content, { resource });
const rules = (...content: readonly object[]) =>
  fileOf(githubRules, content, { resource: 'acme/app@main' });

const ruleset = (content: object) =>
  fileOf(githubRuleset, { id: 7, ...content }, { resource: 'acme/app#7' });
const APPROVED = {
  ...{ type: 'pull_request', ruleset_id: 7 },
  parameters: { required_approving_review_count: 1 },
};

const REVIEWED = {
  required_pull_request_reviews: { required_approving_review_count: 2 },
  required_status_checks: { contexts: ['build', 'test'], checks: [{ context: 'build' }] },
  enforce_admins: { enabled: true },
};

const bypassedBy = (bypass_pull_request_allowances: object) => ({
  ...REVIEWED,
  required_pull_request_reviews: {
    ...REVIEWED.required_pull_request_reviews,
    bypass_pull_request_allowances,
  },
});

const repositoriesOf = (...files: Parameters<typeof providerFact>[2]) =>
  valueOf(providerFact(cloudRepositoriesDerivation, OWNER, files)).repositories;

test.each<[string, Parameters<typeof providerFact>[2], number | null, number | null]>([
  ['protected', [protection(REVIEWED)], 2, 2],
  [
    'protected by rules',
    [
      rules(APPROVED, {
        ...{ type: 'required_status_checks', ruleset_id: 7 },
        parameters: { required_status_checks: [{ context: 'test' }] },
      }),
      ruleset({ bypass_actors: [] }),
    ],
    1,
    1,
  ],
  [
    'protected by rules that some may go around',
    [
      protection({}),
      rules(APPROVED),
      ruleset({ bypass_actors: [{ actor_type: 'RepositoryRole', bypass_mode: 'always' }] }),
    ],
    null,
    0,
  ],
  [
    'protected by rules, and it is not said who may go around them',
    [protection({}), rules(APPROVED), ruleset({})],
    null,
    0,
  ],
  ['protected by rules whose ruleset was not exported', [rules(APPROVED)], null, null],
  [
    'protected, but for administrators',
    [protection({ ...REVIEWED, enforce_admins: { enabled: false } }), rules()],
    null,
    null,
  ],
  [
    'protected, and it is not said for whom',
    [protection({ ...REVIEWED, enforce_admins: undefined }), rules()],
    null,
    null,
  ],
  [
    'protected, but for a team',
    [protection(bypassedBy({ teams: [{ slug: 'x' }] })), rules()],
    null,
    2,
  ],
  ['protected, but for nobody', [protection(bypassedBy({ users: [], teams: [] })), rules()], 2, 2],
  [
    'protected but for administrators, and by rules',
    [
      protection({ ...REVIEWED, enforce_admins: { enabled: false } }),
      rules(APPROVED),
      ruleset({ bypass_actors: [] }),
    ],
    1,
    null,
  ],
  ['protected in both ways', [protection(REVIEWED), rules()], 2, 2],
  ['protected in neither way', [protection({}), rules()], 0, 0],
  ['not protected in the older way, rules not exported', [protection({})], null, null],
  ['not protected by rules, the older way not exported', [rules()], null, null],
  [
    'protected without approvals',
    [protection({ required_pull_request_reviews: {} }), rules()],
    0,
    0,
  ],
  ['of which nothing was exported', [], null, null],
  ['of which another branch was exported', [protection(REVIEWED, 'acme/app@develop')], null, null],
])('a branch %s', (_, files, approvals, checks) => {
  expect(repositoriesOf(list(APP), ...files).items).toMatchObject([
    { name: 'acme/app@main', approvals, checks },
  ]);
});

test('what is archived or of somebody else is not worked on', () => {
  const others = [
    { full_name: 'acme/old', default_branch: 'main', archived: true },
    { full_name: 'acme/fork', default_branch: 'main', fork: true },
  ];
  expect(repositoriesOf(list(APP, ...others)).items.map(({ name }) => name)).toEqual([
    'acme/app@main',
  ]);
});

test('without the list there may be more', () => {
  expect(repositoriesOf(protection(REVIEWED))).toMatchObject({
    items: [{ name: 'acme/app@main', approvals: 2 }],
    complete: false,
  });
});

test('without any file there is no fact', () => {
  expect(providerFact(cloudRepositoriesDerivation, OWNER, []).status).toBe('unavailable');
});
