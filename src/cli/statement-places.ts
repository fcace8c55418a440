import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { HeldStatement } from '../relay/held-statement.ts';
import type { DetectedTool } from '../tools/detect-tool.ts';
import { pathIn } from '../tools/path-in.ts';
import { placeOfStatement } from '../tools/place-of-statement.ts';
import { temporaryFolder } from '../tools/temporary-folder.ts';
import type { Place } from '../tools/tool.ts';

/** Tells which place in the user's files a held statement comes from. */
export interface StatementPlaces {
  /** The file into which the command's Node processes write the places of their statements. */
  readonly file: string;
  /** What the tool's ledger says now: its next migration is the one that is running. */
  running(applied: readonly string[]): void;
  /** null where nobody knows; never an error, for it is only to be shown. */
  of(held: HeldStatement): Promise<Place | null>;
  remove(): Promise<void>;
}

/** @param command of `run`; pgmend's own where somebody else runs it */
export async function statementPlaces(
  command: readonly string[],
  detected: DetectedTool | null,
): Promise<StatementPlaces> {
  const folder = await temporaryFolder('pgmend-places-');
  const file = path.join(folder.path, 'places.jsonl');
  const known = new Map<HeldStatement, Place | null>();
  let applied: readonly string[] = [];
  return {
    file,
    running(names) {
      applied = names;
    },
    async of(held) {
      const before = known.get(held);
      if (before !== undefined) return before;
      const place = await placeOfStatement({
        sql: held.sql,
        names: namesIn(held),
        frames: await framesOf(file, held.sql),
        command,
        directory: process.cwd(),
        detected,
        applied,
      }).catch(() => null);
      known.set(held, place);
      return place;
    },
    remove: folder.remove,
  };
}

/** `migrations/1-link.js:6`, as seen from where the command was started. */
export function placeInWords(place: Pick<Place, 'path' | 'line'>): string {
  return `${fileInWords(place)}:${place.line}`;
}

/** As seen from where the command was started, with `/`. */
export function fileInWords({ path: file }: Pick<Place, 'path'>): string {
  return pathIn(process.cwd(), file);
}

function namesIn({ error: { fields } }: HeldStatement): string[] {
  const { constraint, table, column, message, detail } = fields;
  const quoted = [...`${message} ${detail ?? ''}`.matchAll(/"([^"]+)"/g)].map(([, name]) => name);
  return [constraint, table, column, ...quoted].filter((one) => one !== undefined);
}

interface Line {
  readonly statement: string;
  readonly frames: readonly {
    readonly file: string;
    readonly line: number;
    readonly column: number;
  }[];
}

/** The frames of the last time that this statement was sent. */
async function framesOf(file: string, sql: string) {
  const text = await readFile(file, 'utf8').catch(() => '');
  const lines = text.split('\n').filter((line) => line !== '');
  const found = lines
    .map((line) => JSON.parse(line) as Line)
    .findLast(
      ({ statement }) =>
        statement === sql || (statement.length > 1000 && sql.startsWith(statement)),
    );
  return (found?.frames ?? []).map(({ file: name, ...rest }) => ({ path: name, ...rest }));
}
