import type { CloudBalancers } from '../../evidence/kinds/cloud/balancers.ts';

type Version = NonNullable<CloudBalancers['listeners']['items'][number]['lowest']>;

const LOWEST: Readonly<Record<string, Version>> = {
  '0': 'TLS 1.0',
  '1': 'TLS 1.1',
  '2': 'TLS 1.2',
  '3': 'TLS 1.3',
};

/** The default until 2018, those before it and the first with forward secrecy name no version. */
const NAMED_BY_DATE: readonly string[] = ['2015-05', '2016-08', 'FS-2018-06'];

/**
 * The lowest version that a security policy of Elastic Load Balancing admits ("Security policies for
 * your Application Load Balancer"): its name has it. Null where it is no name of that form.
 */
export function lowestOf(policy: string): Version | null {
  const [, name] = /^ELBSecurityPolicy-(.+)$/.exec(policy) ?? [];
  if (name === undefined) return null;
  if (NAMED_BY_DATE.includes(name)) return 'TLS 1.0';
  const [, minor] = /^(?:TLS13|TLS|FS)-1-([0-3])(?:-[A-Za-z0-9]+)*-\d{4}-\d{2}$/.exec(name) ?? [];
  return (minor === undefined ? undefined : LOWEST[minor]) ?? null;
}
