import type { Watched } from './watched.ts';

/** Everything in a sandbox that is somebody's: numbers in each spelling, sids, and what was said. */
export function secretsOf({ butter, burki }: Pick<Watched, 'butter' | 'burki'>): string[] {
  const strings: string[] = [];
  const collect = (value: unknown): void => {
    if (typeof value === 'string') strings.push(value);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect);
  };
  collect(butter.calls);
  collect(burki.calls);
  collect(burki.calls.map(({ id }) => [burki.transcripts(id), burki.recordings(id)]));
  // A short word such as a status may stand in a line for another reason.
  const telling = strings.filter(
    text => /\d{7}|^call_|^CA|^v3:|^sms_|^browser_|s3:/.test(text) || text.includes(' '),
  );
  return [
    ...new Set([
      ...telling,
      butter.apiKey,
      burki.apiKey,
      butter.url,
      burki.url,
      hostOf(butter.url),
      hostOf(burki.url),
    ]),
  ];
}

const hostOf = (url: string): string => new URL(url).host;
