import type { Migrations, Project } from '../tool.ts';
import { readJournal } from './journal.ts';

/** What the journal names, in its order; an SQL file that it does not name never runs. */
export async function migrations(project: Project): Promise<Migrations> {
  const journal = await readJournal(project);
  return {
    files: journal.migrations.map(({ tag, path }) => ({ name: tag, path })),
    ignored: journal.ignored,
  };
}
