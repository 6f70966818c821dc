import type { WireObject } from './wire-reader.ts';

const maxUnknownFields = 100;

/** Fit to stand in a log: the name of a field, and no data. */
const isPlain = (name: string): boolean => /^[a-z_]{1,40}$/.test(name);

/** Counts, by their names, the fields of an object that a contract does not name; they are tolerated. */
export function unknownFieldReporter(contract: string): (wire: WireObject) => void {
  const known = new Set(contract.split(/\s+/));
  // Of the last object that had no others: the next one mostly has the same, and in the same order.
  let usual: readonly string[] = [];
  return wire => {
    if (!hasOnly(wire.fields, usual) && reportUnknown(wire, known) === 0) usual = Object.keys(wire.fields);
  };
}

/** Gives their number, as far as they are counted. */
function reportUnknown({ fields, drift }: WireObject, known: ReadonlySet<string>): number {
  let unknown = 0;
  for (const name in fields) {
    if (known.has(name)) continue;
    unknown += 1;
    if (unknown > maxUnknownFields) break;
    drift(isPlain(name) ? name : '(unknown field)');
  }
  return unknown;
}

function hasOnly(fields: WireObject['fields'], usual: readonly string[]): boolean {
  let at = 0;
  for (const name in fields) {
    if (name !== usual[at]) return false;
    at += 1;
  }
  return true;
}
