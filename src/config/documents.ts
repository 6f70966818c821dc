import { z } from 'zod';
import { envVar, flag, onOff } from './env-var.ts';

/** Trusted documents, which the gateway reads from a manifest at start. */
export interface DocumentsConfig {
  /** Path of the manifest; null without trusted documents. */
  readonly manifest: string | null;
  /** Whether the gateway rejects all other documents. */
  readonly only: boolean;
}

export const documentSettings = {
  TRUSTED_DOCUMENTS: envVar('TRUSTED_DOCUMENTS', 'the path of a file', z.string().regex(/^[^\0]{1,4096}$/)),
  TRUSTED_DOCUMENTS_ONLY: envVar('TRUSTED_DOCUMENTS_ONLY', onOff, flag),
};

const settingsObject = z.object(documentSettings);

export const documentsOf = (settings: z.infer<typeof settingsObject>): DocumentsConfig => ({
  manifest: settings.TRUSTED_DOCUMENTS ?? null,
  only: settings.TRUSTED_DOCUMENTS_ONLY ?? false,
});

/** Conflicts between well-formed settings, by the name of the setting to change. */
export function documentProblems(env: Readonly<Record<string, string | undefined>>): Map<string, string> {
  const only = flag.safeParse(env['TRUSTED_DOCUMENTS_ONLY']).data ?? false;
  if (!only || env['TRUSTED_DOCUMENTS']) return new Map();
  return new Map([
    ['TRUSTED_DOCUMENTS', 'TRUSTED_DOCUMENTS: expected, because TRUSTED_DOCUMENTS_ONLY is on'],
  ]);
}
