import type { Node, ScanToken } from 'libpg-query';

/** The parts of libpg-query that are used. */
export interface Parser {
  readonly loadModule: () => Promise<void>;
  readonly parseSync: (sql: string) => { stmts?: RawStatement[] };
  readonly scanSync: (sql: string) => { tokens: ScanToken[] };
}

export interface RawStatement {
  readonly stmt?: Node;
  readonly stmt_location?: number;
  readonly stmt_len?: number;
}

let parser: Parser | null = null;

/** Loads PostgreSQL's own parser (WebAssembly), once. What needs it throws until then. */
export async function loadParser(): Promise<void> {
  if (parser !== null) return;
  const module = (await import('libpg-query')) as unknown as Parser;
  await module.loadModule();
  parser = module;
}

/** @throws Error when {@link loadParser} has not been awaited. */
export function loadedParser(): Parser {
  if (parser === null) throw new Error('loadParser() has to be awaited first');
  return parser;
}
