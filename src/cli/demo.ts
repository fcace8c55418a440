import { Command, Option } from 'commander';
import { connect } from '../postgres/connect.ts';
import type { Target } from '../postgres/target.ts';
import { type Check, checkFailure, checkRun, checkUndo } from './demo-checks.ts';
import { pgmendProgram, platformFolder, runInPlatform } from './demo-command.ts';
import { openDemoDatabase } from './demo-database.ts';
import { readDemoState } from './demo-state.ts';
import { exitCode } from './exit-code.ts';
import { ends } from './program.ts';
import { type Voice, voice } from './voice.ts';

export interface DemoOptions {
  /** URL of a server on which a database of its own is made; the embedded one without. */
  readonly server?: string;
}

/** `pgmend demo` */
export function command(): Command {
  return new Command('demo')
    .description(
      'the whole story on an embedded database, in a clone of the repository: a deployment that fails, mended, undone',
    )
    .addOption(
      new Option('--server <url>', 'on this server, in a new database that is dropped at the end'),
    )
    .action(ends(demo));
}

/**
 * Tells the story with the real sequelize-cli and the real pgmend as child processes, and checks each claim.
 *
 * @returns 0 only if every check held
 * @throws PgmendError, ServerError where the database or the example platform is not to be had
 */
export async function demo(options: DemoOptions): Promise<number> {
  const speaker = voice('stdout');
  const started = Date.now();
  const { bold, dim, green, red } = speaker.palette;
  // Before a database is started for nothing.
  platformFolder();
  const program = pgmendProgram();
  const database = await openDemoDatabase(options.server);
  // Ctrl-C reaches the commands too; the story then ends at a check, and the database is taken away.
  const stay = () => {};
  process.on('SIGINT', stay);
  try {
    const { target } = database;
    const version = await serverVersion(target);
    speaker.say(
      `${bold('The platform: 12 bookings with uuids of members whose ids are integers now')}\n` +
        dim(
          `PostgreSQL ${Math.floor(version / 10_000)}, ${options.server === undefined ? 'embedded' : target.host}`,
        ),
    );
    const failed = await tell(program, target, version, speaker);
    const seconds = Math.round((Date.now() - started) / 1000);
    speaker.say(
      failed.length === 0
        ? `\n${green(bold('Every check held'))} ${dim(`(${seconds} s)`)}`
        : `\n${red(bold(`${failed.length} of the checks failed`))}: ${failed.map((one) => one.what).join('; ')}`,
    );
    return failed.length === 0 ? exitCode.done : exitCode.faultsRemain;
  } finally {
    await database.close();
    process.off('SIGINT', stay);
  }
}

/** @returns the checks that failed; the story ends where it cannot go on. */
async function tell(
  program: string,
  target: Target,
  version: number,
  speaker: Voice,
): Promise<Check[]> {
  const failed: Check[] = [];
  const judge = (checks: readonly Check[]): boolean => {
    speaker.say('');
    for (const one of checks) speaker.say(line(one, speaker));
    failed.push(...checks.filter((one) => !one.good));
    return checks.every((one) => one.good);
  };
  const migrate = ['npx', '--no-install', 'sequelize-cli', 'db:migrate'] as const;
  const pgmend = (shown: string, ...words: readonly string[]) =>
    runShown(`pgmend ${shown}`, [process.execPath, program, ...words]);
  const runShown = (shown: string, words: readonly [string, ...string[]]) => {
    speaker.say(`\n${speaker.palette.bold(`$ ${shown}`)}`);
    return runInPlatform(words, target, (text) => speaker.say(text === '' ? '' : `  ${text}`));
  };

  const prepared = await runInPlatform(
    [process.execPath, 'scripts/prepare-database.cjs'],
    target,
    () => {},
  );
  if (prepared.exitCode !== 0) {
    const found = prepared.output.trim();
    judge([{ what: 'The database is brought to where the platform stood', good: false, found }]);
    return failed;
  }
  const before = await readDemoState(target);

  const plain = await runShown('npx sequelize-cli db:migrate', migrate);
  if (!judge(checkFailure(plain, version))) return failed;

  const run = await pgmend(
    'run --yes -- npx sequelize-cli db:migrate',
    ...['run', '--yes', '--', ...migrate],
  );
  const mended = await readDemoState(target);
  if (!judge(checkRun(run, before, mended))) return failed;

  const undo = await pgmend('undo --yes', 'undo', '--yes');
  judge(checkUndo(undo, before, mended, await readDemoState(target)));
  return failed;
}

function line({ what, good, found }: Check, { palette }: Voice): string {
  if (good) return `${palette.green('✓')} ${what}`;
  return `${palette.red('✗')} ${what}\n  ${palette.red(`found: ${found}`)}`;
}

async function serverVersion(target: Target): Promise<number> {
  const session = await connect(target);
  await session.close();
  return session.serverVersion;
}
