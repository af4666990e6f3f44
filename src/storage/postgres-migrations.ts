/**
 * The steps that made the schema, in their order; one that was released is never changed. Texts that come from outside
 * are kept as JSON, since PostgreSQL takes no NUL and no half of a surrogate pair. Rows belong to a generation, so that
 * a namespace's next one begins empty at once, and what the ended one held is removed behind.
 */
export const MIGRATIONS: readonly string[] = [
  `
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

  -- Makes a change that was decided on what was read at these versions; says 'conflict' where that is no longer so.
  CREATE FUNCTION uploadmock.apply(
    in_generation bigint, in_vendor text, in_owner text, expected bigint, in_change text,
    deletes json, puts json, taken json
  ) RETURNS text LANGUAGE plpgsql AS $$
  DECLARE
    present record;
    one record;
  BEGIN
    PERFORM 1 FROM uploadmock.namespaces WHERE generation = in_generation FOR KEY SHARE;
    IF NOT FOUND THEN RETURN 'ended'; END IF;
    INSERT INTO uploadmock.owners (generation, vendor, owner_hash, version)
      VALUES (in_generation, in_vendor, md5(in_owner), 0) ON CONFLICT DO NOTHING;
    SELECT version, recent INTO present FROM uploadmock.owners
      WHERE generation = in_generation AND vendor = in_vendor AND owner_hash = md5(in_owner) FOR UPDATE;
    -- Asked again, since its answer was lost.
    IF in_change = ANY(present.recent) THEN RETURN 'applied'; END IF;
    IF present.version > expected + 20 THEN RETURN 'behind'; END IF;
    IF present.version <> expected THEN RETURN 'conflict'; END IF;
    INSERT INTO uploadmock.sequences
      SELECT in_generation, name, 0 FROM json_to_recordset(taken) AS t(name text) ORDER BY name
      ON CONFLICT DO NOTHING;
    -- Locked first and compared then: in one statement only those would be locked that differed before the lock.
    PERFORM 1 FROM uploadmock.sequences s JOIN json_to_recordset(taken) AS t(name text) ON t.name = s.name
      WHERE s.generation = in_generation ORDER BY s.name FOR UPDATE OF s;
    PERFORM 1 FROM uploadmock.sequences s JOIN json_to_recordset(taken) AS t(name text, before bigint) ON t.name = s.name
      WHERE s.generation = in_generation AND s.last <> t.before;
    IF FOUND THEN RETURN 'conflict'; END IF;

    PERFORM pg_advisory_xact_lock_shared(8672003);
    PERFORM 1 FROM json_to_recordset(puts) AS p(blob text) JOIN uploadmock.swept s ON s.blob = p.blob;
    IF FOUND THEN RETURN 'swept'; END IF;
    UPDATE uploadmock.owners SET version = version + 1, recent = (in_change || recent)[1:20]
      WHERE generation = in_generation AND vendor = in_vendor AND owner_hash = md5(in_owner);
    UPDATE uploadmock.sequences s SET last = t.last
      FROM json_to_recordset(taken) AS t(name text, last bigint)
      WHERE s.generation = in_generation AND s.name = t.name;
    DELETE FROM uploadmock.rows r USING json_to_recordset(deletes) AS d(kind text, key text)
      WHERE r.generation = in_generation AND r.vendor = in_vendor AND md5(r.owner) = md5(in_owner)
        AND r.kind = d.kind AND md5(r.key) = md5(d.key);
    -- So that rows become visible in the order of their positions, and a page that goes on behind one misses none.
    PERFORM pg_advisory_xact_lock(8672004, hashtext(in_generation::text));
    FOR one IN SELECT * FROM json_to_recordset(puts) AS p(
      kind text, key text, id text, created_at bigint, data text, blob text, asset text
    ) LOOP
      INSERT INTO uploadmock.rows (generation, vendor, owner, kind, key, id, created_at, data, blob, asset)
        VALUES (in_generation, in_vendor, in_owner, one.kind, one.key, one.id, one.created_at, one.data, one.blob, one.asset)
        ON CONFLICT (generation, vendor, md5(owner), kind, md5(key)) DO UPDATE SET
          id = excluded.id, created_at = excluded.created_at, data = excluded.data,
          blob = excluded.blob, asset = excluded.asset;
    END LOOP;
    RETURN 'applied';
  END $$;

  -- Makes a draft, whose rows are there, its namespace's present generation, and answers the one that it ends.
  CREATE FUNCTION uploadmock.adopt(in_name text, in_generation bigint, OUT swept boolean, OUT ended bigint)
  LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM pg_advisory_xact_lock_shared(8672003);
    PERFORM 1 FROM uploadmock.rows r JOIN uploadmock.swept s ON s.blob = r.blob WHERE r.generation = in_generation;
    swept := FOUND;
    IF swept THEN RETURN; END IF;
    DELETE FROM uploadmock.ended WHERE generation = in_generation;
    LOOP
      SELECT n.generation INTO ended FROM uploadmock.namespaces n WHERE n.name = in_name FOR UPDATE;
      IF FOUND THEN
        INSERT INTO uploadmock.ended (generation) VALUES (ended);
        DELETE FROM uploadmock.namespaces n WHERE n.name = in_name;
      END IF;
      INSERT INTO uploadmock.namespaces (name, generation) VALUES (in_name, in_generation) ON CONFLICT (name) DO NOTHING;
      EXIT WHEN FOUND;
    END LOOP;
  END $$;

  -- The blobs that no row has. For good: none will have them, since what claims them meanwhile holds the lock.
  CREATE FUNCTION uploadmock.unclaimed(in_blobs text[], for_good boolean) RETURNS SETOF text LANGUAGE plpgsql AS $$
  BEGIN
    IF for_good THEN PERFORM pg_advisory_xact_lock(8672003); END IF;
    RETURN QUERY SELECT asked.blob FROM unnest(in_blobs) AS asked(blob)
      WHERE NOT EXISTS (SELECT FROM uploadmock.rows r WHERE r.blob = asked.blob);
    IF for_good THEN
      INSERT INTO uploadmock.swept (blob) SELECT asked.blob FROM unnest(in_blobs) AS asked(blob)
        WHERE NOT EXISTS (SELECT FROM uploadmock.rows r WHERE r.blob = asked.blob) ON CONFLICT DO NOTHING;
      DELETE FROM uploadmock.swept WHERE at < now() - interval '7 days';
    END IF;
  END $$;

  -- Adds an entry, and answers how many of the oldest ones went for it.
  CREATE FUNCTION uploadmock.note(
    in_generation bigint, in_id text, in_vendor text, in_operation text, in_outcome text, in_received_at double precision,
    in_size bigint, in_entry text, max_entries bigint, max_bytes bigint
  ) RETURNS bigint LANGUAGE plpgsql AS $$
  DECLARE
    held record;
    oldest record;
    gone bigint := 0;
  BEGIN
    PERFORM 1 FROM uploadmock.namespaces WHERE generation = in_generation;
    IF NOT FOUND THEN RETURN 0; END IF;
    -- A crash of the database may take the last entries of a journal with it: to wait for the disk costs each request more.
    PERFORM set_config('synchronous_commit', 'off', true);
    INSERT INTO uploadmock.journals AS j VALUES (in_generation, 1, in_size)
      ON CONFLICT (generation) DO UPDATE SET entries = j.entries + 1, bytes = j.bytes + in_size
      RETURNING entries, bytes INTO held;
    INSERT INTO uploadmock.journal (generation, id, vendor, operation, outcome, received_at, size, entry)
      VALUES (in_generation, in_id, in_vendor, in_operation, in_outcome, in_received_at, in_size, in_entry);
    WHILE held.entries > max_entries OR (held.bytes > max_bytes AND held.entries > 1) LOOP
      DELETE FROM uploadmock.journal WHERE position = (
        SELECT min(position) FROM uploadmock.journal WHERE generation = in_generation
      ) RETURNING vendor, operation, size INTO oldest;
      EXIT WHEN NOT FOUND;
      held.entries := held.entries - 1;
      held.bytes := held.bytes - oldest.size;
      gone := gone + 1;
      INSERT INTO uploadmock.evictions AS e (generation, vendor, operation, count)
        VALUES (in_generation, oldest.vendor, oldest.operation, 1)
        ON CONFLICT (generation, vendor, coalesce(operation, '')) DO UPDATE SET count = e.count + 1;
    END LOOP;
    IF gone > 0 THEN
      UPDATE uploadmock.journals SET entries = held.entries, bytes = held.bytes WHERE generation = in_generation;
    END IF;
    RETURN gone;
  END $$;

  -- Counts a request for each of the rules that are meant, in their order, until one hits it.
  CREATE FUNCTION uploadmock.draw(in_generation bigint, meant json, max_calls bigint)
  RETURNS TABLE (number integer, hit bigint, is_counted boolean) LANGUAGE plpgsql AS $$
  DECLARE
    one record;
    armed record;
    known bigint;
  BEGIN
    FOR one IN SELECT * FROM json_to_recordset(meant) AS m(number integer, call text) LOOP
      SELECT f.skip, f.times, f.seen, f.fired INTO armed FROM uploadmock.faults f
        WHERE f.generation = in_generation AND f.number = one.number FOR UPDATE;
      CONTINUE WHEN NOT FOUND;
      known := NULL;
      IF one.call IS NOT NULL THEN
        SELECT c.hit INTO known FROM uploadmock.fault_calls c
          WHERE c.generation = in_generation AND c.number = one.number AND c.call = one.call;
      END IF;
      number := one.number;
      is_counted := known IS NULL;
      IF known IS NOT NULL THEN
        hit := known;
      ELSE
        hit := CASE WHEN armed.seen + 1 > armed.skip AND (armed.times IS NULL OR armed.fired < armed.times)
          THEN armed.fired + 1 ELSE 0 END;
        UPDATE uploadmock.faults f SET seen = armed.seen + 1, fired = armed.fired + CASE WHEN hit > 0 THEN 1 ELSE 0 END
          WHERE f.generation = in_generation AND f.number = one.number;
        IF one.call IS NOT NULL THEN
          INSERT INTO uploadmock.fault_calls AS c (generation, number, call, hit)
            VALUES (in_generation, one.number, one.call, hit);
          DELETE FROM uploadmock.fault_calls c WHERE c.generation = in_generation AND c.number = one.number
            AND c.added <= (
              SELECT k.added FROM uploadmock.fault_calls k
              WHERE k.generation = in_generation AND k.number = one.number
              ORDER BY k.added DESC OFFSET max_calls LIMIT 1
            );
        END IF;
      END IF;
      IF hit > 0 THEN
        RETURN NEXT;
        RETURN;
      END IF;
    END LOOP;
  END $$;

  -- Forgets a journal, or faults, in the order in which others lock them.
  CREATE FUNCTION uploadmock.clear_journal(in_generation bigint) RETURNS void LANGUAGE plpgsql AS $$
  BEGIN
    DELETE FROM uploadmock.journals WHERE generation = in_generation;
    DELETE FROM uploadmock.journal WHERE generation = in_generation;
    DELETE FROM uploadmock.evictions WHERE generation = in_generation;
  END $$;
  CREATE FUNCTION uploadmock.clear_faults(in_generation bigint) RETURNS void LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM 1 FROM uploadmock.faults WHERE generation = in_generation ORDER BY number FOR UPDATE;
    DELETE FROM uploadmock.faults WHERE generation = in_generation;
    DELETE FROM uploadmock.fault_calls WHERE generation = in_generation;
  END $$;

  -- Removes all that an ended generation held.
  CREATE FUNCTION uploadmock.forget(in_generation bigint) RETURNS void LANGUAGE plpgsql AS $$
  BEGIN
    DELETE FROM uploadmock.rows WHERE generation = in_generation;
    DELETE FROM uploadmock.owners WHERE generation = in_generation;
    DELETE FROM uploadmock.sequences WHERE generation = in_generation;
    PERFORM uploadmock.clear_journal(in_generation);
    PERFORM uploadmock.clear_faults(in_generation);
  END $$
  `,
]
