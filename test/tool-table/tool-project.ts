import type { Target } from '../../src/postgres/target.ts';

/** The project of a migration tool as its documentation lays it out, with one migration that adds a foreign key. */
export interface ToolProject {
  /** As people call it. */
  readonly name: string;
  /** From npm, exact versions; empty for a tool of this machine. */
  readonly packages: Readonly<Record<string, string>>;
  /** The package whose version the table shows, or the command that prints it. */
  readonly version: string | readonly string[];
  /** Path → text. The configuration names the database by fixed words, as people have it. */
  files(database: Target): Readonly<Record<string, string>>;
  /** Variables that the tool is documented to be configured by. */
  env?(database: Target): Readonly<Record<string, string>>;
  /** Its command, below node_modules/.bin where the package brings it. */
  readonly migrate: readonly string[];
  /** The tool's own word on what is recorded: a command, and what it prints when the migration is. */
  readonly status: { readonly command: readonly string[]; readonly recorded: RegExp };
  /** The project file that the statement comes from. */
  readonly migration: string;
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
