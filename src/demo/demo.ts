import { createAuthority } from './authority.ts';
import { carelessDeployment } from './careless.ts';
import { startDeployment } from './deployment.ts';
import { serveDns } from './dns.ts';
import { LOOPBACK } from './listen.ts';
import { soundDeployment } from './sound.ts';

/** A name to audit and how its usual ports are reached. */
export interface DemoTarget {
  readonly name: string;
  /** `--connect-to` mappings: HOST:PORT:ADDRESS:PORT. */
  readonly connectTo: readonly string[];
}

/** Two deployments that run in this process, and what a client needs to reach them. */
export interface Demo {
  readonly sound: DemoTarget;
  readonly careless: DemoTarget;
  /** ADDRESS:PORT of the resolver that knows both names. */
  readonly resolver: string;
  /** The root certificate that both are issued under, PEM. */
  readonly rootCertificate: string;
  close(): Promise<void>;
}

/** Starts both deployments on loopback ports, with certificates made for the time given. */
export async function startDemo(now: Date): Promise<Demo> {
  const authority = createAuthority(now);
  const deployments = [soundDeployment(authority), carelessDeployment(authority)] as const;
  const [sound, careless] = deployments;
  const running = {
    sound: await startDeployment(sound),
    careless: await startDeployment(careless),
  };
  const dns = await serveDns(deployments.flatMap(({ records }) => records));
  const services = [...running.sound.services, ...running.careless.services, dns];
  return {
    ...running,
    resolver: `${LOOPBACK}:${dns.port}`,
    rootCertificate: authority.root,
    async close() {
      await Promise.all(services.map((service) => service.close()));
    },
  };
}
