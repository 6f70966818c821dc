/** One kind of request that is measured. */
export interface Workload {
  readonly name: string;
  readonly title: string;
  readonly query: string;
  /** Of the request with this number: other calls than those of any other number. */
  variables(turn: number): Readonly<Record<string, unknown>>;
  /** What one request takes where nothing is remembered. */
  readonly upstreamRequests: number;
}

/** The last five digits of a Burki id say to the stand-in how long the call's transcript is. */
const burkiId = (serial: number, entries = 20): string => String((serial + 1) * 100_000 + entries);

const butterSid = (serial: number): string => `call_${serial + 1}`;

const w1: Workload = {
  name: 'W1',
  title: 'a Butter call with turns, transcript, cost',
  query: `query W1($sid: String!) {
    callBySid(sid: $sid) {
      id sid status direction startedAt endedAt duration agentName customerNumber
      cost { currency total llm { amount } tts { amount units } stt { amount units } telephony { amount units } }
      turns { number startOffset endOffset duration events { type text offset } }
      transcript { speaker text startOffset at turnNumber }
    }
  }`,
  variables: turn => ({ sid: butterSid(turn) }),
  upstreamRequests: 1,
};

const w2: Workload = {
  name: 'W2',
  title: 'a Burki call',
  query: `query W2($id: ID!) {
    callByDatabaseId(databaseId: $id) {
      id databaseId sid status startedAt endedAt duration agentName customerNumber agentNumber flowName metadata
      cost { currency total llm { amount } tts { amount } stt { amount } telephony { amount } }
    }
  }`,
  variables: turn => ({ id: burkiId(turn) }),
  upstreamRequests: 1,
};

const eight = [0, 1, 2, 3, 4, 5, 6, 7] as const;

/** The last two of each ten are the first two once more. */
export const tenOfEight = [...eight, 0, 1] as const;

const w3: Workload = {
  name: 'W3',
  title: '20 aliases over both, 16 different calls',
  query: `query W3(${eight.map(n => `$sid${n}: String!, $id${n}: ID!`).join(', ')}) {
    ${tenOfEight.map((n, at) => `butter${at}: callBySid(sid: $sid${n}) { ...row }`).join('\n    ')}
    ${tenOfEight.map((n, at) => `burki${at}: callByDatabaseId(databaseId: $id${n}) { ...row }`).join('\n    ')}
  }
  fragment row on Call { id sid status startedAt duration agentName cost { currency total } }`,
  variables: turn =>
    Object.fromEntries(
      eight.flatMap(n => [
        [`sid${n}`, butterSid(turn * 8 + n)],
        [`id${n}`, burkiId(turn * 8 + n)],
      ]),
    ),
  upstreamRequests: 16,
};

const dayBefore = Date.parse('2026-03-08T00:00:00Z');

/** A lower bound of its own for each request, so that no two share a list; every row of the page is newer. */
const startedFrom = (turn: number): string => new Date(dayBefore - turn).toISOString();

export const pageOf = (first: number): Workload => ({
  name: 'W4',
  title: `a page of ${first} Burki rows with agent names`,
  query: `query W4($first: Int!, $from: DateTimeOrDate!) {
    calls(first: $first, filter: { sources: [BURKI], started: { from: $from } }) {
      edges { node { id sid status startedAt duration agent { id name } } }
      pageInfo { hasNextPage }
    }
  }`,
  variables: turn => ({ first, from: startedFrom(turn) }),
  upstreamRequests: 1,
});

const five = [0, 1, 2, 3, 4] as const;

const w5: Workload = {
  name: 'W5',
  title: '100 transcript entries, each asking for its call (5 calls)',
  query: `query W5(${five.map(n => `$id${n}: ID!`).join(', ')}) {
    ${five.map(n => `c${n}: callByDatabaseId(databaseId: $id${n}) { ...said }`).join('\n    ')}
  }
  fragment said on Call { transcript { speaker text startOffset endOffset call { id sid status } } }`,
  variables: turn => Object.fromEntries(five.map(n => [`id${n}`, burkiId(turn * 5 + n)])),
  upstreamRequests: 10,
};

const w6: Workload = {
  name: 'W6',
  title: 'the merged page of 50 with `cost { currency total }`',
  query: `query W6($from: DateTimeOrDate!) {
    calls(first: 50, filter: { started: { from: $from } }) {
      edges { node { id source sid status startedAt cost { currency total } } }
      pageInfo { hasNextPage }
    }
  }`,
  variables: turn => ({ from: startedFrom(turn) }),
  upstreamRequests: 2,
};

export const workloads: readonly Workload[] = [w1, w2, w3, pageOf(50), w5, w6];

/** One Burki call with a transcript of so many entries. */
export const transcriptOf = (entries: number): Workload => ({
  name: 'transcript',
  title: `a transcript of ${entries} entries`,
  query: `query Transcript($id: ID!) {
    callByDatabaseId(databaseId: $id) { transcript { speaker text startOffset endOffset } }
  }`,
  variables: turn => ({ id: burkiId(turn, entries) }),
  upstreamRequests: 2,
});

/** Body of a request. With a serial of its own, it is identical to no earlier one, whatever it selects. */
export const bodyOf = (workload: Workload, turn: number, serial?: number): string => {
  const { query, variables, name } = workload;
  return JSON.stringify({ query, variables: variables(turn), extensions: { workload: name, serial } });
};
