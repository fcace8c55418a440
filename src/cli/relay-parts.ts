import type { Decision, Plan, Unmatched } from '../plan/plan.ts';
import type { Target } from '../postgres/target.ts';
import type { HeldStatement, Settlement, Verdict } from '../relay/held-statement.ts';
import type { Relay, RelayOptions } from '../relay/relay.ts';
import type { Declaration, MendedStatement } from '../report/report-summary.ts';
import type { Consent } from './ask-to-carry-out.ts';

interface Outcome {
  readonly mended: readonly MendedStatement[];
  readonly notes: readonly string[];
  readonly declined: number;
  readonly shownOnly: number;
  readonly decisions: readonly Decision[];
  readonly refusals: readonly string[];
  readonly pending: readonly string[];
  readonly declarations: readonly Declaration[];
}

interface MenderOptions {
  readonly unmatched: Unmatched;
  readonly maps: readonly string[];
  readonly chosen: Readonly<Record<string, string>>;
  readonly all: boolean;
  readonly dryRun: boolean;
  readonly lockTimeout: number;
  readonly journalSchema: string;
  readonly ask: (plan: Plan, held: HeldStatement, signal: AbortSignal) => Promise<Consent>;
}

/** Passes every error on. */
export function createMender(_options: MenderOptions): {
  onHeld: RelayOptions['onHeld'];
  onSettled: (held: HeldStatement, settlement: Settlement) => void;
  guard?: NonNullable<RelayOptions['guard']>;
  outcome(): Outcome;
} {
  return {
    onHeld: async (): Promise<Verdict> => ({ kind: 'pass' }),
    onSettled: () => {},
    outcome: () => ({
      mended: [],
      notes: [],
      declined: 0,
      shownOnly: 0,
      decisions: [],
      refusals: [],
      pending: [],
      declarations: [],
    }),
  };
}

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
