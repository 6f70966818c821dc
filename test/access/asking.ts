import { post } from '../abuse/doors.ts';

/** Keys as an operator might make them. */
export const goodKey = 'a-key-that-nobody-guesses';
export const otherKey = 'another-key-that-nobody-guesses';

const query = '{ callByDatabaseId(databaseId: 101) { status } }';
export const answer = { data: { callByDatabaseId: { status: 'COMPLETED' } } };
export const requestsOfAnswer = ['BURKI /api/v1/calls/101'];

/** A query that costs one upstream request, sent with these headers. */
export const asking = (headers: Record<string, string> = {}): RequestInit =>
  post(JSON.stringify({ query }), { 'content-type': 'application/json', ...headers });

export const bearer = (credential: string) => ({ authorization: `Bearer ${credential}` });

/** What a refusal says to programs: its status, code and hints. */
export async function rejectionOf(response: Response) {
  const { data, errors } = await response.json();
  if (data !== undefined || errors?.length !== 1) throw new Error('This is not an answer with one refusal.');
  const { code, retryable, retryAfter } = errors[0].extensions;
  return { status: response.status, code, retryable, ...(retryAfter !== undefined && { retryAfter }) };
}

export const unauthenticated = { status: 401, code: 'UNAUTHENTICATED', retryable: false };
