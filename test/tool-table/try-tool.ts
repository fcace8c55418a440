import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { builtCommand } from '../built-command.ts';
import type { DatabaseServer } from '../servers/start-server.ts';
import { editFiles, projectFolder } from './project-folder.ts';
import { runInProject } from './run-in-project.ts';
import type { TableFault } from './table-fault.ts';
import type { ToolProject } from './tool-project.ts';

/** `yes`, `no`, or why it was not tried. */
export type Cell = 'yes' | 'no' | '–';

/** One row of the table, for one fault. */
export interface ToolResult {
  /** Without pgmend it stops: otherwise the row says nothing. */
  readonly stops: Cell;
  readonly goesThrough: Cell;
  readonly recorded: Cell;
  /** The migration's file, and a line of it. */
  readonly named: Cell;
  readonly undone: Cell;
  /** A migration written by `pgmend export` lets the tool go through by itself, and the way back leads back. */
  readonly exported: Cell;
  /** Why the tool cannot do its work here at all, in its own words; null where it can. */
  readonly notRun: string | null;
  /** What was printed where a cell is `no`. */
  readonly said: string;
}

const notTried: ToolResult = {
  stops: '–',
  goesThrough: '–',
  recorded: '–',
  named: '–',
  undone: '–',
  exported: '–',
  notRun: null,
  said: '',
};

/** The fault in a database of its own, met by the tool's own command: alone, under `pgmend run`, and taken back. */
export async function tryTool(
  server: DatabaseServer,
  project: ToolProject,
  installed: string,
  fault: TableFault,
): Promise<ToolResult> {
  if (project.stopsNotAt?.includes(fault.name) === true) return notTried;
  const target = await server.createDatabase();
  const session = await server.session(target);
  const folder = projectFolder(project, installed, target);
  try {
    await session.query(fault.before);
    const before = await stateOf(session);
    const call = (words: readonly string[]) =>
      runInProject(words, { folder, installed, target, project });
    for (const words of project.baseline ?? []) await call(words);
    const plain = await call(project.migrate);
    const [cannot] = project.cannot?.exec(plain.output) ?? [];
    if (cannot !== undefined) return { ...notTried, notRun: cannot, said: plain.output };
    const unchanged = (await stateOf(session)) === before;
    if (project.afterFailure !== undefined) await call(project.afterFailure);
    const mended = await call([...builtCommand, 'run', '--yes', '--', ...project.migrate]);
    const value = await one(session, fault.after[0]).catch(() => null);
    const goesThrough = mended.code === 0 && value === fault.after[1];
    editFiles(folder, project.told?.(mended.output) ?? {});
    const status = await call(project.status.command);
    const recorded = status.code === 0 && project.status.recorded.test(status.output);
    const undone =
      fault.nothingToUndo === true || !goesThrough
        ? null
        : await call([...builtCommand, 'undo', '--yes']);
    const back = undone !== null && undone.code === 0 && (await stateOf(session)) === before;
    const exported = await tryExport(server, project, installed, fault);
    return {
      stops: cell(unchanged && (plain.code !== 0 || /error/i.test(plain.output))),
      goesThrough: cell(goesThrough),
      recorded: project.status.command[1] === '-e' ? '–' : cell(recorded),
      named: cell(isNamed(mended.output, folder, project.migration)),
      undone: undone === null ? '–' : cell(back),
      exported: exported === null ? '–' : cell(exported.works),
      notRun: null,
      said: [plain, mended, status, undone, exported]
        .map((ended) => ended?.output ?? '')
        .join('\n----\n'),
    };
  } finally {
    await session.close();
    await server.dropDatabase(target);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The migration's file, and a line of it at which something of the foreign key is written. */
function isNamed(output: string, folder: string, migration: string): boolean {
  const place = `at ${migration}:`;
  const line = Number.parseInt(output.slice(output.indexOf(place) + place.length), 10);
  if (!output.includes(place) || Number.isNaN(line)) return false;
  const lines = readFileSync(join(folder, migration), 'utf8').split('\n');
  return /booking|user_?id/i.test(lines.slice(line - 1, line + 2).join('\n'));
}

/** null where there is nothing to export, or no tool to export to. */
async function tryExport(
  server: DatabaseServer,
  project: ToolProject,
  installed: string,
  fault: TableFault,
): Promise<{ readonly works: boolean; readonly output: string } | null> {
  if (project.export === undefined || fault.nothingToUndo === true) return null;
  const { format, revert } = project.export;
  const target = await server.createDatabase();
  const session = await server.session(target);
  const folder = projectFolder(project, installed, target);
  const said: string[] = [];
  try {
    await session.query(fault.before);
    const before = await stateOf(session);
    const call = async (words: readonly string[]): Promise<boolean> => {
      const { code, output } = await runInProject(words, { folder, installed, target, project });
      said.push(output);
      return code === 0;
    };
    for (const words of project.baseline ?? []) await call(words);
    const written = await call([...builtCommand, 'export', '--format', format]);
    const migrated = written && (await call(project.migrate));
    const value = migrated ? await one(session, fault.after[0]).catch(() => null) : null;
    if (value !== fault.after[1]) return { works: false, output: said.join('\n') };
    const commands = revert === 'undo' ? [[...builtCommand, 'undo', '--yes']] : revert;
    let reverted = true;
    for (const words of commands) {
      const done = await call(words);
      // Kept values are put back from the journal, which no script can do: its way down says so, and names the command.
      const [, ...way] = /\bpgmend (undo) (\d{8}-\d{6}-[0-9a-f]+)/.exec(said.at(-1) ?? '') ?? [];
      const byPgmend = !done && way.length > 0;
      reverted = (byPgmend ? await call([...builtCommand, ...way, '--yes']) : done) && reverted;
    }
    const works = reverted && (await stateOf(session)) === before;
    return { works, output: said.join('\n') };
  } finally {
    await session.close();
    await server.dropDatabase(target);
    rmSync(folder, { recursive: true, force: true });
  }
}

function cell(yes: boolean): Cell {
  return yes ? 'yes' : 'no';
}

type Session = Awaited<ReturnType<DatabaseServer['session']>>;

async function one(session: Session, sql: string): Promise<string> {
  const { rows } = await session.query<Record<string, unknown>>(sql);
  return String(Object.values(rows[0] ?? {})[0]);
}

/** The two tables: columns, constraints and every row. */
function stateOf(session: Session): Promise<string> {
  return one(
    session,
    `SELECT concat((SELECT json_agg(t ORDER BY id) FROM bookings t), (SELECT json_agg(t ORDER BY id) FROM users t),
       (SELECT json_agg(format_type(atttypid, atttypmod) ORDER BY attrelid::regclass::text, attnum) FROM pg_attribute
         WHERE attrelid IN ('bookings'::regclass, 'users'::regclass) AND attnum > 0),
       (SELECT json_agg(pg_get_constraintdef(oid) ORDER BY conname) FROM pg_constraint WHERE conrelid = 'bookings'::regclass AND contype = 'f'))`,
  );
}
