import { connect } from '../postgres/connect.ts';
import type { Target } from '../postgres/target.ts';
import { reportSummary } from '../report/report-summary.ts';
import { askToCarryOut } from './ask-to-carry-out.ts';
import { exitCode } from './exit-code.ts';
import { findTarget } from './find-target.ts';
import type { SharedOptions } from './options.ts';
import { createMender, redirectEnvironment, startRelay } from './relay-parts.ts';
import { runCommand } from './run-command.ts';
import { voice } from './voice.ts';

/**
 * Stands between the command and its database, runs it, and says at the end what came of it.
 *
 * @param words the command and its arguments
 * @returns the command's own exit code; 3 when a decision is needed, 1 when something put off is not done
 */
export async function runThroughRelay(
  words: readonly string[],
  options: SharedOptions,
): Promise<number> {
  const speaker = voice('stderr');
  const [name = '', ...args] = words;
  const target = await findTarget(options.url, speaker, words);
  await checkTarget(target);
  const mender = createMender({
    unmatched: options.unmatched,
    maps: options.map,
    chosen: options.choose,
    all: options.all === true,
    dryRun: options.dryRun === true,
    lockTimeout: options.lockTimeout,
    journalSchema: options.journalSchema,
    ask: (plan, held, signal) => askToCarryOut(plan, options, speaker, held, signal),
  });
  const relay = await startRelay({
    upstream: target,
    onHeld: mender.onHeld,
    onSettled: mender.onSettled,
    ...(mender.guard === undefined ? {} : { guard: mender.guard }),
  });
  let commandExitCode: number;
  try {
    commandExitCode = await runCommand({
      command: name,
      args: args.map((word) => word.replaceAll('{url}', relayUrl(target, relay))),
      env: redirectEnvironment({ relay, target, env: process.env }),
      stdout: options.json === true ? 'stderr' : 'inherit',
    });
  } finally {
    await relay.close();
  }
  const summary = {
    command: words.join(' '),
    commandExitCode,
    connections: relay.accepted(),
    ...mender.outcome(),
  };
  const text = reportSummary(summary, speaker.palette, options.verbose === true);
  if (text !== '') speaker.say(`\n${text}`);
  const code =
    summary.decisions.length > 0
      ? exitCode.decisionNeeded
      : summary.pending.length > 0 && commandExitCode === 0
        ? exitCode.faultsRemain
        : commandExitCode;
  if (options.json === true) speaker.json({ format: 1, exitCode: code, ...summary });
  return code;
}

/** A wrong password is said before the command starts, not by the command. */
async function checkTarget(target: Target): Promise<void> {
  const session = await connect(target);
  await session.close();
}

function relayUrl(target: Target, relay: { readonly host: string; readonly port: number }): string {
  const user = encodeURIComponent(target.user);
  const password = target.password === null ? '' : `:${encodeURIComponent(target.password)}`;
  return `postgres://${user}${password}@${relay.host}:${relay.port}/${encodeURIComponent(target.database)}`;
}
