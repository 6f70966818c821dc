import { type CallRecording, httpUrlOrNull } from '../../domain/recording.ts';

/** Butter gives at most one recording, and nothing but its address. */
export function recordingsOf(uri: string | null): CallRecording[] {
  if (uri === null) return [];
  return [
    {
      databaseId: null,
      sid: null,
      uri,
      url: httpUrlOrNull(uri),
      filePath: null,
      duration: null,
      format: null,
      type: null,
      origin: null,
      status: null,
      createdAt: null,
    },
  ];
}
