import { endOfString } from '../domain/json-text.ts';

/** Whether lists and objects of a JSON text nest deeper than `maxDepth`; brackets within strings do not count. */
export function exceedsNesting(json: string, maxDepth: number): boolean {
  // Each level takes an opening and a closing bracket.
  if (json.length <= 2 * maxDepth) return false;
  let depth = 0;
  for (let at = 0; at < json.length; at += 1) {
    const character = json.charCodeAt(at);
    if (character === quote) at = endOfString(json, at);
    else if (character === bracket || character === brace) depth += 1;
    else if (character === closingBracket || character === closingBrace) depth -= 1;
    if (depth > maxDepth) return true;
  }
  return false;
}

const [quote, bracket, closingBracket, brace, closingBrace] = [0x22, 0x5b, 0x5d, 0x7b, 0x7d] as const;
