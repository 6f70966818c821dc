/** The body of a response to a request that met an unforeseen error: the client learns nothing but that it did. */
export const internalErrorBody = JSON.stringify({
  errors: [
    {
      message: 'Something went wrong in the gateway.',
      extensions: { code: 'INTERNAL_SERVER_ERROR', retryable: false },
    },
  ],
});

const maxFrames = 8;

/** The class of an error and its stack, for logs; without its message, which may hold a piece of a call. */
export function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { stack = '', message } = error;
  const afterMessage = stack.slice(Math.max(0, stack.indexOf(message)) + message.length);
  const frames = afterMessage.split('\n').filter(line => /^\s+at /.test(line));
  return [error.constructor.name, ...frames.slice(0, maxFrames)].join('\n');
}
