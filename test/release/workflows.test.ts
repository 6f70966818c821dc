import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { scratchFolder } from '../call-index/scratch-folder.ts';
import { locate, readText } from '../docs/pages.ts';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly uses?: string;
  readonly needs?: string;
  readonly container?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly steps?: readonly Step[];
}

interface Workflow {
  readonly on: Readonly<Record<string, { readonly tags?: readonly string[] } | null>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly concurrency: { readonly group: string; readonly 'cancel-in-progress': boolean };
  readonly jobs: Readonly<Record<string, Job>>;
}

const folder = '.github/workflows/';
const names = readdirSync(locate(folder));
const workflow = (name: string): Workflow => parse(readText(folder + name), { strict: true });

const ci = workflow('ci.yml');
const publish = workflow('publish.yml');
const { engines, version } = JSON.parse(readText('package.json'));

const commands = ({ steps = [] }: Job): string[] => steps.flatMap(({ run }) => run ?? []);
const actions = ({ steps = [] }: Job): string[] => steps.flatMap(({ uses }) => uses ?? []);

test('there are two workflows', () => {
  expect(names.sort()).toEqual(['ci.yml', 'publish.yml']);
});

describe.each(names)('the workflow %s', name => {
  const { permissions, concurrency, jobs } = workflow(name);

  test('may read the source, and no more', () => {
    expect(permissions).toEqual({ contents: 'read' });
  });

  test('reads no secret', () => {
    expect(readText(folder + name)).not.toMatch(/secrets|TOKEN/);
  });

  test('puts no text of an event into a command', () => {
    for (const command of Object.values(jobs).flatMap(commands)) expect(command).not.toContain('${{');
  });

  test('uses no action but those of GitHub, by a version, and leaves them no credentials', () => {
    for (const action of Object.values(jobs).flatMap(actions))
      expect(action).toMatch(/^actions\/(checkout|setup-node)@v\d+$/);
    for (const { uses, with: given } of Object.values(jobs).flatMap(({ steps = [] }) => steps))
      if (uses?.startsWith('actions/checkout')) expect(given).toEqual({ 'persist-credentials': false });
  });

  test('runs once for a branch or tag, and ends', () => {
    expect(concurrency.group).toMatch(/\{\{ github\.ref \}\}$/);
    for (const job of Object.values(jobs)) if (!job.uses) expect(job['timeout-minutes']).toBeGreaterThan(0);
  });
});

test('CI runs .ci/run alone, for each change, on the oldest Node that is supported', () => {
  expect(Object.keys(ci.on).sort()).toEqual(['pull_request', 'push', 'workflow_call']);
  const [job, ...others] = Object.values(ci.jobs);
  expect(others).toEqual([]);
  expect(job && commands(job)).toEqual(['.ci/run']);
  expect(job?.permissions).toBeUndefined();
  const [, oldest] = /(\d+)/.exec(engines.node) ?? [];
  expect(job?.container).toBe(`node:${oldest}-bookworm`);
});

describe('publishing', () => {
  const { npm } = publish.jobs;

  test('begins with a tag of a version, and comes after CI', () => {
    expect(Object.keys(publish.on)).toEqual(['push']);
    expect(publish.on['push']?.tags).toEqual(['v[0-9]+.[0-9]+.[0-9]+']);
    expect(publish.jobs['ci']).toEqual({ uses: './.github/workflows/ci.yml' });
    expect(npm?.needs).toBe('ci');
    expect(publish.concurrency['cancel-in-progress']).toBe(false);
  });

  test('may prove its identity, in the job alone that publishes', () => {
    expect(npm?.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
    expect(Object.values(publish.jobs).filter(({ permissions }) => permissions)).toEqual([npm]);
  });

  const [checkTag = '', install, nameRepository = '', release, ...others] = npm ? commands(npm) : [];

  /** Runs a command in a folder with the package alone, as for a tag; returns what the package says then. */
  function runOn(tag: string, command: string): { readonly repository?: unknown } {
    const cwd = scratchFolder();
    writeFileSync(join(cwd, 'package.json'), readText('package.json'));
    const repository = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'an-owner/a-name' };
    const env = { PATH: process.env['PATH'], HOME: cwd, GITHUB_REF_NAME: tag, ...repository };
    execFileSync('bash', ['-e', '-c', command], { cwd, env, stdio: 'pipe' });
    return JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8'));
  }

  test('needs a tag that names the version of the package', () => {
    runOn(`v${version}`, checkTag);
    expect(() => runOn('v9.9.9', checkTag)).toThrow();
  });

  test('names the repository as npm compares it with the provenance', () => {
    const { repository } = runOn(`v${version}`, nameRepository);
    expect(repository).toEqual({ type: 'git', url: 'git+https://github.com/an-owner/a-name.git' });
  });

  test('runs no script of a dependency, and publishes with provenance at last', () => {
    expect(install).toBe('npm ci --ignore-scripts');
    expect(release).toBe('npm publish --provenance --access public');
    expect(others).toEqual([]);
  });

  test('has a Node whose npm knows trusted publishing', () => {
    const setup = npm?.steps?.find(({ uses }) => uses?.startsWith('actions/setup-node'));
    expect(setup?.with?.['node-version']).toBeGreaterThanOrEqual(24);
  });
});
