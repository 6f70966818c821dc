import { invalidResponse } from '../../domain/errors.ts';
import { isObject } from '../../upstream/wire-reader.ts';

/** The body as an object that says it succeeded. */
export function successOf(body: unknown): Readonly<Record<string, unknown>> {
  if (isObject(body) && body['success'] === true) return body;
  throw invalidResponse('BUTTER', 'Butter answered without saying that it succeeded.');
}

/** The payload of Butter's `{success, data}`. */
export const dataOf = (body: unknown): unknown => successOf(body)['data'];
