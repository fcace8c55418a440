import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PgmendError } from '../../postgres/pgmend-error.ts';
import { toolCommand } from '../command-line.ts';
import { complaint, ledgerStatements, type ReplayRequest } from '../replay-of-program.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import type { Project, Replay } from '../tool.ts';
import { foldersOf, sqlFiles } from './sql-files.ts';
import type { SqlFolder } from './sql-folder.ts';

/**
 * The files, cut and sent as the tool does, each with its record: the tool itself is a program that cannot be confined.
 *
 * @throws PgmendError `replay-not-possible`
 */
export async function replayOfFolder(
  own: SqlFolder,
  project: Project,
  { command, directory, env }: ReplayRequest,
): Promise<Replay> {
  const { recognises, ownArguments } = toolCommand(own.program);
  const words = recognises(command, directory) ? ownArguments(command, directory) : [];
  if (command.length > 0 && !own.runsAll.words.every((word) => words.includes(word))) {
    throw new PgmendError(
      'replay-not-possible',
      `A replay runs all files of ${own.name} in their order, and this command does something else.`,
      'Leave the command out.',
    );
  }
  const folders = foldersOf(project);
  for (const folder of folders) await refuseCompiled(own, folder);
  const { files } = await sqlFiles(own, folders);
  const put = (sql: string) => sql.replaceAll('%', () => `"${own.ledger.table}"`);
  const plan = [];
  for (const file of files) {
    const script = await own.script(await readFile(file.path, 'utf8'), file.path, project.settings);
    const { insert, replayed = insert } = own.ledger.record(file, files);
    plan.push({ name: file.name, ...script, record: put(replayed) });
  }
  // Larger than what a program may be told in words; it removes the file itself, where it comes to be started.
  const folder = await temporaryFolder('pgmend-replay-');
  const list = path.join(folder.path, 'files.json');
  await writeFile(list, JSON.stringify({ create: put(own.ledger.create), files: plan }));
  return {
    args: [fileURLToPath(new URL('./replay-sql-folder.cjs', import.meta.url)), list],
    directory: project.directory,
    env,
    preloads: [],
    databases: [],
    urlVariables: [],
    ...ledgerStatements(own.ledger.table),
    complaint,
  };
}

/** @throws PgmendError `replay-not-possible` */
async function refuseCompiled({ compiled, name: tool }: SqlFolder, folder: string): Promise<void> {
  if (compiled === undefined) return;
  const found = (await readdir(folder).catch(() => [])).find((name) => compiled.test(name));
  if (found === undefined) return;
  throw new PgmendError(
    'replay-not-possible',
    `${found} is no SQL: only the program that it is compiled into can run it, and what ${tool} does behind it cannot be told.`,
    'pgmend doctor looks at the database itself; pgmend run mends while the migrations run.',
  );
}
