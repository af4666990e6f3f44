import { LOCKS } from './locks.ts'

/** How many of an owner's latest changes are known by name, so that one whose answer was lost is not made twice. */
const REMEMBERED = 20

/** The functions by which rows change, the first version of the schema's. */
export const ROW_FUNCTIONS = `
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
    IF present.version > expected + ${REMEMBERED} THEN RETURN 'behind'; END IF;
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

    PERFORM pg_advisory_xact_lock_shared(${LOCKS.claims});
    PERFORM 1 FROM json_to_recordset(puts) AS p(blob text) JOIN uploadmock.swept s ON s.blob = p.blob;
    IF FOUND THEN RETURN 'swept'; END IF;
    UPDATE uploadmock.owners SET version = version + 1, recent = (in_change || recent)[1:${REMEMBERED}]
      WHERE generation = in_generation AND vendor = in_vendor AND owner_hash = md5(in_owner);
    UPDATE uploadmock.sequences s SET last = t.last
      FROM json_to_recordset(taken) AS t(name text, last bigint)
      WHERE s.generation = in_generation AND s.name = t.name;
    DELETE FROM uploadmock.rows r USING json_to_recordset(deletes) AS d(kind text, key text)
      WHERE r.generation = in_generation AND r.vendor = in_vendor AND md5(r.owner) = md5(in_owner)
        AND r.kind = d.kind AND md5(r.key) = md5(d.key);
    -- So that rows become visible in the order of their positions, and a page that goes on behind one misses none.
    PERFORM pg_advisory_xact_lock(${LOCKS.positions}, hashtext(in_generation::text));
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
    PERFORM pg_advisory_xact_lock_shared(${LOCKS.claims});
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
    IF for_good THEN PERFORM pg_advisory_xact_lock(${LOCKS.claims}); END IF;
    RETURN QUERY
      WITH free AS (
        SELECT asked.blob FROM unnest(in_blobs) AS asked(blob)
        WHERE NOT EXISTS (SELECT FROM uploadmock.rows r WHERE r.blob = asked.blob)
      ), noted AS (
        INSERT INTO uploadmock.swept (blob) SELECT f.blob FROM free f WHERE for_good ON CONFLICT DO NOTHING
      )
      SELECT f.blob FROM free f;
    IF for_good THEN DELETE FROM uploadmock.swept WHERE at < now() - interval '7 days'; END IF;
  END $$;
`
