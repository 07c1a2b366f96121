using Sapphire.Persistence.Projections;

namespace Sapphire.Actors.Search;

/// <summary>
/// The tables of the search. A message's tokens are there only while it can be found: while it is being written, and while its
/// chat is deleted or it is removed from it, they are null, and the index does not know it.
/// </summary>
internal static class SearchSchema
{
    private const string Common = """
        CREATE TABLE messages (
            id         {id} PRIMARY KEY,
            message_id TEXT   NOT NULL UNIQUE,
            chat       TEXT   NOT NULL,
            parent     TEXT,
            role       TEXT   NOT NULL,
            turn       TEXT,
            said_at    BIGINT NOT NULL,
            complete   BIGINT NOT NULL,
            removed    BIGINT NOT NULL DEFAULT 0,
            hidden     BIGINT NOT NULL DEFAULT 0,
            content    TEXT   NOT NULL,
            tokens     TEXT
        );
        CREATE INDEX messages_by_chat ON messages (chat);
        CREATE INDEX messages_by_turn ON messages (turn);
        CREATE INDEX messages_by_parent ON messages (parent);
        CREATE TABLE chats (
            id      TEXT   PRIMARY KEY,
            title   TEXT,
            tokens  TEXT,
            used_at BIGINT NOT NULL,
            deleted BIGINT NOT NULL
        );
        """;

    // The tokens have only letters, digits, marks and symbols, and single spaces between them: "ascii" splits them there and nowhere
    // else. Prefixes of up to three characters have an index, since people search while they type. One trigger, since of two the order is open,
    // and the old tokens must go before the new ones come.
    private const string Fts5 = """
        CREATE VIRTUAL TABLE messages_fts USING fts5(tokens, content = 'messages', content_rowid = 'id', tokenize = 'ascii', prefix = '1 2 3', columnsize = 0);
        CREATE TRIGGER messages_indexed AFTER UPDATE OF tokens ON messages BEGIN
            INSERT INTO messages_fts (messages_fts, rowid, tokens) SELECT 'delete', old.id, old.tokens WHERE old.tokens IS NOT NULL;
            INSERT INTO messages_fts (rowid, tokens) SELECT new.id, new.tokens WHERE new.tokens IS NOT NULL;
        END;
        """;

    // What was indexed last waits in a list that every search reads: it is kept short.
    private const string TsVector = """
        ALTER TABLE messages ADD COLUMN words TSVECTOR;
        CREATE INDEX messages_by_words ON messages USING gin (words) WITH (gin_pending_list_limit = 256);
        """;

    public static string For(SqlDialect dialect) => dialect == SqlDialect.Postgres
        ? Common.Replace("{id}", "BIGINT", StringComparison.Ordinal) + TsVector
        : Common.Replace("{id}", "INTEGER", StringComparison.Ordinal) + Fts5;
}
