import { checkServerIdentity } from 'node:tls';
import { ConsiliumError, systemClock } from '@consilium/core';
import type pg from 'pg';
import { cursorLibrary, postgresLibrary } from './postgres-client.ts';
import { postgresError } from './postgres-error.ts';
import { isSocket, type PostgresServer, requireSafeServer, serverSecrets, serverText } from './postgres-server.ts';

/** Time to reach the server, in milliseconds. */
const CONNECT_MS = 15_000;
/** Longest wait for a table that somebody is changing, in milliseconds. */
const LOCK_MS = 10_000;
/** What a client waits beyond the time in which the server ends a statement, in milliseconds: then the way to it is cut. */
const GRACE_MS = 10_000;

/** Time for the server to take leave, in milliseconds. */
const GOODBYE_MS = 1_000;

/** A row as text by place; null where there is nothing. */
export type TextRow = readonly (string | null)[];

/** Every cell as the server writes it. */
const asText: pg.CustomTypesConfig = { getTypeParser: () => (text: string) => text };

/**
 * One transaction on a server: read-only, on one snapshot, with times that end it. Text arrives as ISO dates, in UTC, with all digits.
 */
export class PostgresSession {
  readonly #client: pg.Client;
  readonly #name: string;
  readonly #deadlineMs: number;
  #broken: unknown;

  private constructor(client: pg.Client, name: string, deadlineMs: number) {
    this.#client = client;
    this.#name = name;
    this.#deadlineMs = deadlineMs;
    // Between two questions nobody waits for the client: what happens then shows at the next.
    client.on('error', (error) => (this.#broken = error));
  }

  /**
   * Dials, and begins the transaction.
   *
   * @throws ConsiliumError `DATABASE_UNAVAILABLE`, `DATABASE_REFUSED`, `DATABASE_UNTRUSTED`, `SOURCE_UNSAFE`, `KEY_INVALID`, `FILE_UNREADABLE`
   */
  static async open(server: PostgresServer): Promise<PostgresSession> {
    requireSafeServer(server);
    const { host, port, database, user, tls, statementSeconds } = server;
    const { password, ...material } = serverSecrets(server);
    const statementMs = Math.round(statementSeconds * 1000);
    const { Client } = postgresLibrary();
    const client = new Client({
      host,
      port,
      database,
      user,
      // A function: text would be looked for in PGPASSWORD and ~/.pgpass when it is empty.
      password: () => password,
      ssl:
        tls === 'off' || isSocket(server)
          ? false
          : {
              ...material,
              minVersion: 'TLSv1.2',
              // By the name in the description, also where that is an address.
              checkServerIdentity: (_: string, certificate) => checkServerIdentity(host, certificate),
            },
      application_name: 'consilium-site',
      connectionTimeoutMillis: CONNECT_MS,
      statement_timeout: statementMs,
      lock_timeout: LOCK_MS,
      idle_in_transaction_session_timeout: statementMs + GRACE_MS,
      options:
        '-c default_transaction_read_only=on -c datestyle=ISO,YMD -c timezone=UTC -c extra_float_digits=1 -c bytea_output=hex',
      client_encoding: 'UTF8',
      keepAlive: true,
      types: asText,
    });
    const session = new PostgresSession(client, serverText(server), statementMs + GRACE_MS);
    try {
      await session.#within(client.connect());
      await session.#within(client.query('begin isolation level repeatable read read only'));
    } catch (error) {
      await session.close();
      throw session.#error(error);
    }
    return session;
  }

  /** All rows of a small answer. @throws ConsiliumError as {@link open}, `DATA_INVALID` where the tables are not what the query takes them for */
  async rows(sql: string, parameters: readonly unknown[] = []): Promise<readonly TextRow[]> {
    try {
      return (await this.#within(this.#client.query({ text: sql, values: [...parameters], rowMode: 'array' }))).rows as TextRow[];
    } catch (error) {
      throw this.#error(error);
    }
  }

  /** Rows of an answer of any size, in groups; the server sends the next one when it is asked for. @throws ConsiliumError as {@link rows} */
  async *groups(sql: string, parameters: readonly unknown[], rows: number): AsyncGenerator<readonly TextRow[]> {
    const Cursor = cursorLibrary();
    const cursor = this.#client.query(new Cursor<TextRow>(sql, [...parameters], { rowMode: 'array', types: asText }));
    try {
      for (;;) {
        const group = await this.#within(cursor.read(rows));
        if (group.length === 0) return;
        yield group;
      }
    } catch (error) {
      throw this.#error(error);
    }
  }

  /** Ends transaction and connection, whatever state they are in. */
  async close(): Promise<void> {
    // Its goodbye waits for an answer, which a cut cable never brings.
    await Promise.race([
      this.#client.end().catch(() => {}),
      new Promise<void>((resolve) => systemClock.setTimer(GOODBYE_MS, resolve)),
    ]);
    this.#client.connection.stream.destroy();
  }

  async #within<T>(answer: Promise<T>): Promise<T> {
    if (this.#broken !== undefined) throw this.#error(this.#broken);
    let cancel = (): void => {};
    const late = new Promise<never>((_, reject) => {
      cancel = systemClock.setTimer(this.#deadlineMs, () => {
        reject(new ConsiliumError({ code: 'DATABASE_UNAVAILABLE', message: `${this.#name} stopped answering` }));
      });
    });
    try {
      return await Promise.race([answer, late]);
    } finally {
      cancel();
    }
  }

  #error(error: unknown): ConsiliumError {
    return postgresError(error, this.#name);
  }
}
