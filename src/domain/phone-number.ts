/** The digits of a phone number: of a SIP or tel URI those of its user part, and none of an extension. */
export function digitsOf(number: string): string {
  const subscriber = /[a-z@]/i.test(number) ? withoutExtension(subscriberOf(number)) : number;
  return subscriber.replace(/\D/g, '');
}

/** A URI by RFC 3261 or RFC 3966, which may follow a name in angle brackets; an address may also lack its scheme. */
const uri = /^(?:[^<]*<)?\s*(?:(sips?)|tel):([^>]*)/i;

function subscriberOf(number: string): string {
  const [matched, sip, address = ''] = uri.exec(number) ?? [];
  if (matched === undefined) return /^[^@]*/.exec(number)?.[0] ?? '';
  return decoded(withoutParameters(sip === undefined ? address : userOf(address)));
}

/** Without an `@` a SIP URI has no user part, unless what should be its host is a phone number. */
function userOf(address: string): string {
  const end = address.indexOf('@');
  if (end >= 0) return address.slice(0, end);
  return /^\+?[\d\s()-]+(?:[:;?]|$)/.test(address) ? address : '';
}

/** The part before a password, parameters or headers; `;ext=` is such a parameter. */
const withoutParameters = (number: string): string => /^[^:;?]*/.exec(number)?.[0] ?? '';

const decoded = (user: string): string =>
  user.replace(/%([\da-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

/** An `ext` after a digit begins an extension, and so does an `x` between digits. */
const extension = /\d[^\da-z]*(?:ext|x[^\da-z]*\d)/i;

function withoutExtension(number: string): string {
  const at = number.search(extension);
  return at < 0 ? number : number.slice(0, at + 1);
}
