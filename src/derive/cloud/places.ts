/** A region, and what was seen there. */
export interface Place {
  readonly region: string;
  readonly example: string;
}

/** Services that store data or handle it. What only watches or names things tells nothing of data. */
const HOLDING: readonly string[] = [
  ...['autoscaling', 'backup', 'dynamodb', 'ec2', 'elasticache', 'elasticfilesystem'],
  ...['elasticloadbalancing', 'es', 'rds', 's3'],
];

/** Fields that hold names of availability zones. */
const ZONES: readonly string[] = [
  ...['AvailabilityZone', 'AvailabilityZones', 'SecondaryAvailabilityZone', 'ZoneName'],
];

/** Where ARNs of stored things and availability zones say that things are. */
export function placesIn(content: unknown, field = ''): readonly Place[] {
  if (typeof content === 'string') return placesOf(content, field);
  if (typeof content !== 'object' || content === null) return [];
  // Elements of a list stand under the name of the list.
  if (Array.isArray(content)) return content.flatMap((one: unknown) => placesIn(one, field));
  return Object.entries(content).flatMap(([name, value]) => placesIn(value, name));
}

function placesOf(text: string, field: string): readonly Place[] {
  if (ZONES.includes(field)) {
    // Zones add a letter, and local zones a place, to the name of their region.
    const [region] = /^[a-z]{2}(?:-[a-z]+){1,2}-\d{1,2}(?=[a-z]|-|$)/.exec(text) ?? [];
    return region === undefined ? [] : [{ region, example: `availability zone ${text}` }];
  }
  const [scheme, , service = '', region = '', , resource] = text.split(':', 7);
  const holds = scheme === 'arn' && HOLDING.includes(service) && region !== '';
  return holds && resource !== undefined ? [{ region, example: text }] : [];
}
