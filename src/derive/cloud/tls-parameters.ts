import type { Parameters } from '../../evidence/kinds/cloud/aws/rds.ts';
import type { Known } from '../three-valued.ts';
import { aboutResource, inRegion, type Outputs } from './outputs.ts';

interface TlsParameter {
  readonly engine: RegExp;
  readonly parameter: string;
  readonly on: readonly string[];
}

/** The parameter of each engine that refuses connections without TLS, and the values that do. */
const TLS_PARAMETERS: readonly TlsParameter[] = [
  { engine: /postgres|^sqlserver/, parameter: 'rds.force_ssl', on: ['1', 'on', 'true'] },
  {
    engine: /^(aurora$|aurora-mysql|mysql|mariadb)/,
    parameter: 'require_secure_transport',
    on: ['1', 'on', 'true'],
  },
  {
    engine: /^docdb/,
    parameter: 'tls',
    on: ['enabled', 'tls1.2+', 'tls1.3+', 'fips-140-3'],
  },
  { engine: /^neptune/, parameter: 'neptune_enforce_ssl', on: ['1'] },
];

/** The parameter group that a database uses, and whether what is in it has been applied. */
export interface GroupInUse {
  readonly name: string | undefined;
  /** Groups of other regions may have the same name. */
  readonly region: string | null;
  readonly status: string | undefined;
}

/**
 * Whether an engine refuses connections without TLS. Null for engines that a parameter does not
 * decide, for a group that was not exported or waits to be applied, and where the parameter has no
 * value of its own: the engine's default depends on its version.
 */
export function tlsEnforcedBy(
  engine: string | undefined,
  group: GroupInUse | undefined,
  groups: Outputs<Parameters>,
): Known {
  const rule = TLS_PARAMETERS.find((one) => one.engine.test(engine ?? ''));
  if (rule === undefined || group?.name === undefined) return null;
  if (group.status !== undefined && group.status !== 'in-sync') return null;
  const found = aboutResource(inRegion(groups, group.region), group.name)?.content.Parameters.find(
    ({ ParameterName: name }) => name === rule.parameter,
  );
  const value = found?.ParameterValue;
  return value === undefined ? null : rule.on.includes(value.toLowerCase());
}
