const sid = /^[A-Za-z0-9][A-Za-z0-9:_-]{0,255}$/;
const integer = /^[1-9][0-9]{0,15}$/;

/** Whether this can be a sid of either API; anything else is refused before it comes near a URL. */
export const isSid = (text: string): boolean => text.length <= 256 && sid.test(text);

/** Whether this is a positive integer that JSON carries exactly. */
export const isIntegerKey = (text: string): boolean =>
  text.length <= 16 && integer.test(text) && Number.isSafeInteger(Number(text));
