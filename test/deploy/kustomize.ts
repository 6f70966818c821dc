import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path/posix';
import { parseAllDocuments } from 'yaml';
import { locate, readText } from '../docs/pages.ts';

// biome-ignore lint/suspicious/noExplicitAny: the shape depends on the kind; kubernetes-models checks it
export type Fields = Record<string, any>;

export interface Manifest extends Fields {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string } & Fields;
}

/** The part of a kustomization that this project uses. */
interface Kustomization {
  readonly namespace?: string;
  readonly resources?: readonly string[];
  readonly components?: readonly string[];
  readonly patches?: readonly { readonly path: string }[];
  readonly configMapGenerator?: readonly ConfigMapArguments[];
}

interface ConfigMapArguments {
  readonly name: string;
  readonly behavior?: 'merge';
  readonly literals: readonly string[];
}

const knownFields = [
  'apiVersion',
  'kind',
  'namespace',
  'resources',
  'components',
  'patches',
  'configMapGenerator',
];

/** The documents of a YAML file of the project. */
export const readYaml = (path: string): Fields[] =>
  parseAllDocuments(readText(path), { merge: true }).map(document => {
    const [error] = document.errors;
    if (error) throw error;
    return document.toJS();
  });

/** Keys by which `kubectl` merges the items of a list; it replaces any other list. */
const mergeKeys: Readonly<Record<string, string>> = {
  containers: 'name',
  env: 'name',
  volumes: 'name',
  volumeMounts: 'mountPath',
};

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function mergeLists(key: string, old: readonly Fields[], items: readonly Fields[]): Fields[] {
  const replaced = old.map(each => {
    const item = items.find(candidate => candidate[key] === each[key]);
    return item ? mergeFields(each, item) : each;
  });
  return [...replaced, ...items.filter(item => !old.some(each => each[key] === item[key]))];
}

function mergeValues(name: string, old: unknown, value: unknown): unknown {
  const key = mergeKeys[name];
  if (key && Array.isArray(old) && Array.isArray(value)) return mergeLists(key, old, value);
  return isObject(old) && isObject(value) ? mergeFields(old, value) : value;
}

/** Strategic merge, in which null removes a field. */
function mergeFields(old: Fields, patch: Fields): Fields {
  const merged = { ...old };
  for (const [name, value] of Object.entries(patch))
    if (value === null) delete merged[name];
    else merged[name] = mergeValues(name, old[name], value);
  return merged;
}

const isSame = (one: Fields, other: Fields): boolean =>
  one['kind'] === other['kind'] && one['metadata'].name === other['metadata'].name;

function applyPatch(manifests: readonly Manifest[], patch: Fields): Manifest[] {
  if (!manifests.some(each => isSame(each, patch)))
    throw new Error(`There is no ${patch['kind']} ${patch['metadata'].name} to patch.`);
  return manifests.map(each => (isSame(each, patch) ? (mergeFields(each, patch) as Manifest) : each));
}

function generate(manifests: readonly Manifest[], { name, behavior, literals }: ConfigMapArguments) {
  const data = Object.fromEntries(literals.map(each => each.split(/=(.*)/s).slice(0, 2)));
  const generated: Manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data };
  return behavior === 'merge' ? applyPatch(manifests, generated) : [...manifests, generated];
}

function readKustomization(folder: string): Kustomization {
  const [kustomization = {}] = readYaml(join(folder, 'kustomization.yaml'));
  const unknown = Object.keys(kustomization).filter(field => !knownFields.includes(field));
  if (unknown.length > 0) throw new Error(`${folder}: this reader does not know ${unknown.join()}.`);
  return kustomization;
}

function readResource(path: string): Manifest[] {
  if (!existsSync(locate(path))) throw new Error(`There is no ${path}.`);
  return statSync(locate(path)).isDirectory() ? build(path) : (readYaml(path) as Manifest[]);
}

/** Adds what a kustomization says to the manifests before it. */
function accumulate(folder: string, before: readonly Manifest[]): Manifest[] {
  const {
    namespace,
    resources = [],
    components = [],
    patches = [],
    configMapGenerator = [],
  } = readKustomization(folder);
  let manifests = [...before, ...resources.flatMap(each => readResource(join(folder, each)))];
  for (const each of components) manifests = accumulate(join(folder, each), manifests);
  for (const each of configMapGenerator) manifests = generate(manifests, each);
  for (const { path } of patches)
    for (const patch of readYaml(join(folder, path))) manifests = applyPatch(manifests, patch);
  if (namespace === undefined) return manifests;
  return manifests.map(each => ({ ...each, metadata: { ...each.metadata, namespace } }));
}

/** The manifests of a kustomization, with generated names left without their hash. */
const build = (folder: string): Manifest[] => accumulate(folder, []);

export const deployFolder = 'deploy/kubernetes';
export const overlays = [
  'base',
  'overlays/index-file',
  'overlays/replicas',
  'overlays/redis-postgres',
] as const;
export type Overlay = (typeof overlays)[number];

export const manifestsOf = (overlay: Overlay): Manifest[] => build(join(deployFolder, overlay));
