import { invalidResponse } from '../../domain/errors.ts';
import { isObject } from '../../upstream/wire-object.ts';
import type { ButterEnvelopeWire } from './wire.ts';

/** Checks Butter's envelope `{success, data}`; throws UPSTREAM_INVALID_RESPONSE unless it reports success. */
export function successOf(body: unknown): Readonly<Record<keyof ButterEnvelopeWire, unknown>> {
  if (isObject<keyof ButterEnvelopeWire>(body) && body.success === true) return body;
  throw invalidResponse('BUTTER', 'Butter answered without saying that it succeeded.');
}

export const dataOf = (body: unknown): unknown => successOf(body).data;
