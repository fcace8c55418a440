import { speaksLibpq } from '../relay/libpq-command.ts';
import { redirectEnvironment, substituteUrl } from '../relay/redirect.ts';
import { startSocksDoor } from '../relay/socks-door.ts';
import { commandEnvironment } from './command-environment.ts';
import { readEnvFile } from './env-file.ts';
import type { SharedOptions } from './options.ts';
import { runCommand } from './run-command.ts';
import { standBetween } from './stand-between.ts';

/**
 * Stands between the command and its database, runs it, and says at the end what came of it.
 *
 * @param words the command and its arguments
 * @param endsWaits the migration's own waits for locks end after `lockTimeout` too
 * @returns the command's own exit code; 3 when a decision is needed
 */
export function runThroughRelay(
  words: readonly string[],
  options: SharedOptions,
  endsWaits = false,
): Promise<number> {
  return standBetween(options, {
    words,
    endsWaits,
    async work(relay, target, places) {
      const env = commandEnvironment(process.env, target, options.url !== undefined);
      const door = await startSocksDoor({ relay, target });
      const redirection = {
        ...{ relay, target, env },
        envFile: readEnvFile(process.cwd()),
        placesFile: places.file,
        socksPort: door.port,
        libpq: speaksLibpq(words),
      };
      const [name = '', ...args] = substituteUrl(words, redirection);
      try {
        return await runCommand({
          command: name,
          args,
          env: redirectEnvironment(redirection),
          stdout: options.json === true ? 'stderr' : 'inherit',
        });
      } finally {
        await door.close();
      }
    },
  });
}
