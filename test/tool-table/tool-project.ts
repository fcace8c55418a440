import type { Target } from '../../src/postgres/target.ts';

export type Registry = 'npm' | 'pypi' | 'go' | 'maven';

/** The project of a migration tool as its documentation lays it out, with one migration that adds a foreign key. */
export interface ToolProject {
  /** As people call it. */
  readonly name: string;
  /** Where its packages come from; npm unless said. */
  readonly from?: Registry;
  /** Exact versions; empty for a tool of this machine. */
  readonly packages: Readonly<Record<string, string>>;
  /** The package whose version the table shows, or the command that prints it. */
  readonly version: string | readonly string[];
  /** Go: the build tags that its documentation names for PostgreSQL alone. */
  readonly tags?: readonly string[];
  /** The tool's own commands that lay out an empty folder, before `files` and `edits`. */
  readonly scaffold?: readonly (readonly string[])[];
  /** Path → text. The configuration names the database by fixed words, as people have it. */
  files(database: Target): Readonly<Record<string, string>>;
  /** Path → what people change in a file that the scaffold wrote. */
  edits?(database: Target): Readonly<Record<string, (text: string) => string>>;
  /** Variables that the tool is documented to be configured by. */
  env?(database: Target): Readonly<Record<string, string>>;
  /** Its command, found where the package brings it. `$DATABASE_URL` in a word is exchanged, as a shell would. */
  readonly migrate: readonly string[];
  /** What it tells to run once where the tables are there already. */
  readonly baseline?: readonly (readonly string[])[];
  /** What the tool's documentation tells to run after a migration that failed, before the next attempt. */
  readonly afterFailure?: readonly string[];
  /** Ends well where the tool is whole: some bring a part of themselves from elsewhere at their first use. */
  readonly ready?: readonly string[];
  /** What it says, with pgmend or without, where it cannot do its work here at all. */
  readonly cannot?: RegExp;
  /** Names of the faults that are none to this tool; the project says why. */
  readonly stopsNotAt?: readonly string[];
  /** pgmend finds the database by itself (`.env`, a URL in the command) and is given no `--url`. */
  readonly findable?: true;
  /** Path → what the end of `pgmend run` told to change there; done before the tool is asked for its own word. */
  told?(said: string): Readonly<Record<string, (text: string) => string>>;
  /** The tool's own word on what is recorded: a command, and what it prints when the migration is. */
  readonly status: { readonly command: readonly string[]; readonly recorded: RegExp };
  /** The project file that the statement comes from. */
  readonly migration: string;
  /** pgmend finds the database in the tool's own configuration; otherwise it is told by `--url`. */
  readonly configured?: true;
  /**
   * How a migration is exported for it, and the commands that take the last two migrations back; `undo` where the tool
   * has no way down. Absent where there is nothing to export to.
   */
  readonly export?: {
    readonly format: string;
    readonly revert: readonly (readonly string[])[] | 'undo';
  };
}

/** The key that every migration adds, in the words of each tool. */
export const foreignKey = {
  name: 'bookings_user_id_fkey',
  sql: 'ALTER TABLE bookings ADD CONSTRAINT bookings_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id)',
} as const;

/** `postgres://user@host:port/database`, with the password where there is one. */
export function urlOf({ user, password, host, port, database }: Target): string {
  const login = password === null ? user : `${user}:${encodeURIComponent(password)}`;
  return `postgres://${login}@${host}:${port}/${database}`;
}
