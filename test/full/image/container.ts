import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { follow, type Program } from '../../run-main.ts';
import { image } from './dockerfile.ts';

/** Folder of the index in the image. */
export const stateFolder = '/var/lib/switchboard';

const [uid = 0, gid = 0] = image.user.split(':').map(Number);

/** Why this machine cannot run a container; null if it can. */
export function obstacle(): string | null {
  if (process.getuid?.() !== 0) return 'only root may set up a container';
  for (const command of ['unshare', 'setpriv', 'nsenter', 'ldd'])
    if (spawnSync(command, ['--version']).error) return `there is no ${command}`;
  return spawnSync('unshare', [...namespaces, 'true']).status === 0 ? null : 'it allows no namespaces';
}

const namespaces = ['--mount', '--pid', '--ipc', '--uts', '--fork'];

/** Root of a container that has Node and the libraries of addons, and no shell, so that the program cannot need one. */
export function createRoot(node: string, addons: readonly string[]): string {
  const root = mkdtempSync(join(tmpdir(), 'switchboard-root-'));
  chmodSync(root, 0o755);
  for (const folder of ['app', 'proc', 'tmp', 'dev', 'etc', stateFolder])
    mkdirSync(join(root, folder), { recursive: true });
  chownSync(join(root, stateFolder), uid, gid);
  for (const device of ['null', 'urandom']) writeFileSync(join(root, 'dev', device), '');
  install(root, node, '/usr/local/bin/node');
  install(root, '/usr/bin/setpriv', '/usr/bin/setpriv');
  for (const addon of addons) installLibraries(root, addon);
  return root;
}

function install(root: string, from: string, to: string): void {
  mkdirSync(join(root, dirname(to)), { recursive: true });
  cpSync(from, join(root, to));
  installLibraries(root, from);
}

/** Copies the libraries that a program or addon is linked with. */
function installLibraries(root: string, program: string): void {
  // It fails for an addon of another libc.
  const { stdout } = spawnSync('ldd', [program], { encoding: 'utf8' });
  for (const library of stdout.match(/\/\S+(?= \(0x)/g) ?? []) {
    const place = join(root, library);
    mkdirSync(dirname(place), { recursive: true });
    cpSync(library, place, { dereference: true });
  }
}

export interface ContainerOptions {
  readonly root: string;
  readonly app: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** Folder that stands for the volume of the index; without, that folder is read-only too. */
  readonly volume?: string;
  /** Whether /tmp is a tmpfs, else it is read-only. */
  readonly tmpfs?: boolean;
}

export interface Container extends Program {
  /** Id of its process 1 on this machine. */
  pid(): number;
  /** Runs a command in it as its user, as `docker exec` does. */
  exec(
    command: readonly string[],
    env?: Readonly<Record<string, string>>,
  ): { code: number | null; out: string };
}

/** Arguments: root, folder of the program, volume or nothing, tmpfs or nothing, user, group, working directory, command. */
const script = `
set -e
root=$1 app=$2 volume=$3 tmpfs=$4 uid=$5 gid=$6 workdir=$7
shift 7
mount --bind "$root" "$root"
mount -o remount,bind,ro,nosuid "$root"
mount --bind "$app" "$root/app"
mount -o remount,bind,ro,nosuid,nodev "$root/app"
if [ -n "$volume" ]; then mount --bind "$volume" "$root${stateFolder}"; fi
if [ -n "$tmpfs" ]; then mount -t tmpfs -o mode=1777,nosuid,nodev,noexec tmpfs "$root/tmp"; fi
for device in null urandom; do mount --bind "/dev/$device" "$root/dev/$device"; done
mount -t proc proc "$root/proc"
exec unshare --root "$root" --wd "$workdir" /usr/bin/setpriv --reuid "$uid" --regid "$gid" --clear-groups \
  --bounding-set=-all --inh-caps=-all --ambient-caps=-all --no-new-privs "$@"
`;

/** Runs the image's program under the rules of `--read-only --cap-drop ALL --security-opt no-new-privileges`. */
export function runContainer({
  root,
  app,
  env = {},
  args = [],
  volume = '',
  tmpfs = false,
}: ContainerOptions): Container {
  const place = [root, app, volume, tmpfs ? 'yes' : '', String(uid), String(gid), image.workdir];
  const inside = { PATH: '/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', ...image.env, ...env };
  const child = spawn(
    'unshare',
    [...namespaces, 'sh', '-c', script, 'sh', ...place, ...image.entrypoint, ...args],
    {
      env: inside,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const pid = () => childOf(child);
  const identity = ['--setuid', String(uid), '--setgid', String(gid)];
  const enter = () => ['--target', String(pid()), '--mount', '--pid', '--root', ...identity, '--wd'];
  const program = follow(child);
  // The kernel forgets that it is to die with its parent, because it changes its user.
  onTestFinished(() => {
    if (child.exitCode === null) process.kill(pid(), 'SIGKILL');
  });
  return {
    ...program,
    pid,
    signal: name => void process.kill(pid(), name),
    exec(command, more = {}) {
      const options = { env: { ...inside, ...more }, encoding: 'utf8' } as const;
      const { status, stdout } = spawnSync('nsenter', [...enter(), '--', ...command], options);
      return { code: status, out: stdout };
    },
  };
}

/** Id of the only child of a process. */
function childOf({ pid }: ChildProcess): number {
  const [id] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').match(/\d+/) ?? [];
  if (id === undefined) throw new Error('The process has no child.');
  return Number(id);
}

/** A folder for the index that its user owns, until the test ends. */
export function openVolume(): string {
  const volume = mkdtempSync(join(tmpdir(), 'switchboard-volume-'));
  chownSync(volume, uid, gid);
  onTestFinished(() => rmSync(volume, { recursive: true }));
  return volume;
}
