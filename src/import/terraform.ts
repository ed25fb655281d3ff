import { foundAs, unusable, type Found, type Reader, type Said } from './found.ts';
import { elementsOf, membersOf, textOf, timeOf, type Json } from './json.ts';
import { AWS_STORES, type Normal } from './terraform-aws.ts';
import { CLOUDFLARE } from './terraform-cloudflare.ts';
import { AWS_NETWORK } from './terraform-network.ts';
import type { Attributes } from './terraform-values.ts';

const NORMALS: readonly Normal[] = [...AWS_STORES, ...AWS_NETWORK, ...CLOUDFLARE];

/**
 * Reads `terraform show -json` into the forms of the APIs. Values that are secret stand in it in
 * clear: nothing but the attributes of the tables is kept.
 */
export const readTerraform: Reader = (output, said) => {
  const { format_version, values, planned_values, timestamp } = membersOf(output);
  const version = textOf(format_version);
  if (version === null) return null;
  if (!/^1(?:\.|$)/.test(version)) {
    const detail = `holds Terraform's format ${version.slice(0, 20)}, which is not understood`;
    return [unusable(null, 'unsupported', detail)];
  }
  const planned = values === undefined;
  const tree = planned ? planned_values : values;
  if (tree === undefined)
    return [unusable(null, 'unfit', 'holds a state of Terraform with nothing in it')];
  const resources = resourcesIn(membersOf(tree)['root_module']);
  const found = outputsOf(resources, said).map((one) => ({ ...one, planned }));
  if (found.length === 0) return [unusable(null, 'unfit', 'names no resource that a rule reads')];
  const at = planned ? timeOf(timestamp) : null;
  return found.map((one) => ({ ...one, collectedAt: at }));
};

interface Resource {
  readonly type: string;
  readonly attributes: Attributes;
}

/** The resources of a module and of the modules in it; data that is only read is none of them. */
function resourcesIn(module: Json | undefined): readonly Resource[] {
  const { resources, child_modules } = membersOf(module);
  const own = elementsOf(resources).flatMap((resource) => {
    const { type, mode, values, address } = membersOf(resource);
    const name = textOf(type);
    if (name === null || (mode !== undefined && mode !== 'managed')) return [];
    // In a plan, ids are not known yet.
    const attributes = { id: address, security_group_id: address, ...membersOf(values) };
    return [{ type: name, attributes }];
  });
  return [...own, ...elementsOf(child_modules).flatMap((child) => resourcesIn(child))];
}

interface Piece {
  readonly normal: Normal;
  /** The zone of Cloudflare that it is of. */
  readonly zone: string | null;
  readonly place: Pick<Found, 'account' | 'region' | 'resource'>;
  readonly record: Json;
}

/** The outputs that the resources come to, one for each account, region and thing asked about. */
function outputsOf(resources: readonly Resource[], said: Said): readonly Found[] {
  const pieces = resources.flatMap(({ type, attributes }) =>
    NORMALS.filter((normal) => normal.type === type && isOf(normal, said)).flatMap((normal) =>
      pieceOf(normal, attributes),
    ),
  );
  const lists = withGroups(pieces.filter(({ normal }) => normal.key !== null));
  const singles = pieces.filter(({ normal }) => normal.key === null);
  const byPlace = Map.groupBy(lists, ({ normal, place }) => JSON.stringify([normal.what, place]));
  const found = [
    ...[...byPlace.values()].flatMap((same) => listOf(same, said)),
    ...singles.map(({ normal, place, record }) => ({ ...foundAs(normal.what, record), ...place })),
  ];
  const zones = new Set(pieces.flatMap(({ zone }) => zone ?? []));
  return zones.size > 1 ? found.map(mixed) : found;
}

/** Settings of several zones cannot be told apart: a zone has an id in the state, and no name. */
const mixed = (found: Found): Found =>
  found.what?.startsWith('cloudflare ') === true
    ? { ...found, problem: { code: 'unfit', detail: 'holds several zones of Cloudflare' } }
    : found;

/** Rules of security groups do not say where they are: where their group is. */
function withGroups(pieces: readonly Piece[]): readonly Piece[] {
  const groupOf = ({ record }: Piece): string => textOf(membersOf(record)['GroupId']) ?? '';
  const places = new Map(
    pieces
      .filter(({ place }) => place.account !== null)
      .map((piece) => [groupOf(piece), piece.place] as const),
  );
  return pieces.map((piece) =>
    piece.place.account === null && groupOf(piece) !== ''
      ? { ...piece, place: places.get(groupOf(piece)) ?? piece.place }
      : piece,
  );
}

/** Whether it can be of the account that the wrapper names: a state may hold several providers. */
const isOf = ({ what }: Normal, { account }: Said): boolean =>
  account === null || account.startsWith(`${what.split(' ')[0] ?? ''}:`);

const ARN = /^arn:aws[\w-]*:[^:]*:([^:]*):(\d{12}):/;

function pieceOf(normal: Normal, attributes: Attributes): readonly Piece[] {
  const record = normal.record(attributes);
  if (record === null) return [];
  const [, region, account] = ARN.exec(textOf(attributes['arn']) ?? '') ?? [];
  const place = {
    account: account === undefined ? null : `aws:${account}`,
    region: region || textOf(attributes['region']),
    resource: normal.resource?.(attributes) ?? null,
  };
  return [{ normal, zone: textOf(attributes['zone_id']), place, record }];
}

/** Terraform lists what it manages: what was made by hand is not in it. */
function listOf(same: readonly Piece[], { whole }: Said): readonly Found[] {
  const [first] = same;
  if (first === undefined) return [];
  const { what, key, content } = first.normal;
  const records = same.map(({ record }) => record);
  const output = content?.(records) ?? { [key ?? '']: records };
  return [{ ...foundAs(what, output), ...first.place, complete: whole === true }];
}
