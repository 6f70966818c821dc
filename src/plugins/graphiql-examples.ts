const theGraph = `# Welcome to Switchboard: the calls of Butter and Burki as one graph. Run a tab with Ctrl-Enter.
#
# One call in full, by the sid its platform gave it. The form of the sid says where it is kept.
query OneCallInFull {
  callBySid(sid: "call_abc123def456") {
    id
    source
    status
    direction
    customerNumber
    agentNumber
    startedAt
    duration
    endReason
    agent {
      name
      language
      llmModel
    }
    cost {
      currency
      total
      llm {
        amount
        units
        unit
      }
      tts {
        amount
      }
      stt {
        amount
      }
      telephony {
        amount
      }
      unattributed
    }
    turns {
      number
      startOffset
      duration
      events {
        type
        text
      }
    }
    transcript {
      speaker
      text
      startOffset
    }
    recordings {
      uri
      url
    }
  }
}
`;

const theList = `# The calls of both sources as one list, newest first. Only row fields: one request to each source.
query NewestCalls($after: String, $filter: CallFilter) {
  calls(first: 20, after: $after, filter: $filter) {
    edges {
      node {
        source
        sid
        status
        startedAt
        duration
        customerNumber
        agentName
        cost {
          total
          currency
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
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
`;

const theCosts = `# The documented call of each source, side by side: what the lines leave open is shown, not hidden.
query CostsCompared {
  butter: callBySid(sid: "call_abc123def456") {
    ...Costs
  }
  burki: callByDatabaseId(databaseId: 101) {
    ...Costs
  }
}

fragment Costs on Call {
  source
  duration
  cost {
    currency
    total
    llm {
      amount
    }
    tts {
      amount
    }
    stt {
      amount
    }
    telephony {
      amount
    }
    unattributed
    money {
      amount
      currency
    }
  }
}
`;

const theFailure = `# A source that fails costs only its own fields: null there, a coded error, and all the rest intact.
# (In the Butter sandbox this sid always answers with status 503.)
query FailingSource {
  failing: callBySid(sid: "call_fault503") {
    status
  }
  working: callByDatabaseId(databaseId: 101) {
    status
    agentName
    duration
  }
}
`;

/** What GraphiQL opens with: each shows one thing this graph is for. */
export const exampleTabs = [
  { query: theGraph },
  { query: theList, variables: JSON.stringify({ filter: { statuses: ['COMPLETED'] } }, null, 2) },
  { query: theCosts },
  { query: theFailure },
];
