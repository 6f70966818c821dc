import { test } from 'vitest';
import { withoutPostgres } from '../call-index/postgres-server.ts';
import { databaseStorage } from './index-storage.ts';
import { proveKills } from './prove-kills.ts';

test.skipIf(withoutPostgres)(
  'gateways on one PostgreSQL that are killed at any moment lose and invent nothing of its tables',
  async () => {
    await proveKills(await databaseStorage());
  },
);
