/** Response body for an unexpected error; contains no detail of the error. */
export const internalErrorBody = JSON.stringify({
  errors: [
    {
      message: 'Something went wrong in the gateway.',
      extensions: { code: 'INTERNAL_SERVER_ERROR', retryable: false },
    },
  ],
});

const maxFrames = 8;

/** Class and stack frames of an error for logs, without its message, because that may contain data of a call. */
export function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { stack = '', message } = error;
  const afterMessage = stack.slice(Math.max(0, stack.indexOf(message)) + message.length);
  const frames = afterMessage.split('\n').filter(line => /^\s+at /.test(line));
  return [error.constructor.name, ...frames.slice(0, maxFrames)].join('\n');
}
