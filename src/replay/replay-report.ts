import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

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

export interface Reported {
  readonly statements: readonly PlacedStatement[];
  readonly refused: readonly Refused[];
}

export interface ReplayReport {
  readonly file: string;
  read(): Promise<Reported>;
  remove(): Promise<void>;
}

/** The file into which the preloads of a replay write, in a folder of its own. */
export async function createReplayReport(): Promise<ReplayReport> {
  const folder = await mkdtemp(path.join(tmpdir(), 'pgmend-replay-'));
  const file = path.join(folder, 'report.jsonl');
  return {
    file,
    async read() {
      const text = await readFile(file, 'utf8').catch(() => '');
      const lines = text.split('\n').filter((line) => line !== '');
      const statements: PlacedStatement[] = [];
      const refused: Refused[] = [];
      for (const entry of lines.map((line) => JSON.parse(line) as Record<string, string>)) {
        const { statement, file: place = '', refused: what, name = '' } = entry;
        if (what !== undefined) refused.push({ what, name });
        else if (statement !== undefined) {
          const { line, column } = entry;
          statements.push({
            sql: statement,
            file: place,
            line: Number(line),
            column: Number(column),
          });
        }
      }
      return { statements, refused };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
