const json = (variables: object): string => JSON.stringify(variables, null, 2);

export const newestCalls = {
  query: `# The calls of both sources, newest first.
# Only row fields: no details are loaded.
# The filter is below, under Variables.
query NewestCalls($filter: CallFilter) {
  calls(first: 20, filter: $filter) {
    nodes {
      source
      sid
      status
      time
      duration
      customerNumber
      agentName
      cost {
        total
        unit
        currency
      }
    }
    coverage {
      source
      state
      scanned
      reachedBackTo
      total
    }
  }
}
`,
  variables: json({ filter: { statuses: ['COMPLETED'] } }),
};

export const filteredCalls = {
  query: `# The calls of one agent of each source since
# the day under Variables. A day is its
# midnight in UTC. Add "before" to end the
# range: that moment itself is left out.
query FilteredCalls($filter: CallFilter) {
  calls(first: 10, filter: $filter) {
    nodes {
      source
      startedAt
      duration
      customerNumber
      agent {
        agentId
        name
      }
    }
    coverage {
      source
      state
    }
  }
}
`,
  variables: json({ filter: { agents: ['agent_xyz789', '123'], started: { from: '2026-01-01' } } }),
};

export const nextPage = {
  query: `# One page after another: run this, copy the
# "endCursor" of the answer into "after" below,
# and run it again for the next page.
query NextPage($after: String) {
  calls(first: 5, after: $after) {
    nodes {
      source
      sid
      time
      status
    }
    pageInfo {
      hasPreviousPage
      hasNextPage
      endCursor
    }
  }
}
`,
  variables: json({ after: null }),
};

export const deferred = {
  query: `# The rows come at once. Each transcript costs
# a request of its own and follows later, so
# that the list does not wait for it.
query Deferred {
  calls(
    first: 5
    filter: { statuses: [COMPLETED] }
  ) {
    nodes {
      source
      sid
      duration
      ... @defer {
        transcript(first: 3) {
          speaker
          text
        }
      }
    }
  }
}
`,
};
