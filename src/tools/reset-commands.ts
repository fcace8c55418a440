import type { Environment } from './tool.ts';

/** What {@link Tool.reset} is told. */
export interface ResetRequest {
  readonly env: Environment;
  /** Names in the ledger, in the tool's own order. */
  readonly applied: readonly string[];
  /** The database as a URL, for tools whose commands have to be told it. */
  readonly url: string;
}

/** The commands by which a project's migrations are undone and run again, in its folder. */
export interface ResetCommands {
  /** They take back all that is recorded, one after the other; empty where there is nothing to undo, or no way to. */
  readonly undoAll: readonly (readonly string[])[];
  readonly migrate: readonly string[];
  /**
   * Variables that tell the commands the database; an empty object where a word of theirs does. Absent where the tool's
   * own configuration says it, which then has to name the same one.
   */
  readonly tells?: Readonly<Record<string, string>>;
}

/** A program that a package of the project brings. */
export function ownProgram(name: string, ...words: readonly string[]): readonly string[] {
  return ['npx', '--no-install', name, ...words];
}
