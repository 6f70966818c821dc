import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { settingNames } from '../../src/config/env-var.ts';
import { locate, readText } from '../docs/pages.ts';
import { configOf, longestStopMs, problemsOf as settingsProblemsOf } from '../settings.ts';
import { deployFolder, type Fields, type Manifest, manifestsOf, overlays, readYaml } from './kustomize.ts';
import { environmentOf, type Pod, podOf, podsOf, selects } from './pods.ts';
import { exampleFile, readEnvLines, secretsFor } from './secrets.ts';
import { problemsOf } from './strict-validation.ts';

const ofKind = (manifests: readonly Manifest[], kind: string) => manifests.filter(each => each.kind === kind);

const portsOf = ({ container }: Pod): { name: string; containerPort: number }[] => container['ports'];

const listensOn = (pod: Pod, port: string | number): boolean =>
  portsOf(pod).some(({ name, containerPort }) => [name, containerPort].includes(port));

const selected = (manifests: readonly Manifest[], selector: Fields) =>
  podsOf(manifests).filter(pod => selects(selector, pod));

/** The pods that the peers of a rule select by their labels; those of other namespaces are left out. */
const peers = (manifests: readonly Manifest[], rule: readonly Fields[]): Pod[] =>
  rule.flatMap(({ podSelector }) => (podSelector ? selected(manifests, podSelector.matchLabels) : []));

/** Ports that a policy opens, with the pods behind them, which are those of one workload. */
function openedPorts(manifests: readonly Manifest[], { spec }: Manifest): { port: number; pods: Pod[] }[] {
  const own = selected(manifests, spec.podSelector.matchLabels);
  const incoming = (spec.ingress ?? []).map(({ ports }: Fields) => ({ ports, pods: own }));
  const outgoing = (spec.egress ?? [])
    .filter(({ to }: Fields) => to)
    .map(({ ports, to }: Fields) => ({ ports, pods: peers(manifests, to) }));
  return [...incoming, ...outgoing].flatMap(({ ports, pods }) =>
    ports.map(({ port }: Fields) => ({ port, pods })),
  );
}

