import { connect } from '../postgres/connect.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';
import type { Target } from '../postgres/target.ts';
import { type Checked, checkProject } from '../replay/check-project.ts';
import type { CheckFinding } from '../report/check-finding.ts';
import { reportAnnotations, reportCheck } from '../report/report-check.ts';
import type { DetectedTool } from '../tools/detect-tool.ts';
import { pathIn } from '../tools/path-in.ts';
import type { CheckCommandOptions } from './check.ts';
import { exitCode } from './exit-code.ts';
import { resolveTarget } from './resolve-target.ts';
import { runInfo } from './run-info.ts';
import { fallbacksFrom } from './target-from-environment.ts';
import { targetFromUrl } from './target-from-url.ts';
import { toldLedger } from './told-ledger.ts';
import { configurationOf, findTool } from './tool-configuration.ts';
import { voice } from './voice.ts';

/** @returns 0 when nothing is wrong, 1 when there are findings of the kinds that count */
export async function checkMigrations(
  words: readonly string[],
  options: CheckCommandOptions,
): Promise<number> {
  const speaker = voice(options.json === true ? 'stderr' : 'stdout');
  const { result } = await replayProject(words, options, (text) => {
    if (options.verbose === true) process.stderr.write(speaker.palette.dim(text));
  });
  const counts = ({ kind }: CheckFinding) => options.failOn.includes(kind);
  const code = result.findings.some(counts) ? exitCode.faultsRemain : exitCode.done;
  if (options.json === true) speaker.json({ format: 1, exitCode: code, ...result });
  else speaker.say(reportCheck(result, speaker.palette));
  if (process.env.GITHUB_ACTIONS === 'true' && result.findings.length > 0) {
    const annotations = reportAnnotations(result.findings, counts);
    // The runner reads them from either; stdout may be JSON.
    if (options.json === true) speaker.warn(annotations);
    else speaker.say(`\n${annotations}`);
  }
  return code;
}

/** What a replay needs to know besides the command. */
export type ReplayRequest = Pick<
  CheckCommandOptions,
  'url' | 'database' | 'server' | 'ledgerTable' | 'journalSchema'
>;

/**
 * Finds the project and its database, and replays.
 *
 * @throws PgmendError `no-migrations`, and as the replay does
 */
export async function replayProject(
  words: readonly string[],
  options: ReplayRequest,
  onOutput: (text: string) => void,
): Promise<Checked & { readonly detected: DetectedTool }> {
  const speaker = voice('stderr');
  const directory = process.cwd();
  const detected = await findTool(directory, words);
  if (detected === null) {
    throw new PgmendError(
      'no-migrations',
      'There is no project with migrations here that pgmend knows how to replay.',
      'Start it in the project’s folder, the one with the migration tool’s configuration or with package.json.',
    );
  }
  // Ctrl-C reaches the command too; the scratch database is taken away all the same.
  const stay = () => {};
  process.on('SIGINT', stay);
  try {
    const checked = await checkProject({
      detected,
      command: words,
      directory,
      env: process.env,
      run: runInfo(['check', ...words]),
      journalSchema: options.journalSchema,
      server:
        options.server === undefined
          ? null
          : targetFromUrl(options.server, '--server', fallbacksFrom(process.env)),
      real: options.database ? await realDatabase(options.url, detected, words) : '--no-database',
      ledgerOf: (session) => toldLedger(session, detected, options, speaker),
      fileName: (file) => pathIn(directory, file),
      onOutput,
    });
    return { ...checked, detected };
  } finally {
    process.off('SIGINT', stay);
  }
}

/** The database to compare with; why there is none, unless it was named with `--url`. */
async function realDatabase(
  url: string | undefined,
  detected: DetectedTool,
  words: readonly string[],
): Promise<Target | string> {
  try {
    const configuration = configurationOf(detected, process.cwd(), words);
    const { target } = await resolveTarget(url, process.env, configuration);
    await (await connect(target)).close();
    return target;
  } catch (error) {
    if (url !== undefined || !(error instanceof PgmendError)) throw error;
    return error.message.replace(/\.$/, '');
  }
}
