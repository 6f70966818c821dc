import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { StatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { PersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import { Service } from 'kubernetes-models/v1/Service';
import type { Fields, Manifest } from './kustomize.ts';

const models = [
  ConfigMap,
  Deployment,
  HorizontalPodAutoscaler,
  NetworkPolicy,
  PersistentVolumeClaim,
  PodDisruptionBudget,
  Service,
  StatefulSet,
];

/** Wraps a value so that the path of each field that is read goes into a set. */
function recordReads<T>(value: T, reads: Set<string>, path = ''): T {
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, {
    get(target, name) {
      const inner = Reflect.get(target, name);
      if (typeof name === 'symbol') return inner;
      reads.add(`${path}/${name}`);
      return recordReads(inner, reads, `${path}/${name}`);
    },
  });
}

const unread = (value: unknown, reads: ReadonlySet<string>, path = ''): string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, inner]) =>
        reads.has(`${path}/${name}`) ? unread(inner, reads, `${path}/${name}`) : [`${path}/${name}`],
      )
    : [];

/**
 * Problems of a manifest by the schema of its kind. The schemas of Kubernetes allow unknown fields, which its API server
 * drops, so that a field that the validator never reads is a problem too.
 */
export function problemsOf(manifest: Manifest | Fields): string[] {
  const model = models.find(
    ({ apiVersion, kind }) => apiVersion === manifest['apiVersion'] && kind === manifest['kind'],
  );
  if (!model) return [`${manifest['apiVersion']} ${manifest['kind']} has no model here`];
  const reads = new Set<string>();
  try {
    model.prototype.validate.call(recordReads(manifest, reads));
  } catch (error) {
    return [String(error)];
  }
  return unread(manifest, reads).map(path => `${path} is no field`);
}
