import { z } from 'zod';
import { envVar, flag, onOff } from './env-var.ts';

/** Which documents are known from the start. */
export interface DocumentsConfig {
  /** Where their manifest is; null where there is none. */
  readonly manifest: string | null;
  readonly only: boolean;
}

/** The settings of what may be asked. */
export const documentSettings = {
  TRUSTED_DOCUMENTS: envVar('TRUSTED_DOCUMENTS', 'the path of a file', z.string().regex(/^[^\0]{1,4096}$/)),
  TRUSTED_DOCUMENTS_ONLY: envVar('TRUSTED_DOCUMENTS_ONLY', onOff, flag),
};

const settingsObject = z.object(documentSettings);

export const documentsOf = (settings: z.infer<typeof settingsObject>): DocumentsConfig => ({
  manifest: settings.TRUSTED_DOCUMENTS ?? null,
  only: settings.TRUSTED_DOCUMENTS_ONLY ?? false,
});

/** What is wrong between settings that are each well-formed, by the name of the one to change. */
export function documentProblems(given: Readonly<Record<string, string | undefined>>): Map<string, string> {
  const only = flag.safeParse(given['TRUSTED_DOCUMENTS_ONLY']).data ?? false;
  if (!only || given['TRUSTED_DOCUMENTS']) return new Map();
  return new Map([
    ['TRUSTED_DOCUMENTS', 'TRUSTED_DOCUMENTS: expected, because TRUSTED_DOCUMENTS_ONLY is on'],
  ]);
}
