import { type Change, CriticalityLevel, DiffRule, diff, type Rule } from '@graphql-inspector/core';
import { buildASTSchema, type GraphQLSchema, isInterfaceType, isObjectType, parse } from 'graphql';
import { orderDirectives } from './directive-order.ts';

/** What has changed in the schema since it was last released, and whether that may be released. */
export interface Comparison {
  /** Breaks that the release notes do not name: these must not be. */
  readonly refused: readonly SchemaChange[];
  readonly announced: readonly SchemaChange[];
  /** What breaks no query, but may surprise a client. */
  readonly surprising: readonly SchemaChange[];
  readonly harmless: number;
}

export interface SchemaChange {
  /** A schema coordinate, such as `Call.transcript(first:)`: by it the release notes name a break. */
  readonly coordinate: string;
  readonly message: string;
  readonly advice: string;
}

export async function compare(released: string, current: string, changelog: string): Promise<Comparison> {
  const rules = [DiffRule.ignoreDescriptionChanges, DiffRule.suppressRemovalOfDeprecatedField, ours];
  const [old, now] = [parse(released), parse(current)];
  const changes = await diff(buildASTSchema(old), buildASTSchema(orderDirectives(now, old)), rules);
  const at = (level: CriticalityLevel) => changes.filter(({ criticality }) => criticality.level === level);
  const breaking = at(CriticalityLevel.Breaking).map(described);
  const isAnnounced = ({ coordinate }: SchemaChange): boolean =>
    breaksIn(changelog).includes(`\`${coordinate}\``);
  return {
    refused: breaking.filter(change => !isAnnounced(change)),
    announced: breaking.filter(isAnnounced),
    surprising: at(CriticalityLevel.Dangerous).map(described),
    harmless: at(CriticalityLevel.NonBreaking).length,
  };
}

/** What the release notes say under "Breaking" of what is not released yet. */
function breaksIn(changelog: string): string {
  const [, unreleased = ''] = changelog.split(/^## \[Unreleased\]$/m);
  const [coming = ''] = unreleased.split(/^## /m);
  const [, breaking = ''] = coming.split(/^### Breaking$/m);
  return breaking.split(/^### /m)[0] ?? '';
}

const ours: Rule = ({ changes, oldSchema }) =>
  changes.map(change => {
    const level = levelOf(change, oldSchema);
    return level ? { ...change, criticality: { ...change.criticality, level } } : change;
  });

/** Where we judge otherwise than the tool. */
function levelOf(change: Change, released: GraphQLSchema | null): CriticalityLevel | null {
  if (change.type === 'FIELD_ARGUMENT_REMOVED' && wasDeprecated(change, released))
    return CriticalityLevel.Dangerous;
  if (!/^DIRECTIVE_USAGE_.*_(ADDED|REMOVED)$/.test(change.type) || change.path?.endsWith('@deprecated'))
    return null;
  if (isNew(change, released)) return CriticalityLevel.NonBreaking;
  // Supergraphs rely on keys and tags, typed clients on @semanticNonNull.
  const breaks = change.type.endsWith('_REMOVED') !== /@inaccessible$/.test(change.path ?? '');
  return breaks ? CriticalityLevel.Breaking : CriticalityLevel.NonBreaking;
}

/** Whether a coordinate is as new as its type, on which no client can rely yet. */
const isNew = ({ path = '' }: Change, released: GraphQLSchema | null): boolean =>
  !released?.getType(path.split('.')[0] ?? '');

function wasDeprecated({ path = '' }: Change, released: GraphQLSchema | null): boolean {
  const [typeName = '', fieldName = '', argument] = path.split('.');
  const type = released?.getType(typeName);
  if (!isObjectType(type) && !isInterfaceType(type)) return false;
  return (
    type
      .getFields()
      [fieldName]?.args.some(
        ({ name, deprecationReason }) => name === argument && deprecationReason != null,
      ) ?? false
  );
}

const described = ({ type, path = '', message }: Change): SchemaChange => ({
  coordinate: coordinateOf(type, path),
  message,
  advice: advices.find(([pattern]) => pattern.test(type))?.[1] ?? 'Keep what is released, and add beside it.',
});

function coordinateOf(type: string, path: string): string {
  const [parent, field, argument] = path.split('.');
  return type.startsWith('FIELD_ARGUMENT_') ? `${parent}.${field}(${argument}:)` : path;
}

const advices: readonly (readonly [RegExp, string])[] = [
  [/^DIRECTIVE_USAGE_.*_REMOVED$/, 'Keep it: larger graphs and typed clients rest on it.'],
  [
    /^DIRECTIVE_USAGE_.*_ADDED$/,
    'Leave it visible, and deprecate it first: @deprecated(reason: "Use … instead.")',
  ],
  [/^(TYPE|UNION_MEMBER)_REMOVED$/, 'Keep it, and deprecate the fields that lead to it first.'],
  [
    /^(FIELD|FIELD_ARGUMENT|INPUT_FIELD|ENUM_VALUE)_REMOVED$/,
    'Keep it for a release, and deprecate it first: @deprecated(reason: "Use … instead.")',
  ],
  [/_TYPE_CHANGED$/, 'Add one of the new type beside it under another name, and deprecate this one.'],
  [
    /^(FIELD_ARGUMENT|INPUT_FIELD)_ADDED$/,
    'Let clients leave it out: make it nullable or give it a default.',
  ],
];
