import { createRequire } from 'node:module';
import type Pg from 'pg';
import type PgCursor from 'pg-cursor';

const require = createRequire(import.meta.url);

/** The client library, loaded with the first connection: most commands, and most hospitals, have none. */
export function postgresLibrary(): typeof Pg {
  return require('pg') as typeof Pg;
}

/** What reads an answer in groups; see {@link postgresLibrary}. */
export function cursorLibrary(): typeof PgCursor {
  return require('pg-cursor') as typeof PgCursor;
}
