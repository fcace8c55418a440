import path from 'node:path';
import { PgmendError } from '../postgres/pgmend-error.ts';
import { planPatch } from '../replay/plan-patch.ts';
import { counted } from '../report/words.ts';
import { unifiedDiff } from '../source/unified-diff.ts';
import { writeChanges } from '../source/write-changes.ts';
import { pathIn } from '../tools/path-in.ts';
import { replayProject } from './check-migrations.ts';
import { exitCode } from './exit-code.ts';
import type { PatchCommandOptions } from './patch.ts';
import { voice } from './voice.ts';

/**
 * Shows the diff on stdout, and with `--write` edits the files; all words are for stderr.
 *
 * @returns 0 when nothing is left to do by hand
 */
export async function patchSources(
  words: readonly string[],
  options: PatchCommandOptions,
): Promise<number> {
  const speaker = voice('stderr');
  const { bold, green, yellow, dim } = speaker.palette;
  const { result, applied, retypings, detected } = await replayProject(words, options, () => {});
  if (options.write === true && applied === null && options.database) {
    throw unknownLedger(result.notCompared);
  }
  const root = folderOf(detected.project.directory);
  const nameOf = (file: string) => pathIn(root, file);
  const patch = await planPatch({
    detected,
    retypings,
    applied,
    recordedToo: options.editRecorded === true,
    fileName: nameOf,
  });
  const changes = [...patch.changes, ...patch.offered];
  const diff = unifiedDiff(changes, nameOf);
  if (options.write === true) await writeChanges(changes);
  const stopped = result.findings.filter((one) => one.stopsHere);
  const left = [
    ...patch.left,
    ...stopped.map(
      ({ file, line, says }) =>
        `The replay ended at ${file}${line === null ? '' : `:${line}`}: ${says} What comes behind it was not seen.`,
    ),
  ];
  const open = left.length > 0;
  const code = open ? exitCode.faultsRemain : exitCode.done;
  if (options.json === true) {
    const { edited } = patch;
    const written = options.write === true;
    const offered = patch.offered.map((one) => nameOf(one.path));
    speaker.json({ format: 1, exitCode: code, written, edited, offered, left, diff });
    return code;
  }
  if (options.write !== true) process.stdout.write(diff);
  if (changes.length === 0 && !open) {
    speaker.say(green('The migrations go through on an empty database; nothing is to be edited.'));
  }
  for (const line of patch.edited) speaker.say(`${green('edit')}  ${line}`);
  for (const { path: file } of patch.offered) {
    speaker.say(
      `${green('new')}   ${nameOf(file)} changes the types where no values are in the way.`,
    );
  }
  for (const line of left) speaker.say(`${yellow('left')}  ${line}`);
  if (applied === null && patch.changes.length > 0) {
    speaker.say(
      dim(
        `No ledger was looked at (${result.notCompared}): a database that has run an edited migration keeps what it has.`,
      ),
    );
  }
  if (changes.length > 0) {
    const files = counted(changes.length, 'file');
    speaker.say(
      bold(
        options.write === true ? `${files} written.` : `${files} to be written: --write does it.`,
      ),
    );
  }
  return code;
}

/** git apply takes names from where it is called, and none outside. */
function folderOf(project: string): string {
  const here = process.cwd();
  const inside = !path.relative(here, project).startsWith('..');
  return inside ? here : project;
}

function unknownLedger(why: string | null): PgmendError {
  return new PgmendError(
    'ledger-unknown',
    `Whether other databases have run these migrations is not known: ${why ?? 'no ledger was found'}.`,
    'Name the database with --url, or say --no-database to edit them as if nobody had run them.',
    3,
  );
}
