using System.Collections.Immutable;

namespace Sapphire.Persistence.Postgres;

/// <summary>
/// The journal's tables and functions; <c>{s}</c> stands for the schema. Names follow the defaults of Akka.Persistence.Sql;
/// <c>epochs</c> and <c>writers</c> are ours.
/// </summary>
/// <remarks>
/// <para>
/// Every change goes through one function, called as a statement of its own: its arguments are on the server before it begins, so
/// nothing that happens to the caller keeps it from ending. It takes the lock of the writers, which is held until the commit. Under it
/// <c>ordering</c> is drawn, and epochs and numbers are looked up by statements with a snapshot of their own (a plpgsql function's,
/// under read committed). So orderings grow in commit order, and what was looked up holds until the commit.
/// </para>
/// <para>
/// Looking up the epoch and the highest number of every id takes longer than writing. So the table <c>epochs</c> has a generation,
/// which changes with any row of it; while it is the one in which a writer saw an id to be its own, it still is. The number needs no
/// second look either: the writer knows one that is stored, and were it not the highest, its next would be a duplicate, which the
/// unique index refuses.
/// </para>
/// <para>
/// A connection of a writer has a name of its own in <c>writers</c>. Once a new connection has removed it, whatever the old one
/// still has under way is refused: what its outcome was can then be read from the rows.
/// </para>
/// </remarks>
internal static class PostgresSchema
{
    /// <summary>Of all advisory locks of a database ours have this class: "SapJ" as a number.</summary>
    public const int LockClass = 0x5361704a;

