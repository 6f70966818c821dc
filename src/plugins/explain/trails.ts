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
}

export interface Trails {
  open(scope: RequestScope): Trail;
  attempt(attempt: ObservedAttempt, scope: RequestScope): void;
  notice(notice: Notice, scope: RequestScope): void;
}

interface Noted {
  readonly attempts: ObservedAttempt[];
  readonly counts: Map<string, number>;
  /** When the oldest of what is old was given, by its source. */
  readonly oldest: Map<SourceName, number>;
}

/** Follows each client request by its scope, for as long as that lives. */
export function createTrails(): Trails {
  const trails = createSlot<RequestScope, Noted>('trail');
  return {
    open(scope) {
      const noted: Noted = { attempts: [], counts: new Map(), oldest: new Map() };
      trails.put(scope, noted);
      return {
        extensions(explained) {
          const stale = noted.oldest.size > 0 && { stale: staleIn(noted) };
          const explain = explained && { explain: explanationOf(noted) };
          return stale || explain ? { ...stale, ...explain } : null;
        },
      };
    },
    attempt: (attempt, scope) => void trails.of(scope)?.attempts.push(attempt),
    notice({ source, kind, at }, scope) {
      const noted = trails.of(scope);
      if (!noted) return;
      noted.counts.set(keyOf(source, kind), countOf(noted, source, kind) + 1);
      if (at !== undefined) noted.oldest.set(source, Math.min(at, noted.oldest.get(source) ?? at));
    },
  };
}

const keyOf = (source: SourceName, kind: NoticeKind): string => `${source} ${kind}`;

const countOf = ({ counts }: Noted, source: SourceName, kind: NoticeKind): number =>
  counts.get(keyOf(source, kind)) ?? 0;

const staleIn = ({ oldest }: Noted) =>
  [...oldest].map(([source, at]) => ({ source, asOf: instantOf(at * 1000) }));

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
