import { createAuthority } from './authority.ts';
import { carelessDeployment } from './careless.ts';
import { startDeployment, type RunningDeployment } from './deployment.ts';
import type { Files } from './filed.ts';
import { startHierarchy, upperZones, type Hierarchy } from './hierarchy.ts';
import { LOOPBACK } from './listen.ts';
import { soundDeployment } from './sound.ts';

/** A name to audit and how its usual ports are reached. */
export interface DemoTarget {
  readonly name: string;
  /** `--connect-to` mappings: HOST:PORT:ADDRESS:PORT. */
  readonly connectTo: readonly string[];
  /** What its owner tells to who audits it, as assay.yaml, and what that needs besides. */
  readonly settings: string;
  readonly files: Files;
}

/** Two deployments that run in this process, and what a client needs to reach them. */
export interface Demo extends Pick<Hierarchy, 'rootHints' | 'trustAnchors'> {
  readonly sound: DemoTarget;
  readonly careless: DemoTarget;
  /** ADDRESS:PORT of the resolver that knows both names. */
  readonly resolver: string;
  /** The root certificate that both are issued under, PEM. */
  readonly rootCertificate: string;
  close(): Promise<void>;
}

/**
 * Starts both deployments on loopback ports, with certificates and signatures made for the time
 * given, and the zones above theirs.
 */
export async function startDemo(now: Date): Promise<Demo> {
  const authority = createAuthority(now);
  const deployments = {
    sound: soundDeployment(authority, now),
    careless: carelessDeployment(authority, now),
  };
  const zones = [...upperZones(), deployments.sound.zone, deployments.careless.zone];
  const { connectTo, resolver, rootHints, trustAnchors, services } = await startHierarchy(
    zones,
    now,
  );
  const sound = await startDeployment(deployments.sound);
  const careless = await startDeployment(deployments.careless);
  const upper = ['.', 'example'].flatMap((zone) => connectTo.get(zone) ?? []);
  const target = ({ name, connectTo: own, settings, files }: RunningDeployment): DemoTarget => ({
    ...{ name, settings, files },
    connectTo: [...own, ...upper, ...(connectTo.get(name) ?? [])],
  });
  return {
    sound: target(sound),
    careless: target(careless),
    resolver: `${LOOPBACK}:${resolver.port}`,
    ...{ rootHints, trustAnchors },
    rootCertificate: authority.root,
    async close() {
      const all = [...sound.services, ...careless.services, ...services];
      await Promise.all(all.map((service) => service.close()));
    },
  };
}
