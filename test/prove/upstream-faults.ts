import type { FaultRule } from '../../src/sandbox/faults.ts';
import type { RecordedRequest } from '../../src/sandbox/request-recorder.ts';
import type { BurkiSandbox, ButterSandbox } from '../../src/sandbox/index.ts';

/** Phase of a sync that a request belongs to. */
export type Phase = 'HEAD' | 'WALK' | 'RECHECK' | 'DELETION';

export const faultNames = [
  'NONE',
  'REFUSED_CURSOR',
  'LIMITED',
  'FAILED',
  'RESET',
  'TRUNCATED',
  'DOWN',
] as const;

export type FaultName = (typeof faultNames)[number];

interface Sandboxes {
  readonly butter: ButterSandbox;
  readonly burki: BurkiSandbox;
}

/** Tells of each request at its arrival. It has to be created before any fault, because the first rule that fits hides the others. */
export function watchRequests({ butter, burki }: Sandboxes, exists: (key: string) => boolean) {
  let listener: (phase: Phase) => void = () => {};

  function phaseOf(source: 'BUTTER' | 'BURKI', { route, path, query }: RecordedRequest): Phase {
    if (route === 'call') return exists(`${source}:${path.split('/').at(-1)}`) ? 'RECHECK' : 'DELETION';
    if (path.endsWith('/count')) return 'DELETION';
    const isHead =
      source === 'BUTTER' ? !('cursor' in query) : query['skip'] === '0' && !('date_to' in query);
    return isHead ? 'HEAD' : 'WALK';
  }

  const watch = (source: 'BUTTER' | 'BURKI', { play }: ButterSandbox | BurkiSandbox) =>
    play({
      matches(request) {
        listener(phaseOf(source, request));
        return false;
      },
      fault: { kind: 'reset' },
    });
  watch('BUTTER', butter);
  watch('BURKI', burki);
  return (told: (phase: Phase) => void): void => {
    listener = told;
  };
}

const isOfPoison = (id: number) => (json: unknown) => {
  const { items = [] } = json as { items?: readonly { readonly id: number }[] };
  if (items.some(item => item.id === id)) throw new Error('One malformed row makes its page a 500.');
  return json;
};

/** Plays one fault at a time, and a row of Burki that fails each page with it. */
export function createFaults({ butter, burki }: Sandboxes, poisonedId: number) {
  const poison = () =>
    burki.play({ route: 'list', fault: { kind: 'rewrite', change: isOfPoison(poisonedId) } });
  let ends = [poison()];
  const both = (rule: FaultRule) => [butter.play(rule), burki.play(rule)];
  // A failure of the newest end holds everything else up, so that little would be under way at a kill.
  const behindHead = ({ route, query }: RecordedRequest) =>
    route === 'call' || 'cursor' in query || 'date_to' in query;

  const faults: Record<FaultName, () => (() => void)[]> = {
    NONE: () => [],
    REFUSED_CURSOR: () => [
      butter.play({
        matches: ({ query }) => 'cursor' in query,
        times: 1,
        fault: { kind: 'status', status: 400 },
      }),
    ],
    LIMITED: () =>
      both({ matches: behindHead, times: 2, fault: { kind: 'status', status: 429, retryAfter: 1 } }),
    FAILED: () => both({ matches: behindHead, times: 2, fault: { kind: 'status', status: 503 } }),
    RESET: () => both({ matches: behindHead, times: 2, fault: { kind: 'reset' } }),
    TRUNCATED: () => both({ matches: behindHead, times: 2, fault: { kind: 'truncate' } }),
    DOWN: () => both({ times: 4, fault: { kind: 'status', status: 503 } }),
  };

  return (name: FaultName): void => {
    for (const end of ends) end();
    ends = [...faults[name](), poison()];
  };
}
