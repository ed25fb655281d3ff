import { elementsOf, membersOf, type Json } from './json.ts';

/** The attributes of a resource, in Terraform's names. */
export type Attributes = Readonly<Record<string, Json | undefined>>;

/** A block of a resource: providers have it as an object or as a list of one. */
export const blockOf = (json: Json | undefined): Attributes =>
  membersOf(Array.isArray(json) ? json[0] : json);

/** The blocks of a name that may stand several times. */
export const blocksOf = (json: Json | undefined): readonly Attributes[] =>
  elementsOf(json).map((element) => membersOf(element));

/** The members that are known: Terraform writes null, an empty text or nothing for the others. */
export const known = (members: Attributes): Readonly<Record<string, Json>> =>
  Object.fromEntries(
    Object.entries(members).flatMap(([name, value]) =>
      value === undefined || value === null || value === '' ? [] : [[name, value]],
    ),
  );

/** The attributes of these names under the names of the API, where they are known. */
export const renamed = (
  attributes: Attributes,
  names: Readonly<Record<string, string>>,
): Readonly<Record<string, Json>> =>
  known(Object.fromEntries(Object.entries(names).map(([to, from]) => [to, attributes[from]])));