    public static readonly ImmutableArray<string> Migrations =
    [
        """
        CREATE TABLE {s}.journal (
            ordering        bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            created         bigint  NOT NULL,
            deleted         boolean NOT NULL DEFAULT false,
            persistence_id  varchar(255) COLLATE "C" NOT NULL,
            sequence_number bigint  NOT NULL,
            message         bytea   NOT NULL,
            manifest        varchar(500) NOT NULL,
            writer_uuid     varchar(128) NOT NULL,
            encoding        integer NOT NULL DEFAULT 0,
            checksum        bigint,
            epoch           bigint  NOT NULL DEFAULT 0,
            -- What the table tags says of this event, to be read with it; null for nothing.
            tags            text[],
            UNIQUE (persistence_id, sequence_number)
        );
        CREATE TABLE {s}.snapshot (
            persistence_id  varchar(255) COLLATE "C" NOT NULL,
            sequence_number bigint  NOT NULL,
            created         bigint  NOT NULL,
            snapshot        bytea   NOT NULL,
            manifest        varchar(500) NOT NULL,
            encoding        integer NOT NULL DEFAULT 0,
            checksum        bigint,
            PRIMARY KEY (persistence_id, sequence_number)
        );
        CREATE TABLE {s}.epochs (
            persistence_id  varchar(255) COLLATE "C" PRIMARY KEY,
            epoch           bigint  NOT NULL
        );
        CREATE TABLE {s}.generation (value bigint NOT NULL);
        INSERT INTO {s}.generation VALUES (0);
        CREATE TABLE {s}.tags (
            tag             varchar(100) COLLATE "C" NOT NULL,
            ordering        bigint  NOT NULL REFERENCES {s}.journal (ordering) ON DELETE CASCADE,
            PRIMARY KEY (tag, ordering)
        );
        CREATE INDEX tags_by_ordering ON {s}.tags (ordering);
        CREATE TABLE {s}.writers (
            writer_uuid     varchar(128) COLLATE "C" PRIMARY KEY,
            since           timestamptz NOT NULL DEFAULT now(),
            pid             integer NOT NULL DEFAULT pg_backend_pid()
        );

        -- What was brotli-packed does not shrink again; and plain text is small.
        ALTER TABLE {s}.journal ALTER COLUMN message SET STORAGE EXTERNAL;
        ALTER TABLE {s}.snapshot ALTER COLUMN snapshot SET STORAGE EXTERNAL;

        -- Whoever else inserts events, by hand say, takes the lock too, before its rows draw their numbers.
        CREATE FUNCTION {s}.lock_before_insert() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_advisory_xact_lock({class}, hashtext('{n}')); RETURN NULL; END $$;
        CREATE TRIGGER one_writer BEFORE INSERT ON {s}.journal FOR EACH STATEMENT EXECUTE FUNCTION {s}.lock_before_insert();

        -- Any change of an epoch, by hand too, ends what writers believe to own.
        CREATE FUNCTION {s}.new_generation() RETURNS trigger LANGUAGE plpgsql AS
        $$
        BEGIN
            PERFORM pg_advisory_xact_lock({class}, hashtext('{n}'));
            UPDATE {s}.generation SET value = value + 1;
            RETURN NULL;
        END
        $$;
        CREATE TRIGGER new_generation AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {s}.epochs FOR EACH STATEMENT EXECUTE FUNCTION {s}.new_generation();

        -- A new connection: its name replaces the one it had before.
        CREATE FUNCTION {s}.open_writer(p_writer text, p_before text) RETURNS bigint LANGUAGE plpgsql AS
        $$
        BEGIN
            PERFORM pg_advisory_xact_lock({class}, hashtext('{n}'));
            -- Those of programs that crashed, when one starts, lest commits are announced to the dead. One that still lives only connects again.
            DELETE FROM {s}.writers w
             WHERE writer_uuid = p_before OR since < now() - interval '30 days'
                OR (p_before IS NULL AND NOT EXISTS (SELECT 1 FROM pg_stat_activity a WHERE a.pid = w.pid));
            INSERT INTO {s}.writers (writer_uuid) VALUES (p_writer);
            RETURN coalesce((SELECT ordering FROM {s}.journal ORDER BY ordering DESC LIMIT 1), 0);
        END
        $$;

        CREATE FUNCTION {s}.check_writer(p_writer text) RETURNS void LANGUAGE plpgsql AS
        $$
        BEGIN
            PERFORM pg_advisory_xact_lock({class}, hashtext('{n}'));
            IF NOT EXISTS (SELECT 1 FROM {s}.writers WHERE writer_uuid = p_writer) THEN
                RAISE EXCEPTION 'this connection was replaced by a newer one' USING ERRCODE = '08006';
            END IF;
        END
        $$;

        -- Appends events, all or none; "base" is the ordering before the first one, null when nothing is stored. p_ids are those to look
        -- at, with their epochs, and the numbers that their first events follow: when some differ, "epochs" and "highest" say what they
        -- are. Ids that are not among them were seen in p_generation: when that is over, only "generation" is answered.
        CREATE FUNCTION {s}.append(
            p_writer text, p_generation bigint, p_ids text[], p_epochs bigint[], p_before bigint[],
            p_event_ids text[], p_event_epochs bigint[], p_numbers bigint[], p_created bigint[], p_manifests text[],
            p_messages bytea[], p_encodings integer[], p_checksums bigint[], p_tags text[], p_tagged integer[],
            OUT base bigint, OUT generation bigint, OUT epochs bigint[], OUT highest bigint[]) LANGUAGE plpgsql AS
        $$
        DECLARE
            events integer := cardinality(p_numbers);
            sequence regclass := '{s}.journal_ordering_seq';
        BEGIN
            PERFORM {s}.check_writer(p_writer);
            generation := (SELECT value FROM {s}.generation);
            IF p_generation <> generation THEN
                RETURN;
            END IF;

            IF cardinality(p_ids) > 0 THEN
                SELECT array_agg(coalesce((SELECT e.epoch FROM {s}.epochs e WHERE e.persistence_id = g.id), 0) ORDER BY g.i),
                       array_agg(coalesce((SELECT j.sequence_number FROM {s}.journal j WHERE j.persistence_id = g.id ORDER BY j.sequence_number DESC LIMIT 1), 0) ORDER BY g.i)
                  INTO epochs, highest
                  FROM unnest(p_ids) WITH ORDINALITY AS g(id, i);
                IF epochs <> p_epochs OR highest <> p_before THEN
                    RETURN;
                END IF;
            END IF;

            base := nextval(sequence) - 1;
            IF events > 1 THEN
                PERFORM setval(sequence, base + events);
            END IF;

            INSERT INTO {s}.journal (ordering, created, persistence_id, sequence_number, message, manifest, writer_uuid, encoding, checksum, epoch)
            OVERRIDING SYSTEM VALUE
            SELECT base + e.i, e.created, e.id, e.number, e.message, e.manifest, p_writer, e.encoding, e.checksum, e.epoch
              FROM unnest(p_event_ids, p_event_epochs, p_numbers, p_created, p_manifests, p_messages, p_encodings, p_checksums)
                   WITH ORDINALITY AS e(id, epoch, number, created, manifest, message, encoding, checksum, i);
            IF cardinality(p_tags) > 0 THEN
                INSERT INTO {s}.tags (tag, ordering) SELECT t.tag, base + t.event FROM unnest(p_tags, p_tagged) AS t(tag, event);
                UPDATE {s}.journal j SET tags = g.tags
                  FROM (SELECT event, array_agg(tag ORDER BY tag COLLATE "C") AS tags FROM unnest(p_tags, p_tagged) AS t(tag, event) GROUP BY event) g
                 WHERE j.ordering = base + g.event;
            END IF;

            -- Only where another program is there: waking its own listener costs a lone one a fifth of its commits. One that comes
            -- later stands among the writers before it listens, and looks up what was stored once it does.
            IF EXISTS (SELECT 1 FROM {s}.writers WHERE writer_uuid <> p_writer) THEN
                PERFORM pg_notify('{n}_journal', (base + events)::text);
            END IF;
            epochs := NULL;
            highest := NULL;
        END
        $$;

        -- Puts events in the place of everything that an id has. "found_epoch" is the epoch that holds when it is another one.
        CREATE FUNCTION {s}.replace_events(
            p_writer text, p_id text, p_epoch bigint,
            p_event_ids text[], p_event_epochs bigint[], p_numbers bigint[], p_created bigint[], p_manifests text[],
            p_messages bytea[], p_encodings integer[], p_checksums bigint[], p_tags text[], p_tagged integer[],
            OUT found_epoch bigint, OUT base bigint) LANGUAGE plpgsql AS
        $$
        BEGIN
            PERFORM {s}.check_writer(p_writer);
            found_epoch := coalesce((SELECT e.epoch FROM {s}.epochs e WHERE e.persistence_id = p_id), 0);
            IF found_epoch <> p_epoch THEN
                RETURN;
            END IF;

            found_epoch := NULL;
            DELETE FROM {s}.journal WHERE persistence_id = p_id;
            DELETE FROM {s}.snapshot WHERE persistence_id = p_id;
            base := (SELECT a.base FROM {s}.append(
                p_writer, NULL, '{}', '{}', '{}', p_event_ids, p_event_epochs, p_numbers, p_created, p_manifests,
                p_messages, p_encodings, p_checksums, p_tags, p_tagged) a);
        END
        $$;

        CREATE FUNCTION {s}.raise_epochs(p_writer text, p_ids text[], OUT epochs bigint[], OUT generation_before bigint, OUT generation bigint) LANGUAGE plpgsql AS
        $$
        BEGIN
            PERFORM {s}.check_writer(p_writer);
            generation_before := (SELECT value FROM {s}.generation);
            WITH r AS (
                INSERT INTO {s}.epochs AS e (persistence_id, epoch) SELECT id, 1 FROM unnest(p_ids) AS g(id)
                ON CONFLICT (persistence_id) DO UPDATE SET epoch = e.epoch + 1
                RETURNING e.persistence_id, e.epoch)
            SELECT array_agg(r.epoch ORDER BY g.i) INTO epochs FROM unnest(p_ids) WITH ORDINALITY AS g(id, i) JOIN r ON r.persistence_id = g.id;
            generation := (SELECT value FROM {s}.generation);
        END
        $$;

        -- The epochs that hold, when some differs; null when the snapshots are stored.
        CREATE FUNCTION {s}.save_snapshots(
            p_writer text, p_ids text[], p_epochs bigint[], p_numbers bigint[], p_created bigint[], p_manifests text[],
            p_snapshots bytea[], p_encodings integer[], p_checksums bigint[]) RETURNS bigint[] LANGUAGE plpgsql AS
        $$
        DECLARE
            found_epochs bigint[];
        BEGIN
            PERFORM {s}.check_writer(p_writer);
            SELECT array_agg(coalesce((SELECT e.epoch FROM {s}.epochs e WHERE e.persistence_id = g.id), 0) ORDER BY g.i)
              INTO found_epochs FROM unnest(p_ids) WITH ORDINALITY AS g(id, i);
            IF found_epochs <> p_epochs THEN
                RETURN found_epochs;
            END IF;

            INSERT INTO {s}.snapshot AS s (persistence_id, sequence_number, created, snapshot, manifest, encoding, checksum)
            SELECT g.* FROM unnest(p_ids, p_numbers, p_created, p_snapshots, p_manifests, p_encodings, p_checksums) AS g
            ON CONFLICT (persistence_id, sequence_number) DO UPDATE
                SET created = excluded.created, snapshot = excluded.snapshot, manifest = excluded.manifest, encoding = excluded.encoding, checksum = excluded.checksum;
            RETURN NULL;
        END
        $$;

        -- These two: the epoch that holds, when it differs; null when it is done.
        CREATE FUNCTION {s}.delete_events(p_writer text, p_id text, p_epoch bigint, p_to bigint) RETURNS bigint LANGUAGE plpgsql AS
        $$
        DECLARE
            found_epoch bigint;
            last bigint;
        BEGIN
            PERFORM {s}.check_writer(p_writer);
            found_epoch := coalesce((SELECT e.epoch FROM {s}.epochs e WHERE e.persistence_id = p_id), 0);
            IF found_epoch <> p_epoch THEN
                RETURN found_epoch;
            END IF;

            -- The last deleted one's row stays without its content: it tells what was deleted from what was lost, and may hold the highest number.
            last := least(p_to, (SELECT sequence_number FROM {s}.journal WHERE persistence_id = p_id ORDER BY sequence_number DESC LIMIT 1));
            DELETE FROM {s}.journal WHERE persistence_id = p_id AND sequence_number < last;
            UPDATE {s}.journal SET deleted = true, message = '', encoding = 0, checksum = NULL WHERE persistence_id = p_id AND sequence_number = last;

            RETURN NULL;
        END
        $$;
        CREATE FUNCTION {s}.delete_snapshots(
            p_writer text, p_id text, p_epoch bigint, p_from bigint, p_to bigint, p_oldest bigint, p_newest bigint) RETURNS bigint LANGUAGE plpgsql AS
        $$
        DECLARE
            found_epoch bigint;
        BEGIN
            PERFORM {s}.check_writer(p_writer);
            found_epoch := coalesce((SELECT e.epoch FROM {s}.epochs e WHERE e.persistence_id = p_id), 0);
            IF found_epoch <> p_epoch THEN
                RETURN found_epoch;
            END IF;

            DELETE FROM {s}.snapshot
             WHERE persistence_id = p_id AND sequence_number BETWEEN p_from AND p_to AND created BETWEEN p_oldest AND p_newest;
            RETURN NULL;
        END
        $$;
        """,
    ];

    /// <summary>The text of a migration for a schema.</summary>
    public static string Text(string migration, string schema) => migration
        .Replace("{s}", $"\"{schema}\"", StringComparison.Ordinal)
        .Replace("{n}", schema, StringComparison.Ordinal)
        .Replace("{class}", LockClass.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);

    /// <summary>The channel on which commits are announced.</summary>
    public static string Channel(string schema) => schema + "_journal";
}
