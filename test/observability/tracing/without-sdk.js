import { register } from 'node:module';

/** Hides the SDK of OpenTelemetry, as if it were not installed. */
const hooks = `export async function resolve(specifier, context, next) {
  if (!specifier.startsWith('@opentelemetry/') || specifier === '@opentelemetry/api') return next(specifier, context);
  throw Object.assign(new Error('Cannot find package ' + specifier), { code: 'ERR_MODULE_NOT_FOUND' });
}`;

register(`data:text/javascript,${encodeURIComponent(hooks)}`);
