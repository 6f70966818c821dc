const json = (variables: object): string => JSON.stringify(variables, null, 2);

export const spentByAgent = {
  query: `# What each agent's calls cost, week by week,
# the newest week first: from the index of this
# gateway, so that it costs no request to Butter
# or Burki. Credits are never added to money.
query SpentByAgent($zone: String) {
  callStats(
    groupBy: [AGENT]
    interval: WEEK
    timeZone: $zone
    orderBy: { field: INTERVAL }
    first: 20
  ) {
    total {
      callCount
      completionRate
      duration {
        p50: percentile(at: 0.5)
        p95: percentile(at: 0.95)
      }
    }
    groups {
      key {
        intervalStart
        agent {
          source
          name
        }
      }
      figures {
        callCount
        costs {
          unit
          currency
          total
          perMinute
        }
      }
    }
    coverage {
      source
      state
      index {
        state
        completeBackTo
      }
    }
  }
}
`,
  variables: json({ zone: 'Europe/Berlin' }),
};

export const longestCalls = {
  query: `# The longest calls of both sources. Neither
# source can sort, so that the index answers.
# Its other orders are in the documentation of
# CallOrderField.
query LongestCalls {
  calls(
    first: 10
    orderBy: { field: DURATION, direction: DESC }
  ) {
    totalCount
    nodes {
      source
      sid
      time
      duration
      agentName
    }
    coverage {
      source
      state
      origin
    }
  }
}
`,
};

export const failedOn = (from: string, before: string) => ({
  query: `# The calls that came to nothing yesterday, a
# day of UTC: see Variables. By their end,
# because a call that nobody answered may have
# no start.
query FailedYesterday($filter: CallFilter) {
  calls(first: 20, filter: $filter) {
    totalCount
    nodes {
      source
      sid
      status
      endedAt
      agentName
      customerNumber
    }
    coverage {
      source
      state
      origin
    }
  }
}
`,
  variables: json({ filter: { statuses: ['FAILED', 'BUSY', 'NO_ANSWER'], ended: { from, before } } }),
});
