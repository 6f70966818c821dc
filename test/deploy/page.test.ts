import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { blocks, locate, pages, readText } from '../docs/pages.ts';
import { readCompose } from './compose-file.ts';
import { type Fields, manifestsOf, overlays, readYaml } from './kustomize.ts';
import { podOf } from './pods.ts';
import { page, secretsFor } from './secrets.ts';

const commands = blocks(page, 'sh').join('');

test('every file and folder in the commands of the page exists, but those that they make', () => {
  const named = [...commands.matchAll(/\bdeploy\/[\w./-]*\w/g)].map(([path]) => path);
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter(path => path !== 'deploy/.env' && !existsSync(locate(path)))).toEqual([]);
});

test('the page applies the base and each overlay', () => {
  const applied = [...commands.matchAll(/apply -k deploy\/kubernetes\/(\S+)/g)].map(([, folder]) => folder);
  expect(applied).toEqual([...overlays]);
});

test('the page creates a Secret for the sources in each case, and one for the stores with replicas alone', () => {
  const created = overlays.map(overlay => Object.keys(secretsFor(overlay)));
  const stores = ['switchboard', 'switchboard-stores'];
  expect(created).toEqual([['switchboard'], ['switchboard'], stores, stores]);
});

test('the kustomization of the page changes an image and a ConfigMap that the manifests have', () => {
  const own = parse(blocks(page, 'yaml')[0] ?? '');
  const [resource = ''] = own.resources;
  expect(existsSync(locate(resource.replace('../switchboard/', '')))).toBe(true);
  const manifests = manifestsOf('overlays/replicas');
  const names = manifests.filter(({ kind }) => kind === 'ConfigMap').map(({ metadata }) => metadata.name);
  expect(own.configMapGenerator.map(({ name }: { name: string }) => name)).toEqual(names);
  const [{ name, newTag }] = own.images;
  expect(JSON.stringify(manifests)).toContain(`"image":"${name}:${newTag}"`);
});

test('the pages build and run the image that the manifests and Compose name', () => {
  const commandsOfBoth = [page, 'docs/operating.md'].flatMap(path => blocks(path, 'sh')).join('');
  const dockerCommands = commandsOfBoth.replaceAll('\\\n', '').match(/^docker (build|run) .*$/gm) ?? [];
  const named = dockerCommands.map(command => command.match(/\bswitchboard\S*/g)?.at(-1));
  const { container } = podOf(manifestsOf('base'), 'switchboard');
  expect(named).toEqual(Array(3).fill(container['image']));
  const services: Fields[] = Object.values(readCompose()['services']);
  expect(services.flatMap(({ build, image }) => (build ? image : []))).toEqual([container['image']]);
});

test('the pages install the package of this version', () => {
  const { name, version } = JSON.parse(readText('package.json'));
  const named = pages.flatMap(path => readText(path).match(/switchboard-[\d.]+\.tgz/g) ?? []);
  expect(named.length).toBeGreaterThan(2);
  expect(new Set(named)).toEqual(new Set([`${name}-${version}.tgz`]));
});

test('the commands that create a Secret make the file that they read', () => {
  const blocksWithFile = blocks(page, 'sh').filter(block => block.includes('--from-env-file=secret.env'));
  expect(blocksWithFile.length).toBeGreaterThan(1);
  for (const block of blocksWithFile) {
    const lines = block.trim().split('\n');
    expect(lines).toContain('cp deploy/kubernetes/secret.example.env secret.env');
    expect(lines).toContain('rm secret.env');
  }
});

test('the scrape of the page is that of the file, but of the Service of metrics', () => {
  const [scrape] = parse(blocks(page, 'yaml')[1] ?? '').scrape_configs;
  const [file] = readYaml('deploy/prometheus/prometheus.yml')[0]?.['scrape_configs'] ?? [];
  expect(scrape.job_name).toBe(file.job_name);
  const [target] = scrape.dns_sd_configs;
  expect(target.port).toBe(file.dns_sd_configs[0].port);
  const service = manifestsOf('base').find(({ metadata }) => metadata.name === 'switchboard-metrics');
  expect(service?.['spec']).toMatchObject({ clusterIP: 'None', ports: [{ port: target.port }] });
  expect(target.names).toEqual([`${service?.metadata.name}.${service?.metadata.namespace}.svc`]);
});

test('the page names the shares of CPU and memory that the manifests request', () => {
  const text = readText(page);
  const pods = manifestsOf('overlays/redis-postgres').flatMap(
    each => each['spec']?.template?.spec.containers ?? [],
  );
  expect(pods).toHaveLength(3);
  const rows = {
    gateway: /CPU of the gateway.*\n.*Memory.*/,
    redis: /\| Redis .*/,
    postgres: /\| PostgreSQL .*/,
  };
  for (const { name, resources } of pods) {
    const [row = ''] = rows[name as keyof typeof rows].exec(text) ?? [];
    const { cpu, memory } = resources.requests;
    for (const amount of [cpu, memory, resources.limits.memory]) expect(row, name).toContain(amount);
  }
});
