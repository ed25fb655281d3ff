import { z } from 'zod';
import type { Output } from '../output.ts';

const LoadBalancer = z.object({
  LoadBalancerArn: z.string(),
  LoadBalancerName: z.string().optional(),
  /** `internet-facing` or `internal`. */
  Scheme: z.string().optional(),
  /** `application`, `network` or `gateway`. */
  Type: z.string().optional(),
  AvailabilityZones: z.array(z.object({ ZoneName: z.string() })).optional(),
});
export type LoadBalancer = z.infer<typeof LoadBalancer>;

const LoadBalancers = z.object({ LoadBalancers: z.array(LoadBalancer) });

export const elbLoadBalancers: Output<z.infer<typeof LoadBalancers>> = {
  what: 'aws elbv2 describe-load-balancers',
  schema: LoadBalancers,
  key: 'LoadBalancers',
  per: 'region',
  names: ['LoadBalancerArn', 'LoadBalancerName'],
};

/** The settings for signing in are left away: they hold a client's secret. */
const Listener = z.object({
  ListenerArn: z.string(),
  LoadBalancerArn: z.string(),
  Port: z.int().optional(),
  Protocol: z.string().optional(),
  SslPolicy: z.string().optional(),
  DefaultActions: z
    .array(
      z.object({
        Type: z.string(),
        RedirectConfig: z.object({ Protocol: z.string().optional() }).optional(),
      }),
    )
    .optional(),
});
export type Listener = z.infer<typeof Listener>;

const Listeners = z.object({ Listeners: z.array(Listener) });

/** Asked for one load balancer at a time. */
export const elbListeners: Output<z.infer<typeof Listeners>> = {
  what: 'aws elbv2 describe-listeners',
  schema: Listeners,
  key: 'Listeners',
  per: 'resource',
  names: ['ListenerArn'],
};
