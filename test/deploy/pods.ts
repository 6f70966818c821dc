import type { Fields, Manifest } from './kustomize.ts';

/** Data of Secrets, which users create, by their names. */
export type Secrets = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface Pod {
  /** The name of its workload. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: Fields;
  readonly container: Fields;
}

/** A pod of each workload, which has one container. */
export const podsOf = (manifests: readonly Manifest[]): Pod[] =>
  manifests
    .filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet')
    .map(({ metadata: { name }, spec: { template } }) => {
      const [container, ...others] = template.spec.containers;
      if (others.length > 0) throw new Error(`${name} has more than one container.`);
      return { name, labels: template.metadata.labels, spec: template.spec, container };
    });

export function podOf(manifests: readonly Manifest[], name: string): Pod {
  const pod = podsOf(manifests).find(each => each.name === name);
  if (!pod) throw new Error(`There is no workload ${name}.`);
  return pod;
}

export const selects = (selector: Fields, { labels }: Pod): boolean =>
  Object.entries(selector).every(([name, value]) => labels[name] === value);

function configMapData(manifests: readonly Manifest[], name: string): Readonly<Record<string, string>> {
  const found = manifests.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name);
  if (!found) throw new Error(`There is no ConfigMap ${name}.`);
  return found['data'];
}

function secretData(secrets: Secrets, name: string): Readonly<Record<string, string>> {
  const data = secrets[name];
  if (!data) throw new Error(`Nobody creates a Secret ${name}.`);
  return data;
}

function valueOfVariable(
  { name, value, valueFrom }: Fields,
  given: Record<string, string>,
  secrets: Secrets,
): string {
  if (value !== undefined)
    return value.replace(/\$\((\w+)\)/g, (reference: string, each: string) => given[each] ?? reference);
  const { key, name: secret } = valueFrom.secretKeyRef;
  const found = secretData(secrets, secret)[key];
  if (found === undefined) throw new Error(`The Secret ${secret} has no ${key} for ${name}.`);
  return found;
}

/** The environment that Kubernetes gives the container of a pod, without that of its image. */
export function environmentOf(
  { container }: Pod,
  manifests: readonly Manifest[],
  secrets: Secrets,
): Record<string, string> {
  const shared = (container['envFrom'] ?? []).map(({ configMapRef, secretRef }: Fields) =>
    configMapRef ? configMapData(manifests, configMapRef.name) : secretData(secrets, secretRef.name),
  );
  const own: Record<string, string> = {};
  for (const each of container['env'] ?? []) own[each.name] = valueOfVariable(each, own, secrets);
  return Object.assign({}, ...shared, own);
}
