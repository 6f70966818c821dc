import { failedOn, longestCalls, spentByAgent } from './graphiql-index-examples.ts';
import { deferred, filteredCalls, newestCalls, nextPage } from './graphiql-list-examples.ts';

const oneCall = `# Welcome to Switchboard: the calls of Butter
# and Burki as one graph. Run with the button,
# or with Ctrl-Enter in this editor.
#
# One call in full, by the sid its platform
# gave it. The form of the sid says whose it is.
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
      settings {
        llm {
          provider
          model
        }
      }
    }
    cost {
      unit
      total
      lines {
        component
        amount
      }
    }
    turns {
      number
      startOffset
      duration
      events {
        kind
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

const costs = `# One call of each source, side by side.
# Butter bills credits, Burki money, and
# "converted" compares them by the rates in
# COST_RATES. Those of the sandboxes are
# invented. The lines add up to the total.
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
    unit
    currency
    total
    converted {
      amount
      currency
    }
    lines {
      component
      amount
      converted {
        amount
      }
    }
  }
}
`;

const failure = `# A source that fails costs only its own fields:
# null and a coded error; the rest stays intact.
# (The Butter sandbox answers this sid with 503.)
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

/** Tab of GraphiQL with an operation, whose name is the title, and variables. */
export interface ExampleTab {
  readonly query: string;
  readonly variables?: string;
}

/** Tabs that GraphiQL opens with on a day, such as `2026-03-10`, one for each main use of the graph. */
export const exampleTabsOn = (day: string): ExampleTab[] => [
  { query: oneCall },
  newestCalls,
  filteredCalls,
  nextPage,
  deferred,
  { query: costs },
  spentByAgent,
  longestCalls,
  failedOn(dayBefore(day), day),
  { query: failure },
];

function dayBefore(day: string): string {
  const date = new Date(day);
  date.setUTCDate(date.getUTCDate() - 1);
  return date.toISOString().slice(0, 10);
}
