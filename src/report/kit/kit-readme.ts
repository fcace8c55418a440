import { displayIdent } from '../../postgres/quote.ts';
import { aboutScript } from '../script/sql-script.ts';
import { columnName } from '../words.ts';
import type { KitSubject } from './kit.ts';

/** The kit's page: the three options in their order, trouble-shooting, the way by hand. */
export function kitReadme(subject: KitSubject): string {
  const { script, undo, migration, migrationsFolder, configuration, schema } = subject;
  const { plan, run } = script;
  const database = plan.database;
  const columns = plan.conversions.map(
    ({ mapped }) =>
      `${columnName(mapped.table, mapped.column)} (${mapped.type} → ${mapped.newType})`,
  );
  const wayBack =
    'plan' in undo
      ? `\`manual-foreign-key-fix-undo.sql\` brings every value back (run it as option 2 is run), or \`npx pgmend undo ${run.id}\`; after option 1 also \`npx sequelize-cli db:migrate:undo\`, newest migration first.`
      : `\`npx pgmend undo ${run.id}\`. No script can do it: ${undo.reason}.`;
  return `# The repair of database ${database}

${aboutScript(script)
  .map((line) => `- ${line}`)
  .join('\n')}

Written by pgmend ${run.version}, run ${run.id}, for this database and what was counted in it. \`plan.html\` is the whole
plan, to read or print. Whatever is done checks everything again, is one transaction, and is safe to repeat. What
matches nothing is kept in schema ${displayIdent(plan.journalSchema)} of the database, table kept_values.

Take the options in their order. Stop at the first that gets through: the last migration then prints its line, and
\`npx sequelize-cli db:migrate\` says that everything is up to date.

## Before

- A backup is never wrong: \`pg_dump -Fc -f before.dump ${database}\`.
- The tables are locked while they are rewritten. Choose a quiet moment.

## Option 1: the repair as a migration

In the project's folder (the one with \`${migrationsFolder}\`):

    sh PATH-OF-THE-KIT/DIRECT-FOREIGN-KEY-FIX.sh

Windows: \`"PATH-OF-THE-KIT\\DIRECT-FOREIGN-KEY-FIX.bat"\`. It copies \`migrations/${migration.name}\` into
\`${migrationsFolder}\`, where it comes immediately before the migration that fails, and runs
\`npx sequelize-cli db:migrate\`. Commit the file afterwards: new databases need it as well.

## Option 2: by SQL

    psql -v ON_ERROR_STOP=1 -d ${database} -f PATH-OF-THE-KIT/manual-foreign-key-fix.sql

or open the file in any SQL client and run all of it. It shows the columns before and after. Then, in the project's
folder:

    npx sequelize-cli db:migrate

If the migration of option 1 is committed later, it finds the work done and changes nothing here.

## Option 3: begin anew

Only if the data may be missing for a while. Nothing is deleted: everything in schema ${displayIdent(schema)} steps aside
into another schema, from which it can be brought back; the file says how.

1. Stop the application.
2. Open \`nuclear-reset.sql\` and write the database's name, \`${database}\`, between the quotes of \`SET pgmend.confirm\`.
3. \`psql -v ON_ERROR_STOP=1 -d ${database} -f PATH-OF-THE-KIT/nuclear-reset.sql\`
4. Option 1.

## The way back

${wayBack}

## Trouble-shooting

- **No connection.** Look into \`${configuration}\`: host, port, database, user. Is PostgreSQL running there?
  \`psql -h HOST -p PORT -U USER -d ${database} -c "SELECT 1"\` says what is in the way.
- **permission denied.** The role has to own the tables, and may create schema ${displayIdent(plan.journalSchema)}:
  \`GRANT CREATE ON DATABASE ${displayIdent(database)} TO THE_ROLE;\`
- **"… has changed since this was written", "The data changed meanwhile".** Somebody has written or altered something
  since. Nothing was done. Write the kit again: \`${script.again}\`
- **"Another connection uses …".** The application holds a table. Try again in a quiet moment, or stop it.
- **"server closed the connection unexpectedly" at the end of psql.** On purpose, after a failure: the reason stands above.
- **"constraint … already exists".** It is there from an earlier try. See whether it is the same:
  \`SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' ORDER BY 1;\`
  If it is, that part is done; names with capital letters need their quotes in SQL.
- **Another error in a migration.** \`npx sequelize-cli db:migrate --debug\` shows the file and line.
- **What is recorded:** \`SELECT * FROM "SequelizeMeta" ORDER BY name;\` Do not add a row by hand for work that was not done.
${columns.length === 0 ? '' : `\nThe columns: ${columns.join(', ')}.\n`}`;
}
