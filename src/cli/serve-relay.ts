import { substituteUrl } from '../relay/redirect.ts';
import type { SharedOptions } from './options.ts';
import { withoutSecrets } from './run-info.ts';
import { standBetween } from './stand-between.ts';

/**
 * Lets anybody on this machine connect through the relay until it is told to end.
 *
 * @returns 0; 3 when a decision is needed
 * @throws PgmendError `address-not-usable`
 */
export function serveRelay(
  listen: { readonly host: string; readonly port: number },
  options: SharedOptions,
): Promise<number> {
  return standBetween(options, {
    words: ['pgmend', 'relay', '--listen', `${listen.host}:${listen.port}`],
    endsWaits: false,
    listen,
    async work(relay, target) {
      const [url = ''] = substituteUrl(['{url}'], { relay, target, env: {} });
      process.stderr.write(
        `Listening on ${relay.host}:${relay.port} for ${target.host}:${target.port}. Connect to ${withoutSecrets([url])} and run the migration; Ctrl-C ends it.\n`,
      );
      await ended();
      return 0;
    },
  });
}

/** Until Ctrl-C, or until whoever started it ends it. */
function ended(): Promise<void> {
  return new Promise((resolve) => {
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
    const done = () => {
      for (const signal of signals) process.off(signal, done);
      resolve();
    };
    for (const signal of signals) process.on(signal, done);
  });
}
