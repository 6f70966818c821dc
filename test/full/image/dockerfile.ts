import { readText } from '../../docs/pages.ts';

type Instruction = readonly [name: string, argument: string];

/** Settings that the last stage of the Dockerfile gives a container. */
export interface ImageConfig {
  readonly user: string;
  readonly workdir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  readonly healthcheck: readonly string[];
  readonly stopSignal: string;
}

const instructions: readonly Instruction[] = readText('Dockerfile')
  .replace(/^#.*\n/gm, '')
  .replace(/\\\n\s*/g, '')
  .split('\n')
  .filter(line => line !== '')
  .map(line => {
    const [, name = '', argument = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    return [name, argument];
  });

const lastFrom = instructions.map(([name]) => name).lastIndexOf('FROM');
const buildStage = instructions.slice(0, lastFrom);
const lastStage = instructions.slice(lastFrom);

const argumentOf = (name: string, stage = lastStage): string =>
  stage.findLast(([each]) => each === name)?.[1] ?? '';

/** Command in exec form; the shell form is not JSON, and throws. */
const execForm = (argument: string): string[] => JSON.parse(argument);

const pairsOf = (argument: string): [string, string][] =>
  argument.split(' ').map(pair => pair.split('=') as [string, string]);

export const image: ImageConfig = {
  user: argumentOf('USER'),
  workdir: argumentOf('WORKDIR'),
  env: Object.fromEntries(pairsOf(argumentOf('ENV'))),
  entrypoint: execForm(argumentOf('ENTRYPOINT')),
  healthcheck: execForm(argumentOf('HEALTHCHECK').replace(/^.*?CMD /, '')),
  stopSignal: argumentOf('STOPSIGNAL'),
};

/** Files from the build stage that the image holds, as pairs of source and destination. */
export const copied = lastStage
  .filter(([name]) => name === 'COPY')
  .map(([, argument]) => argument.replace('--from=build ', '').split(' '));

/** Command by which the build stage assembles them. */
export const assembles = argumentOf('RUN', buildStage);

/** Commands that shape the base image, as a script of sh. */
export const shapes = lastStage.filter(([name]) => name === 'RUN').map(([, argument]) => argument);

/** Paths that reach the build, because `.dockerignore` excludes all others. */
export const context = readText('.dockerignore')
  .split('\n')
  .filter(line => line.startsWith('!'))
  .map(line => line.slice(1));
