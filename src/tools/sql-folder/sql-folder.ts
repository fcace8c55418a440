import type { Target } from '../../postgres/target.ts';
import type { NamedTable } from '../named-table.ts';
import type { ResetCommands, ResetRequest } from '../reset-commands.ts';
import type { Environment, LedgerRecord, LeftBehind, MigrationFile, Project } from '../tool.ts';

/** What of a file is run on the way up. */
export interface SqlScript {
  /** As the tool sends them: whole, or cut. Texts of the file. */
  readonly statements: readonly string[];
  /** All of it and its record are one transaction. */
  readonly transaction: boolean;
}

/** A file of the folder, in the tool's eyes. */
export interface SqlFile extends MigrationFile {
  /** What the ledger has for it: a number, or several; compared one by one. */
  readonly version: readonly number[];
}

/** What a configuration file says of a folder. */
export interface SqlFolderConfiguration {
  /** Absolute, or relative to the project; empty where nothing is said. */
  readonly folders: readonly string[];
  readonly ledger: NamedTable | null;
  /** Settings of the project besides them. */
  readonly settings: Project['settings'];
}

/** A repair in the words of SQL. */
export interface SqlRepair {
  /** Comments. */
  readonly about: string;
  /** One statement each, with its end. */
  readonly up: string;
  readonly down: string;
  /** A comment for tools without a way down. */
  readonly noWayDown: string;
}

/** A record, and the INSERT that is enough in a replay, where the one of a real ledger does more. */
export interface SqlRecord extends LedgerRecord {
  readonly replayed?: string;
}

/** Rows of the ledger as JSON has them: whatever columns there are. */
export type LedgerRow = Readonly<Record<string, unknown>>;

/**
 * A migration tool whose migrations are SQL files in one folder: all that is its own. {@link toolOfFolder} makes the rest
 * of it.
 */
export interface SqlFolder {
  readonly name: string;
  /** Its programs' names, as a pattern. */
  readonly program: string;
  /** A word that its command lines have, where its program's name is a word of other tools' too. */
  readonly sign?: RegExp;
  /** The words of the command that runs all files, and what lets it stop before the last one. */
  readonly runsAll: { readonly words: readonly string[]; readonly limit: RegExp };
  /** Where its folder is named: options without their dashes, variables; and where it is where nothing names it. */
  readonly folder: {
    readonly options: readonly string[];
    readonly variables: readonly string[];
    readonly usual: readonly string[];
  };
  /**
   * What the project's configuration says, where a tool has one; `words` are those of a command behind the program's name.
   * Absent where options and variables say everything.
   */
  configuration?(
    directory: string,
    words: readonly string[],
    env: Environment,
  ): Promise<SqlFolderConfiguration>;
  /** The databases that this configuration leads to. Absent: libpq's URLs from environment and `.env`, as pgmend reads them. */
  connections?(project: Project, env: Environment): readonly Target[];
  /** Folders below are looked at too. */
  readonly deep: boolean;
  /** The number below that of any file; 0 unless said. */
  readonly below?: number;
  /** The version in a file's name; null where it is none of its migrations. */
  version(name: string): readonly number[] | null;
  /** Is this one of its files? Names alone do not tell where two tools use the same. */
  isOwn(text: string): boolean;
  /** Names of migrations that are no SQL: only the program that they are compiled into can run them. */
  readonly compiled?: RegExp;
  /** The files of a repair, the one that the ledger records first. */
  write?(
    repair: SqlRepair,
    name: { readonly version: readonly number[]; readonly digits: string; readonly slug: string },
  ): readonly { readonly name: string; readonly text: string }[];
  /** @param folder of the migrations, relative to the project. Absent where its commands are not known. */
  reset?(
    program: readonly string[],
    where: ResetRequest & {
      readonly folder: string;
      readonly table: string;
      readonly settings: Project['settings'];
    },
  ): ResetCommands;
  /**
   * @param path of the file, for what stands beside it
   * @param settings of the project
   * @throws PgmendError `replay-not-possible`
   */
  script(text: string, path: string, settings: Project['settings']): Promise<SqlScript>;
  readonly ledger: {
    readonly table: string;
    /** What names another table, in the words of a command behind the program's name or in variables; null for nothing. */
    named(words: readonly string[], env: Environment): NamedTable | null;
    /** `%` stands for the quoted table. */
    readonly create: string;
    /** The files that are recorded as done, in the order of the records; a name that no file has as it is recorded. */
    applied(rows: readonly LedgerRow[], files: readonly SqlFile[]): readonly string[];
    /** See `Ledger.left`; absent where the tool records nothing but what is done. */
    left?(rows: readonly LedgerRow[], files: readonly SqlFile[]): LeftBehind | null;
    /** Statements that record a file as the tool does; `%` stands for the quoted table. */
    record(file: SqlFile, files: readonly SqlFile[]): SqlRecord;
    /** The record holds nothing that pgmend does not know, so that it may be written into a real ledger. */
    readonly whole: boolean;
  };
}

/** Versions as a tool sorts them. */
export function byVersion(one: readonly number[], other: readonly number[]): number {
  for (let at = 0; at < Math.max(one.length, other.length); at += 1) {
    const [first, second] = [one[at] ?? 0, other[at] ?? 0];
    if (first !== second) return first > second ? 1 : -1;
  }
  return 0;
}

/** The files that have one of these versions, as their names; a version that no file has as it is written. */
export function namesOf(
  versions: readonly (readonly number[])[],
  files: readonly SqlFile[],
): readonly string[] {
  return versions.map(
    (version) =>
      files.find((file) => byVersion(file.version, version) === 0)?.name ?? version.join('.'),
  );
}
