/** What a Relay app over this graph is made of: a paginated list, rows that can be fetched again, any node. */
export const documents: Readonly<Record<string, string>> = {
  'CallRow.js': `graphql\`
    fragment CallRow_call on Call @refetchable(queryName: "CallRowRefetchQuery") {
      sid
      status
      agent { id name }
    }
  \``,
  'CallList.js': `graphql\`
    fragment CallList_query on Query
    @argumentDefinitions(
      first: { type: "Int", defaultValue: 10 }
      after: { type: "String" }
      filter: { type: "CallFilter" }
    )
    @refetchable(queryName: "CallListPaginationQuery")
    @throwOnFieldError {
      calls(first: $first, after: $after, filter: $filter)
      @connection(key: "CallList_calls", filters: ["filter"]) {
        edges { node { id startedAt ...CallRow_call } }
        totalCount
        coverage { source state code }
      }
    }
  \``,
  'CallListPage.js': `graphql\`
    query CallListPageQuery($filter: CallFilter) { ...CallList_query @arguments(filter: $filter) }
  \``,
  'NodePage.js': `graphql\`
    query NodePageQuery($id: ID!, $ids: [ID!]!) {
      node(id: $id) {
        __typename
        ... on Call { ...CallRow_call @alias transcript(first: 5) { text speaker } cost { total unattributed } }
        ... on VoiceAgent { name }
      }
      nodes(ids: $ids) { id }
    }
  \``,
};
