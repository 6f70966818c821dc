/** Form of an IANA name. Some releases of the platform take offsets such as `+05:30` too, and others do not. */
const shape = /^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/;

/** Tells whether a text is the name of a time zone that the platform knows. */
export function isTimeZone(text: string): boolean {
  if (!shape.test(text)) return false;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
