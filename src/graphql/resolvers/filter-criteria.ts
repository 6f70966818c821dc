import type {
  AgentCriterion,
  CallFilter,
  CostRange,
  DurationRange,
  MetadataCriterion,
  TimeRange,
} from '../../domain/call-filter.ts';
import type { ConnectedSource } from '../../domain/call-source.ts';
import { type CostConversion, isRateCode } from '../../domain/cost-conversion.ts';
import { compareDecimals } from '../../domain/decimal.ts';
import { type CallStatus, callStatuses, ongoingStatuses } from '../../domain/enums.ts';
import { badUserInput } from '../../domain/errors.ts';
import { canonicalInstant, isBefore } from '../../domain/instant.ts';
import { decodeNodeId } from '../../domain/node-id.ts';
import { digitsOf, isWholeNumber } from '../../domain/phone-number.ts';
import type { CallFilter as FilterInput } from '../generated/resolver-types.ts';

// Each function reads one criterion of a filter, and throws BAD_USER_INPUT.

/** Reads `statuses` and `ongoing` as one set; null if neither is given. */
export function readStatuses({ statuses, ongoing }: FilterInput): readonly CallStatus[] | null {
  if (ongoing === null || ongoing === undefined) return statuses ?? null;
  return (statuses ?? callStatuses).filter(status => ongoingStatuses.has(status) === ongoing);
}

/** Reads an agent: a node id names its source, any other text is a platform's own key. */
export function readAgent(agent: string, sources: readonly ConnectedSource[]): AgentCriterion {
  const node = decodeNodeId(agent);
  if (node?.type === 'Call')
    throw badUserInput('`filter.agents` takes ids of voice agents; one of these is the id of a Call.');
  const owner = node && sources.find(({ identity }) => identity.name === node.source)?.identity;
  if (node && owner?.isAgentKey(node.key)) return { source: node.source, key: node.key };
  if (!node && sources.some(({ identity }) => identity.isAgentKey(agent)))
    return { source: null, key: agent };
  throw badUserInput("`filter.agents` takes `VoiceAgent.id`s or the platforms' own agent keys.");
}

const minDigits = 4;
const maxDigits = 32;

/** Bound on a number in characters, which a SIP URI with its host fits. */
const maxNumberLength = 256;

export function readDigits(number: FilterInput['customerNumber']): string | null {
  if (number === null || number === undefined || number === '') return null;
  const digits = number.length > maxNumberLength ? '' : digitsOf(number);
  if (digits.length >= minDigits && digits.length <= maxDigits) return digits;
  throw badUserInput(`\`filter.customerNumber\` takes a number with ${minDigits} to ${maxDigits} digits.`);
}

/** Refuses criteria that an index without numbers and metadata cannot test. */
export function checkMasked(
  { customerNumber }: FilterInput,
  { customerDigits, metadata }: Pick<CallFilter, 'customerDigits' | 'metadata'>,
): void {
  const isSuffix = customerDigits !== null && !isWholeNumber(customerNumber ?? '');
  if (isSuffix && customerDigits.length > minDigits)
    throw badUserInput(
      '`filter.customerNumber` takes a whole number with its `+`, or its last four digits, because INDEX_NUMBERS is masked.',
    );
  if (metadata) throw badUserInput('`filter.metadata` cannot be answered, because INDEX_NUMBERS is masked.');
}

export function readTimes(name: string, input: FilterInput['started']): TimeRange | null {
  const from = input?.from ? canonicalInstant(input.from) : null;
  const before = input?.before ? canonicalInstant(input.before) : null;
  if (from && before && isBefore(before, from))
    throw badUserInput(`\`filter.${name}.from\` must not be later than \`filter.${name}.before\`.`);
  return { from, before };
}

const maxSeconds = 1e9;

export function readDurations(input: FilterInput['duration']): DurationRange | null {
  const min = input?.min ?? null;
  const max = input?.max ?? null;
  if ([min, max].some(seconds => seconds !== null && !(seconds >= 0 && seconds <= maxSeconds)))
    throw badUserInput('`filter.duration.min` and `filter.duration.max` take 0 to 1000000000 seconds.');
  if (min !== null && max !== null && min > max)
    throw badUserInput('`filter.duration.min` must not be more than `filter.duration.max`.');
  return { min, max };
}

/** Bound on a word of a source, and on a key of metadata, in characters. */
const maxWordLength = 256;

export function readWords(name: string, words: FilterInput['endReasons']): readonly string[] | null {
  if (words?.some(word => word.length > maxWordLength))
    throw badUserInput(`\`filter.${name}\` takes texts of at most ${maxWordLength} characters.`);
  return words ?? null;
}

export function readCost(input: FilterInput['cost'], converted: CostConversion): CostRange | null {
  const currency = input?.currency ?? null;
  if (currency !== null && !isRateCode(currency))
    throw badUserInput('`filter.cost.currency` takes an ISO 4217 code, such as USD, or CREDITS.');
  const min = input?.min ?? null;
  const max = input?.max ?? null;
  if (min !== null && max !== null && compareDecimals(min, max) > 0)
    throw badUserInput('`filter.cost.min` must not be more than `filter.cost.max`.');
  return { min, max, conversion: currency === null ? converted : { currency, rates: {} } };
}

/** Bound on a value of metadata in characters. */
const maxValueLength = 1_000;

export function readMetadata(input: FilterInput['metadata']): readonly MetadataCriterion[] | null {
  if (input?.some(({ key }) => key.length > maxWordLength))
    throw badUserInput(`\`filter.metadata\` takes keys of at most ${maxWordLength} characters.`);
  if (input?.some(({ value }) => (value?.length ?? 0) > maxValueLength))
    throw badUserInput(`\`filter.metadata\` takes values of at most ${maxValueLength} characters.`);
  return input?.map(({ key, value }) => ({ key, value: value ?? null })) ?? null;
}
