import { wafResources } from '../evidence/kinds/cloud/aws/wafv2.ts';
import { NEVER_SET } from '../evidence/kinds/cloud/aws/s3.ts';
import { OUTPUTS } from '../evidence/kinds/cloud/outputs.ts';
import type { Output } from '../evidence/kinds/cloud/output.ts';
import { identityOf } from './aws-identity.ts';
import { readCommandLine, type CommandLine } from './command-line.ts';
import { COMMANDS } from './commands.ts';
import { foundAs, unusable, type Found, type Reader, type Said } from './found.ts';
import { elementsOf, membersOf, textOf, type Json } from './json.ts';

const AWS_OUTPUTS = OUTPUTS.filter(({ what }) => what.startsWith('aws '));

/** Reads an output of the AWS CLI: by its command, or by the member at its top. */
export const readAws: Reader = (output, said) => {
  if (said.command !== null) {
    return /^aws\s/.test(said.command) ? [commanded(said.command, output, said)] : null;
  }
  const form = formOf(output);
  if (form !== null) return [described(form.what, output)];
  const page = formOf(elementsOf(output)[0]);
  const detail = 'holds several outputs in a list; each belongs in a file of its own';
  return page === null ? null : [unusable(page.what, 'malformed', detail)];
};

function formOf(output: Json | undefined): Output | null {
  const members = membersOf(output);
  const candidates = AWS_OUTPUTS.filter(({ key }) => key !== null && members[key] !== undefined);
  return candidates.find(({ schema }) => schema.safeParse(output).success) ?? candidates[0] ?? null;
}

/** What stands at the top of an output of which there is more. */
const FURTHER = ['NextToken', 'nextToken', 'Marker', 'NextMarker', 'ContinuationToken'];
const CUT = ['IsTruncated', 'Truncated'];

function described(what: string, output: Json): Found {
  const members = membersOf(output);
  const { accounts, regions, newest } = identityOf(output);
  const found: Found = {
    ...foundAs(what, output),
    account: accounts.length === 1 ? `aws:${String(accounts[0])}` : null,
    region: regions.length === 1 ? (regions[0] ?? null) : null,
    collectedAt: newest,
    complete:
      FURTHER.every((field) => textOf(members[field]) === null) &&
      CUT.every((field) => members[field] !== true),
  };
  if (accounts.length > 1) {
    return mixed(found, `lists resources of several accounts: ${accounts.join(', ')}`);
  }
  if (regions.length > 1) {
    return mixed(found, `lists resources of several regions: ${regions.join(', ')}`);
  }
  return found;
}

const mixed = (found: Found, detail: string): Found => ({
  ...found,
  problem: { code: 'unfit', detail },
});

function commanded(command: string, output: Json, said: Said): Found {
  const line = readCommandLine(command);
  const what = line.words.slice(0, 3).join(' ');
  const form = AWS_OUTPUTS.find((one) => one.what === what);
  if (form === undefined) {
    return unusable(
      null,
      'unsupported',
      `holds an output that no rule reads: ${what.slice(0, 80)}`,
    );
  }
  const { option } = COMMANDS[what] ?? {};
  const resource = option === undefined ? null : (line.options.get(option) ?? null);
  const account = line.options.get('--account-id');
  const found = answered(form, withType(form, output, line), said);
  return {
    ...found,
    ...(account === undefined ? {} : { account: `aws:${account}` }),
    ...(resource === null ? {} : { resource }),
    ...(isNarrowed(line, option) ? { complete: false } : {}),
  };
}

/** The answer about what is behind a list does not say which type of resource was asked for. */
function withType({ what }: Output, output: Json, { options }: CommandLine): Json {
  const { ResourceArns } = membersOf(output);
  if (what !== wafResources.what || ResourceArns === undefined) return output;
  return { ResourceArns, ResourceType: options.get('--resource-type') ?? DEFAULT_TYPE };
}

/** What is meant where no type is named. */
const DEFAULT_TYPE = 'APPLICATION_LOAD_BALANCER';

/** Nothing at all is printed of a bucket that never had versions. */
const PRINTS_NOTHING = 'aws s3api get-bucket-versioning';

function answered({ what }: Output, output: Json, { error }: Said): Found {
  if (error !== null) {
    const code = /An error occurred \((\w{1,80})\)/.exec(error.slice(0, 1000))?.[1] ?? '';
    if (NEVER_SET.has(code)) return foundAs(what, { Error: { Code: code } });
    return unusable(what, 'unfit', `holds a command that failed: ${error.slice(0, 160).trim()}`);
  }
  if (output === null) {
    if (what === PRINTS_NOTHING) return foundAs(what, {});
    return unusable(what, 'unfit', 'holds no output');
  }
  return described(what, output);
}

/** Options that leave nothing out of what a command lists. */
const WHOLE: ReadonlySet<string> = new Set([
  ...['--region', '--profile', '--output', '--no-cli-pager', '--page-size', '--endpoint-url'],
  ...['--account-id', '--scope', '--resource-type', '--name', '--id'],
  ...['--include-shadow-trails', '--cli-read-timeout', '--cli-connect-timeout'],
]);

const isNarrowed = ({ words, options }: CommandLine, option: string | undefined): boolean =>
  words.length > 3 || [...options.keys()].some((name) => name !== option && !WHOLE.has(name));
