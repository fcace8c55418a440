import pg from 'pg';
import { serialize } from 'pg-protocol';
import { PgmendError } from '../postgres/pgmend-error.ts';
import type { ServerError } from '../postgres/server-error.ts';
import type { Param, QueryResult } from '../postgres/session.ts';
import type { Flight } from './flight.ts';
import { wantedTypes } from './frames.ts';
import { code, serverErrorOf, tagOf } from './messages.ts';

/** The name of the relay's own prepared statement and portal: no client uses it. */
const reserved = 'pgmend_relay';

const everything = wantedTypes('', true);

const closeBoth = [
  serialize.close({ type: 'P', name: reserved }),
  serialize.close({ type: 'S', name: reserved }),
];

/**
 * One statement of pgmend's own on the client's connection, by extended protocol under reserved names: a simple
 * Query would destroy the client's unnamed statement. An error skips the closing: then {@link closeReserved} follows.
 */
export function ownStatement(sql: string, params: readonly Param[]): Buffer {
  return Buffer.concat([
    serialize.parse({ name: reserved, text: sql }),
    serialize.bind({ portal: reserved, statement: reserved, values: params.map(encodeParam) }),
    serialize.describe({ type: 'P', name: reserved }),
    serialize.execute({ portal: reserved }),
    ...closeBoth,
    serialize.sync(),
  ]);
}

/** Gives the reserved names back after an error. */
export const closeReserved = Buffer.concat([...closeBoth, serialize.sync()]);

/** Commands without answers of interest, as a simple Query: only in front of a simple Query of the client's own. */
export function ownCommands(sql: string): Buffer {
  return serialize.query(sql);
}

/** Reads the answers to {@link ownStatement}; none of them reaches the client, but notifications that come meanwhile. */
export class OwnFlight implements Flight {
  readonly wanted = everything;
  readonly #resolve: (result: QueryResult<Record<string, unknown>>) => void;
  readonly #reject: (error: Error) => void;
  #columns: Column[] = [];
  readonly #rows: Record<string, unknown>[] = [];
  #rowCount: number | null = null;
  #error: ServerError | null = null;

  constructor(
    resolve: (result: QueryResult<Record<string, unknown>>) => void,
    reject: (error: Error) => void,
  ) {
    this.#resolve = resolve;
    this.#reject = reject;
  }

  frame(type: number, frame: Buffer): boolean {
    switch (type) {
      case code('T'):
        this.#columns = columnsOf(frame);
        break;
      case code('D'):
        this.#rows.push(rowOf(frame, this.#columns));
        break;
      case code('C'): {
        const count = /\d+$/.exec(tagOf(frame));
        this.#rowCount = count === null ? null : Number(count[0]);
        break;
      }
      case code('A'):
        return true;
      case code('E'):
        this.#error = serverErrorOf(frame);
        // The server's last words are for the client too.
        return this.#error.fields.severity !== 'ERROR';
      case code('Z'):
        if (this.#error !== null) this.#reject(this.#error);
        else this.#resolve({ rows: this.#rows, rowCount: this.#rowCount });
        break;
    }
    return false;
  }

  lost(reason: PgmendError): void {
    this.#reject(reason);
  }
}

interface Column {
  readonly name: string;
  readonly decode: (text: string) => unknown;
}

function columnsOf(frame: Buffer): Column[] {
  const columns: Column[] = [];
  let at = 7;
  for (let left = frame.readInt16BE(5); left > 0; left -= 1) {
    const end = frame.indexOf(0, at);
    const name = frame.toString('utf8', at, end);
    const oid = frame.readUInt32BE(end + 7);
    columns.push({ name, decode: pg.types.getTypeParser(oid, 'text') });
    at = end + 19;
  }
  return columns;
}

function rowOf(frame: Buffer, columns: readonly Column[]): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  let at = 7;
  for (const { name, decode } of columns) {
    const length = frame.readInt32BE(at);
    at += 4;
    if (length === -1) row[name] = null;
    else {
      row[name] = decode(frame.toString('utf8', at, at + length));
      at += length;
    }
  }
  return row;
}

function encodeParam(param: Param): string | null {
  if (param === null) return null;
  if (typeof param === 'object') return `{${param.map(encodeElement).join(',')}}`;
  return String(param);
}

/** https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO */
function encodeElement(element: string | number | null): string {
  if (element === null) return 'NULL';
  return `"${String(element).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

export function connectionLost(reason: string): PgmendError {
  return new PgmendError(
    'connection-lost',
    `The connection that the migration runs on was lost: ${reason}.`,
    'Nothing that was not committed has happened. Check the server, then run the command again.',
  );
}
