import path from 'node:path';
import { sqlText } from '../migration-text.ts';
import { stamp } from '../name-before.ts';
import { timeBefore } from '../time-before.ts';
import type { NewMigration, Project, RepairMigration } from '../tool.ts';
import { type DrizzleJournal, readJournal } from './journal.ts';

/**
 * A repair as a migration of drizzle-kit, which has no way down: an SQL file, and its entry in the journal immediately
 * before the migration that needs it.
 */
export async function writeMigration(
  project: Project,
  repair: RepairMigration,
): Promise<NewMigration> {
  const journal = await readJournal(project);
  const { folder, migrations } = journal;
  const timed = migrations.map(({ tag, when }) => ({ name: tag, time: when }));
  const slug = repair.slug.replaceAll('-', '_');
  const text = sqlText(repair);
  if (journal.file === null) {
    const whole = timed.map((one) => ({ ...one, time: Math.floor(one.time / 1000) }));
    const seconds = timeBefore(whole, repair.before, Math.floor(Date.now() / 1000));
    const tag = `${stamp(new Date(seconds * 1000))}_${slug}`;
    return { name: tag, path: path.join(folder, tag, 'migration.sql'), text };
  }
  const when = timeBefore(timed, repair.before, Date.now());
  const at =
    repair.before === null
      ? migrations.length
      : migrations.findIndex((one) => one.tag === repair.before);
  const number = /^\d+/.exec(repair.before ?? '')?.[0] ?? String(at).padStart(4, '0');
  const tag = `${number}_${slug}`;
  return {
    name: tag,
    path: path.join(folder, `${tag}.sql`),
    text,
    besides: [{ path: journal.file, text: withEntry(journal, at, { tag, when }) }],
  };
}

/** The journal with one entry more; those behind it are counted on. */
function withEntry(
  { text }: DrizzleJournal,
  at: number,
  { tag, when }: { readonly tag: string; readonly when: number },
): string {
  const whole = JSON.parse(text) as { version?: string; entries: { version?: string }[] };
  const version = whole.entries[0]?.version ?? whole.version ?? '7';
  const entries = [
    ...whole.entries.slice(0, at),
    { idx: at, version, when, tag, breakpoints: true },
    ...whole.entries.slice(at),
  ];
  const counted = entries.map((entry, idx) => ({ ...entry, idx }));
  return `${JSON.stringify({ ...whole, entries: counted }, null, 2)}\n`;
}
