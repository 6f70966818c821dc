/** Texts that an engine may cut or alter: U+0000, and lone surrogates, which UTF-8 cannot hold. */
const unstorable = /\0|\p{Cs}/u;

/**
 * Encodes a text so that every engine returns it unchanged. Hardly any text differs from its encoding: JSON stands for the
 * unstorable ones, and for those that would pass for it.
 */
export const encodeText = <T extends string | null>(text: T): T | string =>
  text !== null && (text.startsWith('"') || unstorable.test(text)) ? JSON.stringify(text) : text;

export const decodeText = (encoded: string): string =>
  encoded.startsWith('"') ? (JSON.parse(encoded) as string) : encoded;

export const decodeTextOrNull = (encoded: string | null): string | null =>
  encoded === null ? null : decodeText(encoded);
