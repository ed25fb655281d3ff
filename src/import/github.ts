import {
  githubProtection,
  githubRepositories,
  githubRules,
  githubRuleset,
} from '../evidence/kinds/cloud/github.ts';
import { foundAs, unusable, type Found, type Reader, type Said } from './found.ts';
import { elementsOf, membersOf, textOf, type Json } from './json.ts';

/** Reads answers of the API of GitHub about repositories and how their branches are protected. */
export const readGithub: Reader = (output, said) => {
  if (
    said.command !== null &&
    !/^gh\s+api\s|api\.github\.com\/|^GET \/(?:repos|orgs|users)\//.test(said.command)
  )
    return null;
  const found = askedFor(said.command, output) ?? ownForm(output);
  return found === null ? null : [answered(found, output, said)];
};

interface Place {
  readonly what: string;
  readonly owner: string | null;
  /** `OWNER/REPOSITORY@BRANCH`, of a ruleset `OWNER/REPOSITORY#ID`. */
  readonly resource: string | null;
}

const BRANCH =
  /repos\/([\w.-]{1,100})\/([\w.-]{1,100})\/(rules\/)?branches\/([\w.%/-]{1,250}?)(?:\/protection)?(?=$|[\s'"?])/;
const RULESET = /repos\/([\w.-]{1,100})\/([\w.-]{1,100})\/rulesets\/(\d{1,18})(?=$|[\s'"?])/;
const LIST = /(?:orgs|users)\/([\w.-]{1,100})\/repos(?=$|[\s'"?])/;

/** What a path of the API is about. */
function askedFor(command: string | null, output: Json): Place | null {
  const text = command ?? textOf(membersOf(output)['url']) ?? '';
  const [, owner, repository, rules, branch] = BRANCH.exec(text.slice(0, 2000)) ?? [];
  if (owner !== undefined && branch !== undefined) {
    return {
      what: rules === undefined ? githubProtection.what : githubRules.what,
      owner,
      resource: `${owner}/${String(repository)}@${branch}`,
    };
  }
  const [, holder, within, ruleset] = RULESET.exec(text.slice(0, 2000)) ?? [];
  if (holder !== undefined && ruleset !== undefined) {
    const resource = `${holder}/${String(within)}#${ruleset}`;
    return { what: githubRuleset.what, owner: holder, resource };
  }
  const [, of] = LIST.exec(text.slice(0, 2000)) ?? [];
  return of === undefined ? null : { what: githubRepositories.what, owner: of, resource: null };
}

/** An output that says by itself what it is, but for the branch of rules. */
function ownForm(output: Json): Place | null {
  const elements = elementsOf(output).map((element) => membersOf(element));
  const [first] = elements;
  if (first === undefined) return null;
  const owners = new Set(elements.map(({ owner }) => textOf(membersOf(owner)['login'])));
  const owner = owners.size === 1 ? ([...owners][0] ?? null) : null;
  if (textOf(first['full_name']) !== null && first['default_branch'] !== undefined) {
    return { what: githubRepositories.what, owner, resource: null };
  }
  if (textOf(first['type']) === null || first['ruleset_id'] === undefined) return null;
  return { what: githubRules.what, owner: null, resource: null };
}

const UNPROTECTED = 'Branch not protected';

function answered({ what, owner, resource }: Place, output: Json, { command, error }: Said): Found {
  const message = error ?? textOf(membersOf(output)['message']);
  const place = { account: owner === null ? null : `github:${owner.toLowerCase()}`, resource };
  if (message === null) return { ...foundAs(what, output), ...place, complete: isWhole(command) };
  const isProtection = what === githubProtection.what;
  if (isProtection && message.includes(UNPROTECTED)) return { ...foundAs(what, {}), ...place };
  return {
    ...unusable(what, 'unfit', `holds a refusal: ${message.slice(0, 160).trim()}`),
    ...place,
  };
}

/** A list has thirty elements to a page; `gh api --paginate` puts all of them into one. */
const isWhole = (command: string | null): boolean => {
  if (command === null) return true;
  return (
    !LIST.test(command) || (/--paginate\b/.test(command) && !/[?&](?:type|page)=/.test(command))
  );
};
