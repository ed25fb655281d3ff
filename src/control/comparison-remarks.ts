import { AREAS, type Area } from '../evidence/kind.ts';
import type { Comparable } from './compare.ts';
import { samePage } from './letter-change.ts';
import type { Moves } from './moved.ts';

/** What has to be known to read a comparison; one sentence each. */
export function remarksOn(before: Comparable, after: Comparable, moves: Moves): string[] {
  return [
    ...aboutTime(before, after),
    ...aboutTool(before, after),
    ...aboutProfile(before, after),
    ...aboutSchemes(before, after),
    ...aboutTargets(before, after, moves),
    ...aboutPages(before, after),
  ];
}

const aboutTime = (before: Comparable, after: Comparable): string[] =>
  Date.parse(before.now) > Date.parse(after.now)
    ? ['The report it is compared with is of a later time.']
    : [];

function aboutTool(before: Comparable, after: Comparable): string[] {
  const [then, now] = [before.tool.version, after.tool.version];
  if (then !== now) {
    return [`Made by assay ${then} before, by ${now} now: a change may come from the tool.`];
  }
  return before.rulesHash === after.rulesHash
    ? []
    : ['Judged by other rules than before: a change may come from them.'];
}

function aboutProfile({ profile: then }: Comparable, { profile: now }: Comparable): string[] {
  const [was, is] = [then, now].map(({ id, version }) => `${id} ${version}`);
  const lost = then.areas.filter((area) => !now.areas.includes(area));
  const gained = now.areas.filter((area) => !then.areas.includes(area));
  return [
    ...(was === is ? [] : [`Held to the profile ${was} before, to ${is} now.`]),
    ...(lost.length === 0 ? [] : [`Not judged any more: ${lost.join(', ')}.`]),
    ...(gained.length === 0 ? [] : [`Not judged before: ${gained.join(', ')}.`]),
  ];
}

/** Schemes of an area that are not those of before. */
function aboutSchemes({ grades: then }: Comparable, { grades: now }: Comparable): string[] {
  const areas = new Set(now.areas.map(({ area }) => area));
  return AREAS.filter((area) => areas.has(area)).flatMap((area) => {
    const [was, is] = [then, now].map((grades) => schemesOf(grades, area));
    return was === '' || was === is ? [] : [`Graded by ${was} before, by ${is} now: ${area}.`];
  });
}

const schemesOf = ({ areas }: Comparable['grades'], wanted: Area): string =>
  [...new Set(areas.flatMap(({ area, scheme }) => (area === wanted ? [scheme] : [])))]
    .toSorted()
    .join(', ');

function aboutTargets(before: Comparable, after: Comparable, moves: Moves): string[] {
  const there = new Set(before.targets.map(({ id }) => id));
  const shared = after.targets.some(({ id }) => there.has(id)) || moves.size > 0;
  const either = before.targets.length > 0 && after.targets.length > 0;
  return [
    ...(shared || !either ? [] : ['The two reports have no target in common.']),
    ...[...moves].map(([then, now]) => `${now} is compared with ${then}: it has moved.`).toSorted(),
  ];
}

function aboutPages({ claims: then }: Comparable, { claims: now }: Comparable): string[] {
  if (samePage(then, now)) return [];
  if (then.length === 0) return ['The earlier report was held against no security page.'];
  return now.length === 0
    ? ['The earlier report was held against a security page, this one is not.']
    : ['The two reports were held against different security pages.'];
}
