import type { PendingTable } from '../diagnose/put-off-key.ts';
import type { QualifiedName } from '../postgres/quote.ts';
import type { Session } from '../postgres/session.ts';
import type { Target } from '../postgres/target.ts';
import type { ResetCommands, ResetRequest } from './reset-commands.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A folder that belongs to a migration tool. */
export interface Project {
  /** {@link Tool.name}. */
  readonly tool: string;
  /** Absolute. */
  readonly directory: string;
  /** What in the folder says so, for people: `.sequelizerc`, `sequelize-cli in package.json`. */
  readonly evidence: string;
  /** The tool's own settings, read by its folder alone. Never printed: a URL among them may hold a password. */
  readonly settings: Readonly<Record<string, string>>;
}

/** A migration file that the tool would run. */
export interface MigrationFile {
  /** As the ledger records it. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
}

export interface Migrations {
  /** In the tool's own order. */
  readonly files: readonly MigrationFile[];
  /** Absolute paths of files beside them that look like migrations and that the tool does not see. */
  readonly ignored: readonly string[];
}

/** A tool's table of applied migrations, as it is. */
export interface Ledger {
  readonly table: QualifiedName;
  readonly exists: boolean;
  /** Names recorded as done, in the tool's own order. */
  readonly applied: readonly string[];
  /** What a run that was broken off has left in the tool's own tables, where the tool does not go on because of it. */
  readonly left?: LeftBehind;
}

/** One sentence, and what to do about it, without a full stop. */
export interface LeftBehind {
  readonly says: string;
  readonly next: string;
}

/** What makes a record of a ledger, and what takes it away: one statement each. */
export interface LedgerRecord {
  readonly insert: string;
  readonly remove: string;
}

