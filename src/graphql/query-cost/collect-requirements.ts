import {
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  getNamedType,
  isInterfaceType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import type { Requirement } from '../../domain/call-source.ts';
import { type ArgumentsReader, compileArguments } from '../../executor/argument-values.ts';
import { requirements as requirementsByType } from './field-costs.ts';

export type Type = GraphQLNamedType | undefined | null;

export type OwnedField = readonly [FieldNode, Type];

/** Iterates over the fields of a selection set with their parent types; skips fragments that are in `spread` already. */
export type FieldReader = (set: SelectionSetNode, type: Type, spread: Set<string>) => Iterable<OwnedField>;

/** List whose arguments are read once the variables are known. */
export interface SelectedList {
  readonly responseKey: string;
  readonly requirements: ReadonlySet<Requirement>;
  readonly read: ArgumentsReader;
}

/** Collector of what lies below a root field. */
export interface Collector {
  readonly requirements: ReadonlySet<Requirement>;
  /** Lists of the calls of an agent, whose rows have requirements of their own. */
  readonly callLists: readonly SelectedList[];
  addField(field: OwnedField): void;
}

/** A place below a root field, with the sets to which its fields count. */
interface Place {
  /** Fragments that were entered at this place, each once, because fragments may form a cycle. */
  readonly spread: Set<string>;
  readonly requirements: Set<Requirement>;
  /** Null where the agent is loaded whole. */
  readonly ofAgent: Set<Requirement> | null;
  /** Null within a list of calls of an agent. */
  readonly callLists: SelectedList[] | null;
  /** The place below a call; null where that is the same. */
  readonly belowCall: Place | null;
}

export function createCollector(fieldsOf: FieldReader): Collector {
  const requirements = new Set<Requirement>();
  const callLists: SelectedList[] = [];
  const common = { requirements, callLists };
  const belowCall = { ...common, spread: new Set<string>(), ofAgent: requirements, belowCall: null };
  const aboveCall = { ...common, spread: new Set<string>(), ofAgent: null, belowCall };

  function add([node, type]: OwnedField, place: Place): void {
    const inner = definitionOf(type, node);
    if (!node.selectionSet || !inner) return;
    for (const [field, owner] of fieldsOf(node.selectionSet, getNamedType(inner.type), place.spread)) {
      addRequirement([field, owner], place);
      const list = place.callLists && callListOf([field, owner], place.ofAgent);
      if (list) place.callLists.push(list);
      else add([field, owner], (owner?.name === 'Call' && place.belowCall) || place);
    }
  }

  /** The agent of these calls is the agent of the list, so that it is loaded once. */
  function callListOf([node, owner]: OwnedField, ofAgent: Place['ofAgent']): SelectedList | null {
    const definition =
      owner?.name === 'VoiceAgent' && node.name.value === 'calls' && definitionOf(owner, node);
    if (!definition) return null;
    const ofRows = new Set<Requirement>();
    const place = {
      spread: new Set<string>(),
      requirements: ofRows,
      ofAgent,
      callLists: null,
      belowCall: null,
    };
    add([node, owner], place);
    const responseKey = node.alias?.value ?? node.name.value;
    return { responseKey, requirements: ofRows, read: compileArguments(definition, node) };
  }

  return {
    requirements,
    callLists,
    addField: field => add(field, fieldsWithReferences.has(field[0].name.value) ? belowCall : aboveCall),
  };
}

/** Root fields whose agents may be no more than references, as that of a call. */
const fieldsWithReferences: ReadonlySet<string> = new Set(['voiceAgents', 'callStats']);

function addRequirement([node, owner]: OwnedField, { requirements, ofAgent }: Place): void {
  const requirement = owner && requirementsByType[owner.name]?.[node.name.value];
  if (!requirement) return;
  if (requirement === 'agent') ofAgent?.add(requirement);
  else requirements.add(requirement);
}

export function definitionOf(type: Type, { name }: FieldNode): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name.value] : undefined;
}
