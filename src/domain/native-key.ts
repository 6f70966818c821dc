const maxKeyLength = 256;

/** Control characters and lone surrogates, which no URL carries. */
const unfit = /[\p{Cc}\p{Cs}]/u;

/** A dot segment (RFC 3986, 5.2.4), by which a path leaves its folder once a proxy decodes the slash beside it. */
const dotSegment = /(?:^|[\\/])\.{1,2}(?:[\\/]|$)/;

const integer = /^[1-9][0-9]{0,15}$/;

/** Nearly every key, which one cheap look tells to be fit. */
const plain = /^[\w:-]+$/;

/** Whether this can be a sid or the key of an agent; anything else is neither taken nor given. */
export const isTextKey = (text: string): boolean =>
  text.length <= maxKeyLength && (plain.test(text) || isFit(text));

const isFit = (text: string): boolean => text.length > 0 && !unfit.test(text) && !dotSegment.test(text);

/** Whether this is a positive integer that JSON carries exactly. */
export const isIntegerKey = (text: string): boolean =>
  text.length <= 16 && integer.test(text) && Number.isSafeInteger(Number(text));
