import type { Target } from '../postgres/target.ts';
import type { Relay, RelayOptions } from '../relay/relay.ts';

export async function startRelay(options: RelayOptions): Promise<Relay> {
  return {
    host: options.upstream.host,
    port: options.upstream.port,
    accepted: () => 0,
    close: async () => {},
  };
}

export function redirectEnvironment({
  target,
  env,
}: {
  readonly relay: Relay;
  readonly target: Target;
  readonly env: Readonly<Record<string, string | undefined>>;
}): Record<string, string | undefined> {
  return { ...env, PGHOST: target.host, PGPORT: String(target.port) };
}
