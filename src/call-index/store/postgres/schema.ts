import { valueColumns } from '../row-values.ts';

/** Number of the format. A shared database of another format is refused, because other processes may be using it. */
export const formatNumber = 4;

/** Schema of the tables, which nothing else is in. */
export const schemaName = 'switchboard_index';

/** Names of the tables, so that no setting of the role or the database leads to others. */
export const tables = {
  store: `${schemaName}.store`,
  account: `${schemaName}.account`,
  call: `${schemaName}.call`,
  removedCall: `${schemaName}.removed_call`,
  recheck: `${schemaName}.recheck`,
  erasedKey: `${schemaName}.erased_key`,
};

const types = { text: 'text', integer: 'integer', double: 'double precision' };

/** Keys ascend by their bytes, whatever the language of the database. */
const values = valueColumns
  .map(({ name, type }) => (name === 'key' ? 'key text collate "C" not null' : `${name} ${types[type]}`))
  .join(', ');

/**
 * Statements that create the tables. Versions count within an account, whose row every write locks, so that they become visible
 * in their order. The free space of a page keeps rows that a walk marks as seen out of the indexes. Places of pages are of any
 * length, which an index does not take.
 */
export const createTables = `
  create table ${tables.store} (format integer not null, salt text not null);

  create table ${tables.account} (
    id bigint generated always as identity primary key,
    source text not null,
    -- Null once another account has the name.
    name text,
    state text,
    -- Fingerprint of the key by which numbers are masked; null if they are stored.
    masked_by text,
    -- Number of the walk whose deletions an operator has confirmed.
    confirmed_walk bigint,
    version bigint not null default 0,
    -- Version at which a key was erased or restored last.
    erased_version bigint not null default 0,
    row_count bigint not null default 0,
    unique (source, name)
  );

  create table ${tables.call} (
    id bigint generated always as identity primary key,
    account bigint not null,
    seen_walk bigint not null,
    version bigint not null,
    changed_at double precision not null,
    ${values},
    unique (account, key)
  ) with (fillfactor = 85);
  create index call_version on ${tables.call} (account, version);
  create index call_sid on ${tables.call} (account, sid) where sid is not null;

  create table ${tables.removedCall} (
    account bigint not null,
    version bigint not null,
    id bigint not null,
    primary key (account, version)
  );

  create table ${tables.recheck} (
    account bigint not null,
    target text not null,
    kind text not null,
    due_at double precision not null,
    step integer not null,
    counted_from double precision not null
  );
  create unique index recheck_target on ${tables.recheck} (account, md5(target));
  create index recheck_due_at on ${tables.recheck} (account, due_at);

  create table ${tables.erasedKey} (account bigint not null, hash text not null, primary key (account, hash));
`;
