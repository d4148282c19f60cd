import type { BlockingFamily } from './blocking-types.ts';

const database = { kind: 'database', weight: 'high', what: 'waits for the database' } as const;
// Rows are there when `execute` returns: fetching them is no further wait.
const cursors = '(?:execute|executemany|executescript|commit|rollback|callproc|copy_from|copy_expert)';

/** Synchronous database drivers and ORMs (documentation of the libraries, read 2026-11). */
export const databaseCalls: readonly BlockingFamily[] = [
  {
    ...database,
    pattern: new RegExp(
      `^(?:psycopg2|psycopg|pymysql|MySQLdb|pyodbc|cx_Oracle|oracledb|mariadb|pymssql|snowflake\\.connector|mysql\\.connector|pg8000|clickhouse_connect)(?:\\.(?:dbapi|connections|pool|extras|native))?\\.(?:connect|Connection\\.connect|get_client)(?:(?:\\.cursor)?\\.${cursors}|\\.query)?$`,
    ),
  },
  { ...database, pattern: new RegExp(`^psycopg2\\.pool\\.\\w+\\.getconn(?:(?:\\.cursor)?\\.${cursors})?$`) },
  {
    ...database,
    pattern: new RegExp(`^sqlite3\\.connect(?:\\.(?:cursor\\.|execute\\.)?${cursors})?$`),
    instead: 'aiosqlite',
  },
  {
    ...database,
    pattern:
      /^sqlalchemy\.orm\.(?:session\.)?(?:Session|sessionmaker\.__call__|scoped_session(?:\.__call__)?|sessionmaker\.begin)\.(?:execute|scalars?|commit|flush|refresh|get|merge|rollback|bulk_\w+)$/,
    instead: 'AsyncSession',
  },
  {
    ...database,
    pattern:
      /^sqlalchemy\.orm\.(?:session\.)?(?:Session|sessionmaker\.__call__|scoped_session(?:\.__call__)?)\.query(?:\.\w+)*\.(?:all|first|one|one_or_none|scalar|count|delete|update|get|exists)$/,
    instead: 'AsyncSession',
  },
  {
    ...database,
    pattern:
      /^sqlmodel\.(?:orm\.session\.)?Session\.(?:exec|execute|scalars?|commit|flush|refresh|get|rollback)(?:\.(?:all|first|one))?$/,
    instead: 'AsyncSession',
  },
  {
    ...database,
    pattern:
      /^(?:sqlalchemy|sqlmodel)\.create_engine\.(?:connect|begin|execute)(?:\.(?:execute|commit|scalar|scalars))?$/,
    instead: 'create_async_engine',
  },
  { ...database, pattern: /^flask_sqlalchemy\.SQLAlchemy\.session\.(?:execute|commit|flush|scalars?|get)$/ },
  {
    ...database,
    pattern:
      /^pymongo\.(?:mongo_client\.)?MongoClient(?:\.\w+)*\.(?:find_one\w*|insert_\w+|update_\w+|delete_\w+|replace_one|count_documents|aggregate|distinct|bulk_write|create_index|command|list_collection_names)$/,
    instead: 'motor',
  },
  {
    ...database,
    pattern:
      /^redis\.(?:Redis|StrictRedis|from_url|Redis\.from_url|client\.Redis|RedisCluster|cluster\.RedisCluster)\.(?:pipeline\.execute|get|set|setex|setnx|mget|mset|delete|exists|expire|ttl|incr\w*|decr\w*|h\w+|l(?:push|pop|range|len|rem|trim|index)|r(?:push|pop)|s(?:add|members|ismember|rem|card)|z\w+|keys|scan|scan_iter|ping|publish|blpop|brpop|xadd|xread\w*|flushdb|eval\w*)$/,
    instead: 'redis.asyncio',
  },
  {
    ...database,
    pattern: /^elasticsearch\.Elasticsearch\.(?:\w+\.)?(?:search|index|get|bulk|delete|update|count|create|exists)$/,
    instead: 'AsyncElasticsearch',
  },
  {
    ...database,
    pattern: /^supabase\.(?:create_client|Client)\.[\w.]*(?:execute|sign_in\w*|sign_up|upload|download|get_user)$/,
    instead: 'supabase.acreate_client',
  },
  {
    ...database,
    pattern:
      /^(?:qdrant_client\.QdrantClient\.(?:search|query_points|upsert|retrieve|scroll|count)|pinecone\.(?:Index|Pinecone\.Index)\.(?:query|upsert|fetch|delete)|chromadb\.\w+\.\w+\.(?:query|add|get|upsert|delete)|weaviate\.[\w.]+\.do)$/,
  },
  { ...database, pattern: /^pandas\.(?:read_sql\w*|read_gbq)$|^pandas_gbq\.(?:read_gbq|to_gbq)$/ },
  {
    ...database,
    pattern: /^neo4j\.GraphDatabase\.driver\.(?:session\.(?:run|execute_read|execute_write)|execute_query)$/,
    instead: 'AsyncGraphDatabase',
  },
];
