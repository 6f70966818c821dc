import { editDistance } from '../domain/edit-distance.ts';
import { sourceDefinitions } from '../sources/index.ts';
import { envVar, flag, onOff } from './env-var.ts';

export const strictnessSettings = { STRICT_ENV: envVar('STRICT_ENV', onOff, flag) };

/** Shorter settings have neighbours that other programs use, such as PORTS. */
const isDistinctive = (setting: string): boolean => setting.length >= 8;
const maxDistance = 2;

const prefixes = sourceDefinitions.map(({ identity }) => `${identity.name}_`);

/** Messages for variables that are probably misspelled settings, because a typo in a key may start invented calls. */
export function misspelledSettings(variables: Iterable<string>, settings: readonly string[]): string[] {
  const known = new Set(settings);
  const problems: string[] = [];
  for (const name of variables) {
    const meant = known.has(name) ? [] : meantBy(name, settings);
    if (meant.length > 0) problems.push(`${name}: there is no such setting; did you mean ${anyOf(meant)}?`);
  }
  return problems;
}

/** The settings that a name may be meant for; none for a name that has nothing to do with this gateway. */
function meantBy(name: string, settings: readonly string[]): string[] {
  const upper = name.toUpperCase();
  const prefix = prefixes.find(each => upper.startsWith(each));
  if (prefix === undefined) return nearestTo(upper, settings.filter(isDistinctive), 1);
  const ofSource = settings.filter(setting => setting.startsWith(prefix));
  const nearest = nearestTo(upper, ofSource, maxDistance);
  return nearest.length > 0 ? nearest : ofSource;
}

/** The settings with the smallest distance from a name; none if all are farther than `max`. */
function nearestTo(name: string, settings: readonly string[], max: number): string[] {
  const nearest = Math.min(max, ...settings.map(setting => distanceOf(name, setting)));
  return settings.filter(setting => distanceOf(name, setting) === nearest);
}

/** The edit distance; infinite for texts of very different lengths, which would take long to compare. */
const distanceOf = (name: string, setting: string): number =>
  Math.abs(name.length - setting.length) > maxDistance
    ? Number.POSITIVE_INFINITY
    : editDistance(name, setting);

const anyOf = (names: readonly string[]): string =>
  names.length === 1 ? names.join() : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
