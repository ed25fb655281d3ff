import { OUTPUTS } from '../evidence/kinds/cloud/outputs.ts';
import { ZONE_SETTINGS } from '../evidence/kinds/cloud/cloudflare.ts';
import type { Output } from '../evidence/kinds/cloud/output.ts';
import { COMMANDS } from '../import/commands.ts';

/** Runs a command and writes what it printed with the command, the account and the time. */
const WRAPPED = `wrapped() { # FILE REGION COMMAND...
  file=$(printf %s "$1" | tr -c 'A-Za-z0-9._@-' _); region=$2; shift 2
  at=$(date -u +%Y-%m-%dT%H:%M:%SZ)
  if "$@" > "$tmp/output" 2> "$tmp/error" < /dev/null; then : > "$tmp/error"; else
    : > "$tmp/output"; [ -s "$tmp/error" ] || echo failed > "$tmp/error"
  fi
  jq -n --arg command "$*" --arg account "$id" --arg region "$region" --arg at "$at" \\
    --rawfile error "$tmp/error" --slurpfile pages "$tmp/output" \\
    '{assay: 1, command: $command, account: $account, collectedAt: $at}
    + (if $region == "" then {} else {region: $region} end)
    + (if $error != "" then {error: $error}
      elif all($pages[]; type == "array") and ($pages | length) > 1 then {output: ($pages | add)}
      else {output: $pages[0]} end)' > "$directory/$file.json"
}`;

export interface Script {
  /** `aws:123456789012`. */
  readonly id: string;
  readonly regions: readonly string[];
  /** Where the exports go. */
  readonly directory: string;
}

/** Providers whose exports can be made by a script. */
export const SCRIPTED = ['aws', 'cloudflare', 'github'] as const;
export type Scripted = (typeof SCRIPTED)[number];

/** A script for sh, with jq and the tool of the provider, that writes exports which say what they are. */
export function exportScript(provider: Scripted, script: Script): string {
  const name = script.id.slice(script.id.indexOf(':') + 1);
  const lines = {
    aws: () => awsLines(name, script.regions),
    cloudflare: () => cloudflareLines(name),
    github: () => githubLines(name),
  }[provider]();
  return [
    '#!/bin/sh',
    `# Exports of ${script.id} for: assay audit --evidence ${script.directory}`,
    'set -u',
    `id=${quoted(script.id)} account=${quoted(name)} directory=${quoted(script.directory)}`,
    'mkdir -p "$directory"; tmp=$(mktemp -d); trap \'rm -rf "$tmp"\' EXIT',
    WRAPPED,
    '',
    ...lines,
    '',
  ].join('\n');
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Services that answer for the whole account wherever they are asked. */
const GLOBAL = /^aws (?:s3api|iam|cloudtrail) /;

function awsLines(account: string, regions: readonly string[]): readonly string[] {
  const outputs = OUTPUTS.filter(({ what }) => what.startsWith('aws '));
  const isGlobal = ({ what, per }: Output): boolean => per === 'account' || GLOBAL.test(what);
  const [home = ''] = regions;
  return [
    `export AWS_REGION=${home} AWS_DEFAULT_REGION=${home} AWS_PAGER=`,
    '[ "$(aws sts get-caller-identity --query Account --output text)" = "$account" ] ||',
    '  { echo "the credentials in use are not of $account" >&2; exit 1; }',
    ...outputs.filter(isGlobal).flatMap((output) => awsLine(output, '')),
    `for region in ${regions.join(' ')}; do`,
    '  export AWS_REGION=$region AWS_DEFAULT_REGION=$region',
    ...outputs
      .filter((output) => !isGlobal(output))
      .flatMap((output) => awsLine(output, '$region').map((line) => `  ${line}`)),
    'done',
    '',
    '# Besides, where you use them:',
    '#   wrapped terraform "" terraform show -json',
    `#   prowler aws --output-formats json-ocsf --output-directory "$directory" # of ${account}`,
  ];
}

function awsLine({ what }: Output, region: string): readonly string[] {
  const { before, list, option, arguments: given } = COMMANDS[what] ?? {};
  const rest = given ?? (option === undefined ? '' : `${option} "$a"`);
  const file = `${what.replaceAll(' ', '-')}${region === '' ? '' : '.$region'}`;
  const run = `wrapped "${file}${list === undefined ? '' : '.$a${b:+.$b}'}" "${region}" ${what} ${rest}`;
  return [
    ...(before === undefined ? [] : [`${before} > "$tmp/before" && sleep 5`]),
    list === undefined ? run.trimEnd() : `${list} | while read -r a b c; do ${run}; done`,
  ];
}

function cloudflareLines(zone: string): readonly string[] {
  return [
    '# CLOUDFLARE_API_TOKEN needs to read the zone, its settings, DNS and WAF.',
    'cloudflare() { curl -sS -H "Authorization: Bearer $CLOUDFLARE_API_TOKEN" "https://api.cloudflare.com/client/v4$1"; }',
    `zone=$(cloudflare "/zones?name=${zone}" | jq -r '.result[0].id')`,
    ...ZONE_SETTINGS.map(
      (setting) => `wrapped setting.${setting} "" cloudflare "/zones/$zone/settings/${setting}"`,
    ),
    'wrapped dnssec "" cloudflare "/zones/$zone/dnssec"',
    'wrapped records "" cloudflare "/zones/$zone/dns_records?per_page=5000"',
    'wrapped rulesets "" cloudflare "/zones/$zone/rulesets"',
    `cloudflare "/zones/$zone/rulesets" | jq -r '.result[] | select(.kind == "zone").id' |`,
    '  while read -r a; do wrapped "ruleset.$a" "" cloudflare "/zones/$zone/rulesets/$a"; done',
  ];
}

function githubLines(owner: string): readonly string[] {
  const list = `"orgs/${owner}/repos?per_page=100"`;
  return [
    `wrapped repositories "" gh api --paginate ${list}`,
    `gh api --paginate ${list} --jq '.[] | select((.archived or .fork) | not) | "\\\\(.full_name) \\\\(.default_branch)"' |`,
    '  while read -r a b; do',
    '    wrapped "protection.$a@$b" "" gh api "repos/$a/branches/$b/protection"',
    '    wrapped "rules.$a@$b" "" gh api --paginate "repos/$a/rules/branches/$b"',
    `    gh api --paginate "repos/$a/rulesets?per_page=100" --jq '.[].id' | while read -r c; do`,
    '      wrapped "ruleset.$a.$c" "" gh api "repos/$a/rulesets/$c"',
    '    done',
    '  done',
  ];
}
