import { instantOf } from '../../domain/instant.ts';
import { type Notice, type NoticeKind, noticeKinds } from '../../domain/notice.ts';
import type { RequestScope } from '../../domain/request-scope.ts';
import { createSlot } from '../../domain/slot.ts';
import { type SourceName, sourceNames } from '../../domain/source-name.ts';
import type { ObservedAttempt } from '../../operating/observer.ts';

/** What became of one client request behind the graph, as its answer's `extensions` tell it. */
export interface Trail {
  /** What was answered although it is old, and if asked for, what the answer cost; null when there is nothing to say. */
  extensions(explained: boolean): Readonly<Record<string, unknown>> | null;
  /** What of memory it was answered from; null where anything of it came another way. */
  memories(): readonly Notice[] | null;
}

export interface Trails {
  open(scope: RequestScope): Trail;
  attempt(attempt: ObservedAttempt, scope: RequestScope): void;
  notice(notice: Notice, scope: RequestScope): void;
}

interface Noted {
  readonly attempts: ObservedAttempt[];
  readonly notices: Notice[];
}

/** Follows each client request by its scope, for as long as that lives. */
export function createTrails(): Trails {
  const trails = createSlot<RequestScope, Noted>('trail');
  return {
    open(scope) {
      const noted: Noted = { attempts: [], notices: [] };
      trails.put(scope, noted);
      return {
        extensions(explained) {
          const stale = noted.notices.some(isOfOld) && { stale: staleIn(noted) };
          const explain = explained && { explain: explanationOf(noted) };
          return stale || explain ? { ...stale, ...explain } : null;
        },
        memories() {
          const { attempts, notices } = noted;
          const isAll = attempts.length === 0 && notices.length > 0 && notices.every(({ memory }) => memory);
          return isAll ? notices : null;
        },
      };
    },
    attempt: (attempt, scope) => void trails.of(scope)?.attempts.push(attempt),
    notice: (notice, scope) => void trails.of(scope)?.notices.push(notice),
  };
}

const countOf = ({ notices }: Noted, source: SourceName, kind: NoticeKind): number =>
  notices.filter(notice => notice.source === source && notice.kind === kind).length;

const isOfOld = ({ at }: Notice): boolean => at !== undefined;

/** When the oldest of what is old was given, by its source. */
function staleIn({ notices }: Noted) {
  const oldest = new Map<SourceName, number>();
  for (const { source, at } of notices)
    if (at !== undefined) oldest.set(source, Math.min(at, oldest.get(source) ?? at));
  return [...oldest].map(([source, at]) => ({ source, asOf: instantOf(at * 1000) }));
}

const spelled: Readonly<Record<NoticeKind, string>> = {
  HIT: 'hits',
  SHARED_HIT: 'sharedHits',
  COALESCED: 'coalesced',
  QUEUED: 'queued',
  STALE: 'stale',
};

function explanationOf(noted: Noted) {
  return {
    upstreamRequests: noted.attempts.map(
      ({ source, route, number, status, code, refused, milliseconds, bytes }) => ({
        source,
        route,
        attempt: number,
        status,
        code,
        ...(refused && { refused }),
        milliseconds: Math.round(milliseconds * 10) / 10,
        bytes,
      }),
    ),
    sources: sourceNames.map(source => ({
      source,
      ...Object.fromEntries(noticeKinds.map(kind => [spelled[kind], countOf(noted, source, kind)])),
    })),
  };
}
