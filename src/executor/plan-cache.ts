import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { documentBytes } from '../documents/document-bytes.ts';
import type { OperationPlan } from './operation-plan.ts';

/** Plans of one operation by the values of its conditions; null for an operation without a plan. */
export interface OperationPlans {
  readonly byConditions: Map<string, OperationPlan | null>;
  /** Counts fields as they are planned, because a subselection is planned at its first value. */
  countFields(fields: number): void;
}

export interface PlanCache {
  /** Returns the plans of an operation, which are empty at first. */
  get(document: DocumentNode, operation: OperationDefinitionNode): OperationPlans;
  /** Estimated memory of all plans, with the documents that they refer to. */
  bytes(): number;
}

/** Memory of one planned field: its object, its closures and their scopes. */
const fieldBytes = 1_400;

interface Entry {
  readonly plans: OperationPlans;
}

/** LRU cache, bounded in bytes. An entry is replaced as it grows, so that the cache learns its new size. */
export function createPlanCache(maxBytes: number): PlanCache {
  const entries = new LRUCache<OperationDefinitionNode, Entry>({ maxSize: maxBytes });

  function add(document: DocumentNode, operation: OperationDefinitionNode): OperationPlans {
    let size = documentBytes(document);
    const plans: OperationPlans = {
      byConditions: new Map(),
      countFields(fields) {
        size += fields * fieldBytes;
        if (entries.peek(operation)?.plans === plans) entries.set(operation, { plans }, { size });
      },
    };
    entries.set(operation, { plans }, { size });
    return plans;
  }

  return {
    get: (document, operation) => entries.get(operation)?.plans ?? add(document, operation),
    bytes: () => entries.calculatedSize,
  };
}
