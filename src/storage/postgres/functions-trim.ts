import { LOCKS } from './locks.ts'

/** How many entries one call lets go of at most: others that write into the same journals wait for it. */
export const TRIMMED_AT_ONCE = 200

/** The function that bounds all journals together; the second version of the schema's. */
export const TRIM_FUNCTION = `
  -- Lets go of the oldest entries of all journals where they take more than so many bytes, and answers how many went.
  CREATE FUNCTION uploadmock.trim_journals(max_bytes bigint) RETURNS bigint LANGUAGE plpgsql AS $$
  DECLARE
    held bigint;
    latest bigint;
    oldest record;
    gone bigint := 0;
  BEGIN
    -- One server does it at a time: the others need not wait.
    IF NOT pg_try_advisory_xact_lock(${LOCKS.trim}) THEN RETURN 0; END IF;
    PERFORM set_config('synchronous_commit', 'off', true);
    SELECT coalesce(sum(bytes), 0) INTO held FROM uploadmock.journals;
    IF held <= max_bytes THEN RETURN 0; END IF;
    SELECT max(position) INTO latest FROM uploadmock.journal;
    WHILE held > max_bytes AND gone < ${TRIMMED_AT_ONCE} LOOP
      SELECT position, generation, vendor, operation, size INTO oldest
        FROM uploadmock.journal ORDER BY position LIMIT 1;
      EXIT WHEN NOT FOUND OR oldest.position = latest;
      -- Locked first, as whoever notes an entry does: that one may let go of the same entry meanwhile.
      PERFORM 1 FROM uploadmock.journals WHERE generation = oldest.generation FOR UPDATE;
      DELETE FROM uploadmock.journal WHERE position = oldest.position;
      CONTINUE WHEN NOT FOUND;
      UPDATE uploadmock.journals SET entries = entries - 1, bytes = bytes - oldest.size
        WHERE generation = oldest.generation;
      INSERT INTO uploadmock.evictions AS e (generation, vendor, operation, count)
        VALUES (oldest.generation, oldest.vendor, oldest.operation, 1)
        ON CONFLICT (generation, vendor, coalesce(operation, '')) DO UPDATE SET count = e.count + 1;
      held := held - oldest.size;
      gone := gone + 1;
    END LOOP;
    RETURN gone;
  END $$
`
