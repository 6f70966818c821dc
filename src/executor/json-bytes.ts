/** Matches a character that takes more than one byte of JSON in UTF-8, or DEL. */
const longer = /[^ !#-[\]-~]/;
/** Matches a character that JSON escapes, or half of a surrogate pair, which it escapes where the other half is missing. */
const escaped = /["\\\ud800-\udfff]|[^ -\uffff]/;

/** Bytes of a text as JSON in UTF-8, without its quotes. The first test passes nearly all texts of sources. */
export function jsonTextBytes(text: string): number {
  if (!longer.test(text)) return text.length;
  return escaped.test(text) ? Buffer.byteLength(JSON.stringify(text)) - 2 : Buffer.byteLength(text);
}

/** Upper bound for the bytes of a number as JSON; that of a small integer is a constant. */
export const jsonNumberBytes = (value: number): number =>
  Number.isInteger(value) && value > -1e7 && value < 1e8 ? 8 : String(value).length;