describe.each(overlays)('the manifests of %s', overlay => {
  const manifests = manifestsOf(overlay);
  const secrets = secretsFor(overlay);
  const gateway = podOf(manifests, 'switchboard');
  const environment = environmentOf(gateway, manifests, secrets);

  test('fit the schemas of their kinds, and have no unknown field', () => {
    expect(manifests.flatMap(problemsOf)).toEqual([]);
  });

  test('are all in one namespace, each by a name of its own', () => {
    const names = manifests.map(({ kind, metadata }) => `${metadata.namespace} ${kind} ${metadata.name}`);
    expect(names.filter(name => !name.startsWith('switchboard '))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  test('give the gateway settings that exist, and with which it starts', () => {
    const passwords = ['REDIS_PASSWORD', 'POSTGRES_PASSWORD'];
    const names = Object.keys(environment).filter(name => !passwords.includes(name));
    expect(names.filter(name => !settingNames().includes(name))).toEqual([]);
    expect(settingsProblemsOf(environment)).toEqual([]);
  });

  test('have the gateway listen on the ports of its pod, and probed there', () => {
    const { host, port, observability } = configOf(environment);
    expect([host, observability.metricsHost]).toEqual(['0.0.0.0', '0.0.0.0']);
    expect(portsOf(gateway)).toEqual([
      { name: 'http', containerPort: port },
      { name: 'metrics', containerPort: observability.metricsPort },
    ]);
    const { startupProbe, livenessProbe, readinessProbe } = gateway.container;
    expect([startupProbe, livenessProbe, readinessProbe].map(({ httpGet }) => httpGet)).toEqual([
      { path: '/health', port: 'http' },
      { path: '/health', port: 'http' },
      { path: '/ready', port: 'http' },
    ]);
  });

  test('let the gateway drain, and say so longer than its readiness is probed', () => {
    const { drainDelayMs } = configOf(environment).observability;
    const { periodSeconds, failureThreshold } = gateway.container['readinessProbe'];
    expect(drainDelayMs).toBeGreaterThan(periodSeconds * failureThreshold * 1_000);
    const graceMs = gateway.spec['terminationGracePeriodSeconds'] * 1_000;
    expect(graceMs).toBeGreaterThan(longestStopMs(configOf(environment)));
  });

  test('keep to the restricted standard for the security of pods', () => {
    for (const { name, spec, container } of podsOf(manifests)) {
      expect(spec['securityContext'], name).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(spec['securityContext'].runAsUser, name).toBeGreaterThan(0);
      expect(container['securityContext'], name).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(spec, name).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
      expect(container['resources'], name).toMatchObject({
        requests: { cpu: expect.any(String), memory: expect.any(String) },
        limits: { memory: expect.any(String) },
      });
    }
  });

  test('mount the volumes that they declare, and claims that exist', () => {
    for (const { metadata, spec } of manifests.filter(each => each['spec']?.template)) {
      const { volumes, containers } = spec.template.spec;
      const templates = (spec.volumeClaimTemplates ?? []).map((each: Manifest) => each.metadata.name);
      const declared = [...volumes.map(({ name }: Fields) => name), ...templates];
      const mounted = containers[0].volumeMounts.map(({ name }: Fields) => name);
      expect(mounted.sort(), metadata.name).toEqual(declared.sort());
      const claims = volumes.flatMap(({ persistentVolumeClaim: claim }: Fields) => claim?.claimName ?? []);
      const existing = ofKind(manifests, 'PersistentVolumeClaim').map(each => each.metadata.name);
      expect(claims, metadata.name).toEqual(metadata.name === 'switchboard' ? existing : []);
    }
  });

  test('have workloads that select their own pods alone', () => {
    for (const { metadata, spec } of manifests.filter(each => each['spec']?.template))
      expect(selected(manifests, spec.selector.matchLabels).map(({ name }) => name)).toEqual([metadata.name]);
  });

  test('have services that lead to a port of one workload', () => {
    for (const { metadata, spec } of ofKind(manifests, 'Service')) {
      const pods = selected(manifests, spec.selector);
      expect(pods, metadata.name).toHaveLength(1);
      for (const { targetPort } of spec.ports)
        expect(
          pods.every(pod => listensOn(pod, targetPort)),
          metadata.name,
        ).toBe(true);
    }
  });

  test('keep metrics to the namespace of Prometheus', () => {
    const { port, observability } = configOf(environment);
    const rules = ofKind(manifests, 'NetworkPolicy')
      .filter(({ spec }) => selects(spec.podSelector.matchLabels, gateway))
      .flatMap(({ spec }) => spec.ingress ?? []);
    expect(rules).toEqual([
      { ports: [{ port }] },
      {
        from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }],
        ports: [{ port: observability.metricsPort }],
      },
    ]);
  });

  test('have policies that open ports of the workloads that they select', () => {
    const opened = ofKind(manifests, 'NetworkPolicy').flatMap(policy => openedPorts(manifests, policy));
    expect(opened.length).toBeGreaterThan(1);
    for (const { port, pods } of opened)
      expect(
        pods.map(pod => listensOn(pod, port)),
        `${port}`,
      ).toEqual([true]);
  });

  test('have policies that let the gateway alone reach its stores', () => {
    const stores = podsOf(manifests).filter(({ name }) => name !== 'switchboard');
    for (const store of stores) {
      const policies = ofKind(manifests, 'NetworkPolicy').filter(({ spec }) =>
        selects(spec.podSelector.matchLabels, store),
      );
      const clients = policies
        .flatMap(({ spec }) => spec.ingress)
        .flatMap(({ from }) => peers(manifests, from));
      expect(clients, store.name).toEqual([gateway]);
    }
  });

  test('let the gateway reach DNS, the sources and its stores', () => {
    const egress = ofKind(manifests, 'NetworkPolicy')
      .filter(({ spec }) => selects(spec.podSelector.matchLabels, gateway))
      .flatMap(({ spec }) => spec.egress ?? [])
      .flatMap(({ ports }) => ports.map(({ port }: Fields) => port));
    const stores = [environment['REDIS_URL'], environment['INDEX_URL']].flatMap(url =>
      url ? [Number(new URL(url).port)] : [],
    );
    expect(egress.sort()).toEqual([53, 53, 443, ...stores].sort());
  });

  test('have an image of the version of this package', () => {
    const { version } = JSON.parse(readText('package.json'));
    expect(gateway.container['image']).toBe(`switchboard:${version}`);
  });
});

describe.each(['overlays/replicas', 'overlays/redis-postgres'] as const)('the replicas of %s', overlay => {
  const manifests = manifestsOf(overlay);
  const [deployment] = ofKind(manifests, 'Deployment');
  const [autoscaler] = ofKind(manifests, 'HorizontalPodAutoscaler');
  const config = configOf(environmentOf(podOf(manifests, 'switchboard'), manifests, secretsFor(overlay)));

  test('share a Redis and an index', () => {
    expect(config.redisUrl).toMatch(/^rediss?:/);
    expect(config.index).toHaveProperty('url');
  });

  test('have a number that the autoscaler alone sets', () => {
    expect(deployment?.['spec']).not.toHaveProperty('replicas');
    const { apiVersion, kind, metadata } = deployment ?? {};
    expect(autoscaler?.['spec'].scaleTargetRef).toEqual({ apiVersion, kind, name: metadata?.name });
    expect(autoscaler?.['spec'].minReplicas).toBeGreaterThan(1);
  });

  test('have a budget for disruptions that selects them, and lets a node be drained', () => {
    const [budget] = ofKind(manifests, 'PodDisruptionBudget');
    const { selector, maxUnavailable } = budget?.['spec'] ?? {};
    expect(selected(manifests, selector.matchLabels).map(({ name }) => name)).toEqual(['switchboard']);
    expect(maxUnavailable).toBeLessThan(autoscaler?.['spec'].minReplicas);
    expect(maxUnavailable).toBeGreaterThan(0);
  });

  test('are spread, and replaced one after another', () => {
    const { strategy, template } = deployment?.['spec'] ?? {};
    expect(strategy.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 });
    for (const { labelSelector } of template.spec.topologySpreadConstraints)
      expect(selected(manifests, labelSelector.matchLabels).map(({ name }) => name)).toEqual(['switchboard']);
  });

  test('open no more connections than PostgreSQL takes by default', () => {
    const connectionsOfEach = 5;
    const replicas = autoscaler?.['spec'].maxReplicas + deployment?.['spec'].strategy.rollingUpdate.maxSurge;
    const takenByDefault = 100 - 3;
    expect(replicas * connectionsOfEach).toBeLessThanOrEqual(takenByDefault);
  });
});