/** A place in the user's files. Line and column count from 1. */
export interface Place {
  /** Absolute. */
  readonly path: string;
  /** Relative to the project, with `/`. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A place that declares the type of a column. */
export interface TypeDeclaration extends Place {
  readonly in: 'migration' | 'model';
  /** As it is written: `Sequelize.UUID`. */
  readonly written: string;
  /** The PostgreSQL type it stands for, as format_type names it; null where that cannot be told from the text. */
  readonly type: string | null;
}

/** A call of a migration that is not given the transaction which is open around it. */
export interface ForgottenTransaction extends Place {
  /** Its name: `addConstraint`. */
  readonly call: string;
  /** It is given the transaction, in a place where the tool does not look for it. */
  readonly misplaced: boolean;
  /** How it is written: `addConstraint(table, { fields, type, …, transaction })`. */
  readonly write: string;
}

/** A foreign key, by its referencing side. */
export interface KeyRequest {
  readonly table: QualifiedName;
  readonly columns: readonly string[];
  /** null where any name will do. */
  readonly constraint: string | null;
}

/** A migration command while it runs. */
export interface RunningCommand {
  /** null: one that runs everything that is still to run. */
  readonly command: readonly string[] | null;
  /** Where it was started. */
  readonly directory: string;
  /** Names in the ledger at this moment. */
  readonly applied: readonly string[];
}

/** A repair that is to be a migration of the tool: SQL that is done whole or not at all, and says when it is done already. */
export interface RepairMigration {
  /** One statement each. `down` is null where only `pgmend undo` can take it back; `why` then says why. */
  readonly up: string;
  readonly down: string | null;
  readonly why: string;
  /** Lines for people, what it does. */
  readonly about: readonly string[];
  /** Of the file's name, kebab-case: `repair-sessions`. */
  readonly slug: string;
  /** The migration that it has to come before; null: the last one. */
  readonly before: string | null;
  /** The journal's name for it. */
  readonly run: string;
}

/** A migration file that is still to be written. */
export interface NewMigration extends MigrationFile {
  readonly text: string;
  /** Files of the tool's own that have to name it, with their whole new text. */
  readonly besides?: readonly { readonly path: string; readonly text: string }[];
}

/** A command that compares the whole database with the tool's definitions, and would drop a schema that they do not have. */
export interface SchemaAtRisk {
  /** `drizzle-kit push` */
  readonly command: string;
  /** The tool's configuration, relative to the project, with `/`. */
  readonly file: string;
  /** What has to stand in it, so that the schema is left alone. */
  readonly line: string;
}

/** How the migrations of a project are run on a scratch database, by Node and nothing else. */
export interface Replay {
  /** Arguments of Node: the tool's own program and what it is told. */
  readonly args: readonly string[];
  /** Where it runs. Absolute. */
  readonly directory: string;
  readonly env: Environment;
  /** CommonJS files that Node loads first. */
  readonly preloads: readonly string[];
  /**
   * Does the tool send this for itself, such as its records? All else is of its migrations, in their order. Absent where
   * the preloads write a {@link Place} for each statement of a migration into PGMEND_REPLAY_REPORT.
   */
  readonly isOwn?: (sql: string) => boolean;
  /** Where the configuration leads; connections to these go to the scratch database. */
  readonly databases: readonly Pick<Target, 'host' | 'port'>[];
  /** Variables from which the configuration takes a database's URL. */
  readonly urlVariables: readonly string[];
  /** Is this INSERT the one that records a migration as done? */
  records(sql: string): boolean;
  /**
   * The migration that was running when the command had said so much; null before the first and after the last. Absent
   * where its records tell.
   */
  running?(output: string): string | null;
  /** What the command said was wrong, in its own words; null where it said nothing. */
  complaint(output: string): string | null;
}

/** A column that is to be declared with another type. */
export interface Retyping {
  readonly table: QualifiedName;
  readonly column: string;
  /** As format_type names it. */
  readonly newType: string;
  /** Migrations behind this one declare what they do on purpose: they are left alone. null: all are looked at. */
  readonly upTo: string | null;
}

/** A place that has to say another type, and how it says it. */
export interface TypeEdit extends Place {
  readonly in: 'migration' | 'model';
  /** As the ledger has it; null for a model. */
  readonly migration: string | null;
  /** As it is written now. */
  readonly written: string;
  /** What to exchange; empty where it has to be done by hand. */
  readonly edits: readonly TextEdit[];
  /** Why it has to be. */
  readonly byHand: string | null;
}

/** UTF-16 units, into the file's text. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Something in the project's files that will not do what it looks like. */
export interface FileFinding extends Place {
  readonly kind:
    | 'not-picked-up'
    | 'sorts-wrongly'
    | 'other-tool'
    | 'change-column-references'
    | 'transaction-left-out'
    | 'two-authors';
  /** The migration's name, as the ledger has it; null for a file that is none. */
  readonly migration: string | null;
  /** What is so, in one sentence. */
  readonly says: string;
  /** What to do, in one or a few sentences. */
  readonly next: string;
}

/**
 * One migration tool. Its folder reads the user's files and, in `ledger`, the tool's table; nothing here
 * executes a migration.
 */
export interface Tool {
  /** Kebab-case, e.g. `sequelize-cli`. */
  readonly name: string;
  /** What `export --format` calls it. */
  readonly format: string;
  /** Is this command line this tool's, looked at from the directory in which it will run? */
  recognises(command: readonly string[], directory: string): boolean;
  /** Does this very directory belong to the tool? `command` may name other settings than the folder's own. */
  detect(directory: string, env: Environment, command?: readonly string[]): Promise<Project | null>;
  /**
   * The databases that the tool's configuration leads to, the likeliest first; empty when it names none.
   *
   * @throws PgmendError `config-unreadable` with what the configuration file said
   */
  connections(project: Project, env: Environment): Promise<readonly Target[]>;
  migrations(project: Project): Promise<Migrations>;
  /** The session may be anybody's; nothing is written. */
  ledger(project: Project, session: Session, env: Environment): Promise<Ledger>;
  /** Every place in migration and model files that declares the type of this column, in the tool's order, models last. */
  locate(
    project: Project,
    column: { readonly table: QualifiedName; readonly column: string },
  ): Promise<readonly TypeDeclaration[]>;
  /** The migrations that declare this foreign key: their ledger rows are untrue once it is gone. */
  declaring(project: Project, key: KeyRequest): Promise<readonly MigrationFile[]>;
  /**
   * The tables that the migrations make which a running command has still to run, with the places; empty for a command
   * of another tool. Absent where a tool's files cannot be read so.
   */
  pendingTables?(project: Project, running: RunningCommand): Promise<readonly PendingTable[]>;
  /**
   * The calls in migration files that would send this statement outside the transaction that is open around them.
   * Absent where the tool has one connection for all.
   */
  forgotten?(project: Project, statement: string): Promise<readonly ForgottenTransaction[]>;
  /**
   * A repair as a migration file in the style of its neighbours, named so that the tool runs it immediately before the
   * one that needs it. Writes nothing. Absent where a tool has no such files, or pgmend does not know how they look.
   *
   * @throws PgmendError `no-room-for-migration`, `no-such-migration`
   */
  writeMigration?(project: Project, repair: RepairMigration): Promise<NewMigration>;
  /**
   * How its migrations are replayed. Absent where it cannot be guaranteed that a replay reaches nothing but the scratch
   * database.
   *
   * @param command the project's own command; empty for the tool's usual one
   * @throws PgmendError `replay-not-possible`
   */
  replay?(
    project: Project,
    options: {
      readonly command: readonly string[];
      readonly directory: string;
      readonly env: Environment;
    },
  ): Promise<Replay>;
  /** The places in migration and model files that declare another type for this column, and what they have to say. */
  retype?(project: Project, retyping: Retyping): Promise<readonly TypeEdit[]>;
  /** What the migration files alone show to be wrong. */
  fileFindings?(project: Project): Promise<readonly FileFinding[]>;
  /** The statement that the tool has put into a block of its own making; any other text as it is. Absent: there is none. */
  statementInBlock?(sql: string): string;
  /**
   * Would this command drop a schema that is not the tool's own? null where it leaves it alone. Without a command: would
   * any of the tool's? Absent where none would.
   */
  schemaAtRisk?(
    project: Project,
    schema: string,
    command: readonly string[],
  ): Promise<SchemaAtRisk | null>;
  /** Statements that record a migration as the tool does, and take the record back. Absent where a record holds more. */
  record?(
    ledger: Ledger,
    migration: MigrationFile,
    project: Project,
  ): LedgerRecord | Promise<LedgerRecord>;
  /** The commands that undo all migrations and run them again. Absent where pgmend does not know them. */
  reset?(project: Project, request: ResetRequest): ResetCommands | Promise<ResetCommands>;
}
