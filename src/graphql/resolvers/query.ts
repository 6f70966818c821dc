import { listAgents } from '../../loaders/agent-connection/index.ts';
import type { RequestContext } from '../context.ts';
import type { QueryResolvers } from '../generated/resolver-types.ts';
import { readAgentFilter } from './agent-filter.ts';
import {
  checkedFirst,
  checkNodeId,
  defaultPage,
  maxPageSize,
  sourceOfDatabaseId,
  sourceOfSid,
} from './arguments.ts';
import { loadReference } from './entities.ts';
import { readListRequest } from './list-request.ts';
import { lookUpEach } from './look-up-each.ts';
import { readStatsRequest } from './stats-request.ts';

export const Query: QueryResolvers = {
  node: (_, { id }, context) => loadNode('id', id, context),
  nodes: (_, { ids }, context) => lookUpEach(ids, id => loadNode('ids', id, context)),
  call(_, { id }, { loaders, sources }) {
    checkNodeId('id', id, sources, 'Call');
    return loaders.call(id);
  },
  callBySid(_, { sid, source: named }, { loaders, sources }) {
    const source = sourceOfSid(sid, named, sources);
    return source && loaders.callBySid(source, sid);
  },
  callByDatabaseId: (_, { databaseId, source }, { loaders, sources }) =>
    loaders.callByDatabaseId(sourceOfDatabaseId(databaseId, source, sources), databaseId),
  calls: (_, args, context) => context.listCalls(readListRequest(args, context)),
  voiceAgent(_, { id }, { loaders, sources }) {
    checkNodeId('id', id, sources, 'VoiceAgent');
    return loaders.agent(id);
  },
  voiceAgents: (_, { first, after, filter }, { loaders, sources }) =>
    listAgents(
      {
        first: checkedFirst(first, defaultPage, maxPageSize),
        after: after ?? null,
        filter: readAgentFilter(filter),
      },
      sources,
      loaders.agentList,
    ),
  callStats: (_, args, context) => context.statistics.compute(readStatsRequest(args, context)),
  callSources: (_, __, { sources }) => sources,
  _entities: (_, { representations }, context) =>
    lookUpEach(representations, representation => loadReference(representation, context)),
};

const loadNode = (argument: string, id: string, { loaders, sources }: RequestContext) =>
  checkNodeId(argument, id, sources) === 'Call' ? loaders.call(id) : loaders.agent(id);