test('one replica without Redis replaces its pod in one way only: before the next one opens the file of the index', () => {
  const [deployment] = ofKind(manifestsOf('overlays/index-file'), 'Deployment');
  expect(deployment?.['spec'].strategy).toEqual({ type: 'Recreate' });
});

test('the replicas on stores elsewhere have the settings of those on stores beside them, but for addresses', () => {
  const [elsewhere, beside] = (['overlays/replicas', 'overlays/redis-postgres'] as const).map(overlay => {
    const manifests = manifestsOf(overlay);
    return configOf(environmentOf(podOf(manifests, 'switchboard'), manifests, secretsFor(overlay)));
  });
  expect({ ...elsewhere, redisUrl: '', index: {} }).toEqual({ ...beside, redisUrl: '', index: {} });
});

test('every file of the manifests is in a kustomization', () => {
  const files = readdirSync(locate(deployFolder), { recursive: true, encoding: 'utf8' }).filter(name =>
    name.endsWith('.yaml'),
  );
  const kustomizations = files.filter(name => name.endsWith('kustomization.yaml'));
  const named = kustomizations.flatMap(name => {
    const [{ resources = [], patches = [] } = {}] = readYaml(`${deployFolder}/${name}`);
    const paths = [...resources, ...patches.map(({ path }: Fields) => path)];
    return paths.map(path => name.replace('kustomization.yaml', path));
  });
  expect(kustomizations).toHaveLength(overlays.length + 1);
  expect(files.filter(name => !kustomizations.includes(name) && !named.includes(name))).toEqual([]);
});

test('a secret that is still the placeholder of the example stops the start', () => {
  const example = readEnvLines(exampleFile);
  expect(Object.keys(example)).toEqual(
    expect.arrayContaining(['BUTTER_API_KEY', 'BURKI_API_KEY', 'API_KEYS']),
  );
  for (const [name, value] of Object.entries(example))
    expect(settingsProblemsOf({ [name]: value }), name).toEqual([
      expect.stringMatching(`^${name}: expected `),
    ]);
});

test('a field that Kubernetes would drop is a problem of its manifest', () => {
  const [deployment] = ofKind(manifestsOf('base'), 'Deployment');
  const misspelled = structuredClone(deployment) as Fields;
  misspelled['spec'].template.spec.containers[0].readinesProbe = {};
  expect(problemsOf(misspelled)).toEqual(['/spec/template/spec/containers/0/readinesProbe is no field']);
  expect(problemsOf({ ...misspelled, spec: { replicas: 'two' } })).toHaveLength(1);
});
