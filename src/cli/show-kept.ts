import { writeFileSync } from 'node:fs';
import { type Kept, purgeKept, readKept } from '../execute/journal.ts';
import { requireRun } from '../execute/require-run.ts';
import { inTransaction } from '../postgres/in-transaction.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';
import { keptCsv, reportKept } from '../report/report-kept.ts';
import { counted } from '../report/words.ts';
import { confirm } from './confirm.ts';
import { exitCode } from './exit-code.ts';
import type { KeptOptions } from './kept.ts';
import { voice } from './voice.ts';
import { reading, withDatabase } from './with-database.ts';

/**
 * Shows, exports and deletes kept values, in this order, so that what is deleted can be exported in the same call.
 *
 * @throws PgmendError `no-such-run`, `unknown-format`, `file-not-written`
 */
export async function showKept(run: string | undefined, options: KeptOptions): Promise<number> {
  const speaker = voice(options.json === true ? 'stderr' : 'stdout');
  const { journalSchema } = options;
  return withDatabase(options.url, speaker, async (session) => {
    const kept = await reading(session, async () => {
      await requireRun(session, journalSchema, run);
      return readKept(session, journalSchema, run ?? null);
    });
    if (options.export !== undefined) {
      writeKept(options.export, kept);
      speaker.say(`${counted(kept.length, 'kept value')} written to ${options.export}.`);
    }
    if (options.purge !== true) {
      if (options.json === true) speaker.json({ format: 1, kept });
      else if (options.export === undefined) {
        speaker.say(reportKept(kept, { ...speaker, verbose: options.verbose === true }));
      }
      return exitCode.done;
    }
    if (options.yes !== true && kept.length > 0) {
      const preface = `${counted(kept.length, 'kept value')} would be deleted for good: undo cannot bring them back any more.`;
      const unanswered =
        'Nobody answered. --yes deletes them without asking; --export FILE saves them before.';
      speaker.say(preface);
      const stopped = await confirm(
        { text: 'Delete them?', preface, no: exitCode.done, unanswered },
        options,
        speaker,
      );
      if (stopped !== null) {
        if (options.json === true) speaker.json({ format: 1, deleted: 0 });
        return stopped;
      }
    }
    const deleted =
      kept.length === 0
        ? 0
        : await inTransaction(session, () => purgeKept(session, journalSchema, run ?? null));
    if (options.json === true) speaker.json({ format: 1, deleted });
    else speaker.say(`${counted(deleted, 'kept value')} deleted.`);
    return exitCode.done;
  });
}

function writeKept(file: string, kept: readonly Kept[]): void {
  const format = /\.(csv|json)$/i.exec(file)?.[1]?.toLowerCase();
  if (format === undefined) {
    throw new PgmendError(
      'unknown-format',
      `The ending of ${file} says no format.`,
      'Name a file that ends with .csv or .json.',
    );
  }
  const text = format === 'csv' ? keptCsv(kept) : `${JSON.stringify(kept, null, 2)}\n`;
  try {
    // For its owner alone, as the journal is; an existing file is never overwritten.
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const exists = (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw new PgmendError(
      'file-not-written',
      exists ? `The file ${file} is there already.` : `The file ${file} cannot be written.`,
      exists ? 'Name another file.' : 'Check the folder and its permissions.',
      2,
      { cause: error },
    );
  }
}
