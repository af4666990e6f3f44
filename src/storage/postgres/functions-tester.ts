/** The functions of journal and faults, and of what ends a generation; the first version of the schema's. */
export const TESTER_FUNCTIONS = `
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
    -- Locked though it is not there yet: whoever notes the first entry at this moment is waited for.
    INSERT INTO uploadmock.journals VALUES (in_generation, 0, 0) ON CONFLICT (generation) DO UPDATE SET entries = 0;
    DELETE FROM uploadmock.journal WHERE generation = in_generation;
    DELETE FROM uploadmock.evictions WHERE generation = in_generation;
    DELETE FROM uploadmock.journals WHERE generation = in_generation;
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
`
