/** What `check` finds. `--fail-on` names these. */
export const checkKinds = [
  'fault',
  'migration-fails',
  'effects-missing',
  'effects-present',
  'no-file',
  'not-picked-up',
  'sorts-wrongly',
  'other-tool',
  'two-authors',
  'change-column-references',
  'transaction-left-out',
] as const;

export type CheckKind = (typeof checkKinds)[number];

/** One thing that a replay of the migrations, or a look at their files and their ledger, has shown. */
export interface CheckFinding {
  readonly kind: CheckKind;
  /** Kind of the fault, as `pgmend explain` knows it; absent unless `kind` is `fault`. */
  readonly fault?: string;
  /** Relative to the working directory, with `/`; null where no file is concerned. Line and column count from 1. */
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  /** As the ledger has it. */
  readonly migration: string | null;
  /** Does the real database's ledger have it? null where that is not known. */
  readonly recorded: boolean | null;
  /** One sentence. */
  readonly says: string;
  /** More of it, a short line each: both sides with their types, what is missing. */
  readonly details: readonly string[];
  /** What to do. */
  readonly next: string;
  /** The replay could not go on behind it. */
  readonly stopsHere: boolean;
}

/** What a check has come to. */
export interface CheckResult {
  /** Migration files that the tool sees. */
  readonly migrations: number;
  /** How many of them ran to their end. */
  readonly ran: number;
  /** For people: `the embedded database (PostgreSQL 17)`. */
  readonly on: string;
  /** The database whose ledger and catalog were compared; null where none was looked at. */
  readonly comparedWith: string | null;
  /** Why it was not. */
  readonly notCompared: string | null;
  readonly findings: readonly CheckFinding[];
}
