import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** What a reader found wrong, in its own words. */
type Found = readonly unknown[];

const ownRequire = createRequire(new URL('package.json', import.meta.url));

/** The types are those that the packages declare. */
const validator = ownRequire('@action-validator/core') as {
  validateAction(text: string): { errors: Found };
  validateWorkflow(text: string): { errors: Found };
};
const dockerfile = ownRequire('dockerfile-utils') as { validate(text: string): Found };

/** Against the JSON Schema of actions, as SchemaStore has it. */
export const wrongInAction = (text: string): Found => validator.validateAction(text).errors;

/** Against the JSON Schema of workflows, as SchemaStore has it. */
export const wrongInWorkflow = (text: string): Found => validator.validateWorkflow(text).errors;

export const wrongInDockerfile = (text: string): Found => dockerfile.validate(text);

/** actionlint, which knows what may stand where and what must not reach a shell. */
export async function lintedWorkflow(text: string): Promise<Found> {
  const { createLinter } = (await import(
    ownRequire.resolve('actionlint').replace(/[^/]*$/, 'node.mjs')
  )) as {
    readonly createLinter: () => Promise<(text: string, path: string) => Found>;
  };
  return (await createLinter())(text, '.github/workflows/assay.yml');
}

/** Runs jobs of GitLab without GitLab. */
export const GITLAB_CI_LOCAL = fileURLToPath(
  new URL('node_modules/gitlab-ci-local/dist/index.js', import.meta.url),
);
