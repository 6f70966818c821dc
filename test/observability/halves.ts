/** How a client may only half ask. */
export const halves: Readonly<Record<string, string>> = {
  'says nothing': '',
  'stops within a head': 'POST /graphql HTTP/1.1\r\nHost: a\r\nContent-',
  'stops within a body':
    'POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{"qu',
};
