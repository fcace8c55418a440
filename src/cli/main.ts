#!/usr/bin/env node
import type { Command } from 'commander';
import { exitCode } from './exit-code.ts';

/** Each command's file is loaded only when it is called, or when help lists them all. */
const commands: Readonly<Record<string, () => Promise<{ command(): Command }>>> = {
  run: () => import('./run.ts'),
  doctor: () => import('./doctor.ts'),
  check: () => import('./check.ts'),
  patch: () => import('./patch.ts'),
  explain: () => import('./explain-command.ts'),
  plan: () => import('./plan.ts'),
  fix: () => import('./fix.ts'),
  rekey: () => import('./rekey.ts'),
  export: () => import('./export.ts'),
  status: () => import('./status.ts'),
  cutover: () => import('./cutover.ts'),
  resume: () => import('./resume.ts'),
  undo: () => import('./undo.ts'),
  finish: () => import('./finish.ts'),
  log: () => import('./log.ts'),
  kept: () => import('./kept.ts'),
  relay: () => import('./relay.ts'),
  mark: () => import('./mark.ts'),
  reset: () => import('./reset.ts'),
  demo: () => import('./demo.ts'),
};

/**
 * Node has `navigator` from version 21 on. Where it is not there the driver makes a `Response` to see whether it runs at
 * Cloudflare's, for which Node loads all of its `fetch`. (`isCloudflareRuntime` in pg/lib/stream.js)
 */
if (!('navigator' in globalThis)) {
  const [major] = process.versions.node.split('.');
  Object.defineProperty(globalThis, 'navigator', {
    value: { userAgent: `Node.js/${major}` },
    configurable: true,
    writable: true,
  });
}

async function main(args: readonly string[]): Promise<number> {
  // An error message is explained at once: that path loads no parser of arguments.
  if (args[0] === 'explain' && !args.includes('--help') && !args.includes('-h')) {
    return (await import('./explain.ts')).explainArguments(args.slice(1));
  }
  const { program } = await import('./program.ts');
  const named = args.find((arg) => Object.hasOwn(commands, arg));
  const load =
    named === undefined || args[0] === 'help' ? Object.values(commands) : [commands[named]];
  const loaded = await Promise.all(load.map((one) => one?.()));
  return program(
    loaded.flatMap((one) => (one === undefined ? [] : [one.command()])),
    args,
  );
}

/** Why stdout could not be written, a full disk say; null while it could. */
let unwritten: Error | null = null;

async function end(code: number): Promise<never> {
  // A pipe may still be draining.
  await Promise.all(
    [process.stdout, process.stderr].map(
      (stream) => new Promise<void>((resolve) => stream.write('', () => resolve())),
    ),
  );
  if (unwritten !== null && code === exitCode.done) {
    process.stderr.write(
      `pgmend: What was to be said could not be written: ${unwritten.message}.\n`,
    );
    process.exit(exitCode.faultsRemain);
  }
  process.exit(code);
}

// The reader of a pipe has seen enough (`pgmend fix | head`). The work is not over by that: it goes on, and ends with its own
// exit code.
process.stderr.on('error', () => {});
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') unwritten ??= error;
});

main(process.argv.slice(2)).then(end, async (error: unknown) => {
  const [{ failureOf, reportFailure }, { paletteFor }] = await Promise.all([
    import('./fail.ts'),
    import('./voice.ts'),
  ]);
  const failure = failureOf(error);
  process.stderr.write(`${reportFailure(failure, paletteFor(process.stderr))}\n`);
  if (process.argv.includes('--json') && process.argv[2] !== 'run') {
    const { code, message, next } = failure;
    process.stdout.write(`${JSON.stringify({ error: { code, message, next } }, null, 2)}\n`);
  }
  await end(failure.exitCode);
});
