import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { temporaryFolder } from '../tools/temporary-folder.ts';

/** A statement of a migration, and the call that sent it. */
export interface PlacedStatement {
  readonly sql: string;
  /** Absolute. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What a replayed command wanted and did not get. */
export interface Refused {
  /** `a connection to`, `the program`, `the native module`. */
  readonly what: string;
  readonly name: string;
}

/** A statement, and the user's own code that was running when a driver sent it, innermost first. */
export interface FramedStatement {
  readonly sql: string;
  readonly frames: readonly {
    readonly path: string;
    readonly line: number;
    readonly column: number;
  }[];
}

export interface Reported {
  readonly statements: readonly PlacedStatement[];
  readonly framed: readonly FramedStatement[];
  readonly refused: readonly Refused[];
}

/** As the preloads write it. */
type FilePlace = Omit<PlacedStatement, 'sql'>;
type Line =
  | { readonly refused: string; readonly name: string }
  | { readonly statement: string; readonly frames: readonly FilePlace[] }
  | ({ readonly statement: string } & FilePlace);

export interface ReplayReport {
  readonly file: string;
  read(): Promise<Reported>;
  remove(): Promise<void>;
}

/** The file into which the preloads of a replay write, in a folder of its own. */
export async function createReplayReport(): Promise<ReplayReport> {
  const folder = await temporaryFolder('pgmend-replay-');
  const file = path.join(folder.path, 'report.jsonl');
  return {
    file,
    async read() {
      const text = await readFile(file, 'utf8').catch(() => '');
      const lines = text.split('\n').filter((line) => line !== '');
      const statements: PlacedStatement[] = [];
      const framed: FramedStatement[] = [];
      const refused: Refused[] = [];
      for (const entry of lines.map((line) => JSON.parse(line) as Line)) {
        if ('refused' in entry) refused.push({ what: entry.refused, name: entry.name });
        else if ('frames' in entry) {
          const frames = entry.frames.map(({ file: path, ...rest }) => ({ path, ...rest }));
          framed.push({ sql: entry.statement, frames });
        } else {
          const { statement, ...place } = entry;
          statements.push({ sql: statement, ...place });
        }
      }
      return { statements, framed, refused };
    },
    remove: folder.remove,
  };
}

/** The call that sent this text, the last one where several did. */
export function placedOf(
  sql: string,
  {
    statements,
    failed,
  }: {
    readonly statements: readonly PlacedStatement[];
    readonly failed: readonly PlacedStatement[];
  },
): PlacedStatement | null {
  const wanted = sql.trim();
  const isIt = (one: PlacedStatement) => one.sql.trim() === wanted;
  return failed.findLast(isIt) ?? statements.findLast(isIt) ?? null;
}
