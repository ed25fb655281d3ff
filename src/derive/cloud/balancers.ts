import {
  elbListeners,
  elbLoadBalancers,
  type Listener,
  type LoadBalancer,
} from '../../evidence/kinds/cloud/aws/elbv2.ts';
import { cloudBalancers, type CloudBalancers } from '../../evidence/kinds/cloud/balancers.ts';
import { cloudExports } from '../../evidence/kinds/cloud/exports.ts';
import type { Problem } from '../../evidence/problem.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import type { Known } from '../three-valued.ts';
import { becauseOf, filed, listed, outputsOf, recordsOf, type Outputs } from './outputs.ts';
import { lowestOf } from './ssl-policies.ts';

/** In how many zones load balancers stand, and whether those that face the internet speak TLS. */
export const cloudBalancersDerivation: Derivation<CloudBalancers> = {
  kind: cloudBalancers,
  from: [cloudExports],
  derive: (context) =>
    fromPresent(context.get(cloudExports), (exports) => {
      const outputs = outputsOf(exports, elbLoadBalancers, context);
      const listening = outputsOf(exports, elbListeners, context);
      const balancers = recordsOf(
        outputs,
        ({ LoadBalancers }) => LoadBalancers,
        ({ LoadBalancerArn }) => LoadBalancerArn,
      ).map(({ record }) => record);
      const listeners = recordsOf(
        listening,
        ({ Listeners }) => Listeners,
        ({ ListenerArn }) => ListenerArn,
      ).map(({ record }) => record);
      const stands = balancers.map((balancer) => ({
        balancer: labelOf(balancer),
        zones: zonesOf(balancer),
      }));
      const reads = listeners.map((listener) => readListener(listener, balancers));
      const { because } = becauseOf(outputs, listening, {
        because: unheard(balancers, listeners, listening),
      });
      return filed(exports.policy, 'balancers', [outputs, listening], {
        seen: balancers.length + listeners.length,
        value: {
          balancers: listed(outputs, stands, 'balancers'),
          listeners: listed({ because }, reads, 'balancers'),
        },
      });
    }),
};

const labelOf = ({ LoadBalancerName, LoadBalancerArn }: LoadBalancer): string =>
  LoadBalancerName ?? LoadBalancerArn;

const zonesOf = ({ AvailabilityZones: zones }: LoadBalancer): number | null =>
  zones === undefined ? null : new Set(zones.map(({ ZoneName }) => ZoneName)).size;

/** Listeners are exported for one balancer at a time. */
function unheard(
  balancers: readonly LoadBalancer[],
  listeners: readonly Listener[],
  { items }: Outputs<unknown>,
): Problem | null {
  const heard = new Set([
    ...listeners.map(({ LoadBalancerArn }) => LoadBalancerArn),
    ...items.map(({ file }) => file.resource),
  ]);
  const missing = balancers.find(({ LoadBalancerArn }) => !heard.has(LoadBalancerArn));
  if (missing === undefined) return null;
  const detail = `no export of \`${elbListeners.what}\` for ${labelOf(missing)} was given`;
  return { code: 'not-requested', detail };
}

/** Of protocols that may carry TLS from end to end, through the balancer, nothing is known. */
const ENCRYPTED: ReadonlyMap<string, boolean> = new Map(
  Object.entries({ HTTPS: true, TLS: true, HTTP: false }),
);

function readListener(
  { ListenerArn, LoadBalancerArn, Protocol, Port, SslPolicy, DefaultActions }: Listener,
  balancers: readonly LoadBalancer[],
): CloudBalancers['listeners']['items'][number] {
  const balancer = balancers.find((one) => one.LoadBalancerArn === LoadBalancerArn);
  const port = Port === undefined ? '' : ` ${String(Port)}`;
  const label = balancer === undefined ? ListenerArn : labelOf(balancer);
  return {
    listener: `${label}: ${Protocol ?? 'protocol not known'}${port}`,
    facing: facingOf(balancer),
    encrypted: ENCRYPTED.get(Protocol ?? '') ?? null,
    redirects: redirectsOf(DefaultActions),
    policy: SslPolicy ?? null,
    lowest: SslPolicy === undefined ? null : lowestOf(SslPolicy),
  };
}

const redirectsOf = (actions: Listener['DefaultActions']): Known =>
  actions?.some(
    ({ Type, RedirectConfig }) => Type === 'redirect' && RedirectConfig?.Protocol === 'HTTPS',
  ) ?? null;

/** What stands before appliances in a private network has no scheme. */
function facingOf(balancer: LoadBalancer | undefined): Known {
  if (balancer?.Type === 'gateway') return false;
  return balancer?.Scheme === undefined ? null : balancer.Scheme !== 'internal';
}
