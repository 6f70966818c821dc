const maxKeyLength = 256;

/** Control characters and lone surrogates, which no URL carries. */
const unfit = /[\p{Cc}\p{Cs}]/u;

/** Dot segment (RFC 3986, 5.2.4), which leaves its folder once a proxy decodes the slash beside it. */
const dotSegment = /(?:^|[\\/])\.{1,2}(?:[\\/]|$)/;

const integer = /^[1-9][0-9]{0,15}$/;

/** Cheap pattern that nearly every key matches. */
const plain = /^[\w:-]+$/;

/** Tells whether a text can be a sid or an agent key; the gateway accepts and returns no other. */
export const isTextKey = (text: string): boolean =>
  text.length <= maxKeyLength && (plain.test(text) || isFit(text));

const isFit = (text: string): boolean => text.length > 0 && !unfit.test(text) && !dotSegment.test(text);

export const isIntegerKey = (text: string): boolean =>
  text.length <= 16 && integer.test(text) && Number.isSafeInteger(Number(text));
