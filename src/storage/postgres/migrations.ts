import { ROW_FUNCTIONS } from './functions-rows.ts'
import { TESTER_FUNCTIONS } from './functions-tester.ts'
import { TRIM_FUNCTION } from './functions-trim.ts'

const TABLES = `
  CREATE SEQUENCE uploadmock.generations;
  CREATE TABLE uploadmock.namespaces (
    name text PRIMARY KEY,
    generation bigint NOT NULL UNIQUE,
    used_at timestamptz NOT NULL DEFAULT now(),
    -- The time there: it stands at frozen_at, or runs offset_ms from the machine's.
    frozen_at bigint,
    offset_ms bigint,
    faults_added integer NOT NULL DEFAULT 0
  );
  -- One row: what the servers sign with that each of them must know again.
  CREATE TABLE uploadmock.secrets (id integer PRIMARY KEY CHECK (id = 1), secret text NOT NULL);
  CREATE TABLE uploadmock.ended (generation bigint PRIMARY KEY, at timestamptz NOT NULL DEFAULT now());
  -- Bytes that are being removed since no row claimed them, and that none may claim any more.
  CREATE TABLE uploadmock.swept (blob text PRIMARY KEY, at timestamptz NOT NULL DEFAULT now());

  CREATE TABLE uploadmock.rows (
    position bigserial PRIMARY KEY,
    generation bigint NOT NULL,
    vendor text NOT NULL, owner text NOT NULL, kind text NOT NULL, key text NOT NULL, id text NOT NULL,
    created_at bigint NOT NULL, data text NOT NULL, blob text, asset text
  );
  CREATE UNIQUE INDEX rows_by_key ON uploadmock.rows (generation, vendor, md5(owner), kind, md5(key));
  CREATE UNIQUE INDEX rows_by_id ON uploadmock.rows (generation, md5(id));
  CREATE INDEX rows_by_age ON uploadmock.rows (generation, position);
  CREATE INDEX rows_by_kind ON uploadmock.rows (generation, vendor, kind, position);
  CREATE INDEX rows_by_blob ON uploadmock.rows (blob) WHERE blob IS NOT NULL;
  -- The version rises with each change of an owner's rows, the latest of which are known by name.
  CREATE TABLE uploadmock.owners (
    generation bigint, vendor text, owner_hash text, version bigint NOT NULL, recent text[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (generation, vendor, owner_hash)
  );
  CREATE TABLE uploadmock.sequences (
    generation bigint, name text, last bigint NOT NULL, PRIMARY KEY (generation, name)
  );

  CREATE TABLE uploadmock.journal (
    position bigserial PRIMARY KEY,
    generation bigint NOT NULL, id text NOT NULL, vendor text NOT NULL, operation text, outcome text NOT NULL,
    received_at double precision NOT NULL, size bigint NOT NULL, entry text NOT NULL
  );
  CREATE INDEX journal_by_age ON uploadmock.journal (generation, position);
  CREATE INDEX journal_by_id ON uploadmock.journal (generation, id);
  CREATE TABLE uploadmock.journals (
    generation bigint PRIMARY KEY, entries bigint NOT NULL, bytes bigint NOT NULL
  ) WITH (fillfactor = 50);
  CREATE TABLE uploadmock.evictions (
    generation bigint, vendor text, operation text, count bigint NOT NULL, first_at bigserial
  );
  CREATE UNIQUE INDEX evictions_by_operation ON uploadmock.evictions (generation, vendor, coalesce(operation, ''));

  CREATE TABLE uploadmock.faults (
    generation bigint, number integer, rule text NOT NULL, skip bigint NOT NULL, times bigint,
    seen bigint NOT NULL DEFAULT 0, fired bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (generation, number)
  );
  CREATE TABLE uploadmock.fault_calls (
    generation bigint, number integer, call text, hit bigint NOT NULL, added bigserial,
    PRIMARY KEY (generation, number, call)
  );
  CREATE INDEX fault_calls_by_age ON uploadmock.fault_calls (generation, number, added);
`

/**
 * The steps that made the schema, in their order; one that was released is never changed. Texts that come from outside
 * are kept as JSON, since PostgreSQL takes no NUL and no half of a surrogate pair. Rows belong to a generation, so that
 * a namespace's next one begins empty at once, and what the ended one held is removed behind.
 */
export const MIGRATIONS: readonly string[] = [
  [TABLES, ROW_FUNCTIONS, TESTER_FUNCTIONS].join('\n'),
  TRIM_FUNCTION,
]
