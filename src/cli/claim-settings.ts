import { existsSync } from 'node:fs';
import type { ClaimsRun } from '../audit/judge-run.ts';
import type { Pack } from '../audit/pack.ts';
import { parseTarget, siteOf, TargetError, type TargetRequest } from '../audit/target.ts';
import { begins } from '../control/framework.ts';
import {
  parametersOfClaims,
  readClaims,
  rulesOfClaim,
  rulesOfClaims,
  type ClaimSheet,
} from '../document/claims.ts';
import type { Config } from '../document/config.ts';
import type { Document } from '../document/document.ts';
import { nearest } from '../document/nearest.ts';
import type { DocumentProblem, Place } from '../document/place.ts';
import { unknownRules } from '../document/rule-use.ts';
import { parameterProblem } from '../judge/rule.ts';
import { readText } from './files.ts';
import {
  filesNamed,
  refuse,
  repeatedIds,
  unknownAt,
  unknownNames,
  type NameUse,
} from './named-files.ts';
import type { LookFlags } from './options.ts';

/** A security page, and where the configuration names the targets of its sentences. */
export interface ClaimsChoice extends ClaimsRun {
  readonly named: readonly NameUse[];
}

/**
 * The claim sheet that flag or configuration name: one that comes with assay, or a file. Null where
 * none is named. Throws a UsageError, or one DocumentError for everything in it that does not exist.
 */
export function claimsOf(
  flags: Pick<LookFlags, 'claims'>,
  config: Document<Config> | null,
  pack: Pack,
): ClaimsChoice | null {
  const configured = configuredIn(config);
  const named =
    flags.claims === undefined ? configured : { sheet: flags.claims, file: flags.claims };
  if (named === null) return null;
  const { value: sheet } = sheetOf(named, pack);
  // Of another page the configuration says nothing.
  if (config === null || configured?.sheet !== named.sheet)
    return { sheet, targets: {}, named: [] };
  return { sheet, ...targetsOf(configured.targets, config, sheet) };
}

/** A page by the name that it is given, and the file that it is in where it does not come along. */
interface NamedPage {
  readonly sheet: string;
  readonly file: string;
  /** Where a document names it. */
  readonly place?: Place;
}

function configuredIn(
  config: Document<Config> | null,
): (NamedPage & { readonly targets: ClaimsChoice['targets'] }) | null {
  const claims = config?.value.claims;
  if (config === null || claims === undefined) return null;
  const isName = typeof claims === 'string';
  const { sheet, targets = {} } = isName ? { sheet: claims } : claims;
  const [file = sheet] = filesNamed([], config, [sheet]);
  return { sheet, file, place: config.place(isName ? ['claims'] : ['claims', 'sheet']), targets };
}

function sheetOf({ sheet: name, file, place }: NamedPage, pack: Pack): Document<ClaimSheet> {
  const builtIn = pack.claimSheets.find(({ value }) => value.id === name);
  if (builtIn !== undefined) return builtIn;
  if (!existsSync(file)) {
    const names = pack.claimSheets.map(({ value }) => value.id);
    throw unknownAt(place, 'claim sheet', name, `one of ${names.join(', ')}, or a file`, names);
  }
  const document = readClaims(file, readText(file));
  refuse(faultsOf(document, pack));
  return document;
}

/** Everything that a sheet names and that does not exist. */
function faultsOf(sheet: Document<ClaimSheet>, pack: Pack): DocumentProblem[] {
  const { claims } = sheet.value;
  const rules = new Map(pack.rules.map((rule) => [rule.id, rule]));
  const use = (name: string, ...path: readonly PropertyKey[]): NameUse => ({
    name,
    place: sheet.place(['claims', ...path]),
  });
  return [
    ...repeatedIds(claims.map(({ id }, index) => use(id, index, 'id'))),
    ...unknownRules(rulesOfClaims(sheet), new Set(rules.keys())),
    ...parametersOfClaims(sheet).flatMap(({ rule: id, parameter, value, place }) => {
      const rule = rules.get(id);
      const message = rule === undefined ? null : parameterProblem(rule, parameter, value);
      return message === null ? [] : [{ place, message }];
    }),
    ...claims.flatMap((claim, index) =>
      Object.keys(claim.parameters ?? {})
        .filter((rule) => rules.has(rule) && !rulesOfClaim(claim).includes(rule))
        .map((rule) => ({
          place: sheet.keyPlace(['claims', index, 'parameters', rule]),
          message: `${claim.id} is not decided by ${rule}`,
        })),
    ),
    ...unknownNames(
      'control',
      claims.flatMap(({ controls }, index) =>
        controls.map((id, at) => use(id, index, 'controls', at)),
      ),
      pack.controls.map(({ id }) => id),
    ),
    ...claims.flatMap(({ framework }, index) =>
      framework === undefined ? [] : frameworkFaults(framework, index, sheet, pack),
    ),
  ];
}

function frameworkFaults(
  { id, requirements }: NonNullable<ClaimSheet['claims'][number]['framework']>,
  index: number,
  sheet: Document<ClaimSheet>,
  { frameworks }: Pack,
): DocumentProblem[] {
  const place = (key: string) => sheet.place(['claims', index, 'framework', key]);
  const catalogue = frameworks.find((framework) => framework.id === id);
  if (catalogue === undefined) {
    const known = frameworks.map((framework) => framework.id);
    return unknownNames('framework', [{ name: id, place: place('id') }], known);
  }
  return catalogue.requirements.some((one) => begins(one.id, requirements))
    ? []
    : [
        {
          place: place('requirements'),
          message: `no requirement of ${id} begins "${requirements}"`,
        },
      ];
}

/** The targets of sentences by the ids of both, with their places. */
function targetsOf(
  targets: Readonly<Record<string, readonly string[]>>,
  config: Document<Config>,
  { claims }: ClaimSheet,
): Pick<ClaimsChoice, 'targets' | 'named'> {
  const at = ['claims', 'targets'];
  const uses = Object.keys(targets).map((name) => ({
    name,
    place: config.keyPlace([...at, name]),
  }));
  const ids = claims.map(({ id }) => id);
  const problems = unknownNames('sentence', uses, ids);
  const named = Object.entries(targets).flatMap(([claim, texts]) =>
    texts.flatMap((text, index) => {
      const place = config.place([...at, claim, index]);
      try {
        return [{ claim, name: idsOf(parseTarget(text))[0] ?? text, place }];
      } catch (error) {
        if (!(error instanceof TargetError)) throw error;
        problems.push({ place, message: error.message });
        return [];
      }
    }),
  );
  refuse(problems);
  const byClaim = Map.groupBy(named, ({ claim }) => claim);
  return {
    named,
    targets: Object.fromEntries(
      [...byClaim].map(([claim, own]) => [claim, own.map(({ name }) => name)]),
    ),
  };
}

/** The targets that a request stands for before anything is looked up. */
export const idsOf = (request: TargetRequest): readonly string[] =>
  request.type === 'target'
    ? [request.target.id]
    : [siteOf(request.host, null).id, `zone:${request.host}`, `mail:${request.host}`];

/** Throws a DocumentError where a sentence is about a target that the run does not have. */
export function refuseStrangers(claims: ClaimsChoice | null, targets: readonly string[]): void {
  const strangers = (claims?.named ?? []).filter(({ name }) => !targets.includes(name));
  refuse(
    strangers.map(({ name, place }) => {
      const meant = nearest(name, targets);
      const hint = meant === undefined ? '' : `, or did you mean "${meant}"?`;
      return {
        place,
        message: `no target of this run "${name}"`,
        hint: `name it under targets too${hint}`,
      };
    }),
  );
}
