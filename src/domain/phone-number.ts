/** Digits of a phone number without its extension; a SIP or tel URI contributes its user part alone. */
export function digitsOf(number: string): string {
  const subscriber = /[a-z@]/i.test(number) ? withoutExtension(subscriberOf(number)) : number;
  return subscriber.replace(/\D/g, '');
}

/** URI of RFC 3261 or RFC 3966, possibly in angle brackets after a display name. */
const uri = /^(?:[^<]*<)?\s*(?:(sips?)|tel):([^>]*)/i;

function subscriberOf(number: string): string {
  const [matched, sip, address = ''] = uri.exec(number) ?? [];
  if (matched === undefined) return /^[^@]*/.exec(number)?.[0] ?? '';
  return decoded(withoutParameters(sip === undefined ? address : userOf(address)));
}

/** User part of a SIP URI. Without an `@` there is none, unless a phone number stands as the host. */
function userOf(address: string): string {
  const end = address.indexOf('@');
  if (end >= 0) return address.slice(0, end);
  return /^\+?[\d\s()-]+(?:[:;?]|$)/.test(address) ? address : '';
}

/** Text before a password, parameters (such as `;ext=`) or headers. */
const withoutParameters = (number: string): string => /^[^:;?]*/.exec(number)?.[0] ?? '';

const decoded = (user: string): string =>
  user.replace(/%([\da-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

/** Tells whether a number is surely whole: with its `+`, or as the user part of an address. Other digits may be its end. */
export const isWholeNumber = (number: string): boolean =>
  /^[^\d]*\+/.test(number) || number.includes('@') || uri.test(number);

/** Start of an extension: `ext` after a digit, or `x` between digits. */
const extension = /\d[^\da-z]*(?:ext|x[^\da-z]*\d)/i;

function withoutExtension(number: string): string {
  const at = number.search(extension);
  return at < 0 ? number : number.slice(0, at + 1);
}
