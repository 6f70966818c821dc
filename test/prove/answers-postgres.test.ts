import { test } from 'vitest';
import { startPostgres, withoutPostgres } from '../call-index/postgres-server.ts';
import { proveAnswers } from './prove-answers.ts';

test.skipIf(withoutPostgres)(
  'lists and statistics of two gateways on one PostgreSQL are those of a brute-force oracle, while calls move',
  async () => {
    const { url } = await startPostgres();
    await proveAnswers([{ url: url() }, { url: url() }]);
  },
);
