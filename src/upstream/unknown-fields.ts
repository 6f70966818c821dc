import type { WireObject } from './wire-object.ts';

const maxUnknownFields = 100;

/** Whether a name is safe to log, because keys of other forms may hold data. */
const isLoggable = (name: string): boolean => /^[a-z_]{1,40}$/.test(name);

/** Reports fields outside the contract as drift, by name, and otherwise tolerates them. */
export function unknownFieldReporter<T extends object>(contract: T): (wire: WireObject<T>) => void {
  const known = new Set(Object.keys(contract));
  // Names of the last object without unknown fields, because the next object mostly has the same in the same order.
  let knownOrder: readonly string[] = [];
  return wire => {
    if (!hasExactly(wire.fields, knownOrder) && reportUnknown(wire, known) === 0)
      knownOrder = Object.keys(wire.fields);
  };
}

/** Returns the number of unknown fields, and stops above `maxUnknownFields`. */
function reportUnknown({ fields, drift }: WireObject<unknown>, known: ReadonlySet<string>): number {
  let unknown = 0;
  for (const name in fields) {
    if (known.has(name)) continue;
    unknown += 1;
    if (unknown > maxUnknownFields) break;
    drift(isLoggable(name) ? name : '(unknown field)');
  }
  return unknown;
}

function hasExactly(fields: object, knownOrder: readonly string[]): boolean {
  let at = 0;
  for (const name in fields) {
    if (name !== knownOrder[at]) return false;
    at += 1;
  }
  return true;
}
