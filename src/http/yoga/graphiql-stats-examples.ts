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
  variables: JSON.stringify({ zone: 'Europe/Berlin' }, null, 2),
};
