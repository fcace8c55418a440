import type { Catalog } from '../catalog/catalog.ts';
import type { CheckFinding } from '../report/check-finding.ts';
import { counted } from '../report/words.ts';
import type { MigrationFile } from '../tools/tool.ts';
import { columnOf, describeEffect, type Effect, effectsOf, isThere } from './effects.ts';
import type { PlacedStatement } from './replay-report.ts';

/** The database that is really there, as it was read; nothing was written. */
export interface RealDatabase {
  readonly catalog: Catalog;
  /** Names in its ledger. */
  readonly applied: readonly string[];
}

export interface Comparison {
  readonly real: RealDatabase;
  readonly files: readonly MigrationFile[];
  readonly statements: readonly PlacedStatement[];
  /** After the last migration that the real ledger has; null when the replay did not get so far. */
  readonly snapshot: Catalog | null;
  readonly end: Catalog;
  /** Relative to the working directory. */
  readonly fileName: (file: string) => string;
}

const mostDetails = 8;

/**
 * What the real database's ledger says of its migrations, held against what they did in the replay: recorded as done
 * and their work is missing; their work is there and they are not recorded; recorded, and there is no file.
 */
export function compareWithReal(comparison: Comparison): CheckFinding[] {
  const { real, files, end } = comparison;
  const snapshot = comparison.snapshot ?? null;
  const recorded = new Set(real.applied);
  const findings: CheckFinding[] = real.applied
    .filter((name) => !files.some((file) => file.name === name))
    .map((name) => ({
      kind: 'no-file',
      file: null,
      line: null,
      column: null,
      migration: name,
      recorded: true,
      says: `The ledger records ${name}, and there is no such file: undoing all migrations stops at it.`,
      details: [],
      next: 'Bring the file back from the repository’s history, or delete the row from the ledger if what it did is really wanted no more.',
      stopsHere: false,
    }));
  const lastRecorded = files.findLastIndex((file) => recorded.has(file.name));
  // A migration in between that has not run here has changed what the replay shows.
  const gapless = files.slice(0, lastRecorded + 1).every((file) => recorded.has(file.name));
  for (const file of files) {
    const effects = effectsOfFile(file, comparison.statements);
    const base = {
      file: comparison.fileName(file.path),
      line: effects[0]?.statement.line ?? 1,
      column: effects[0]?.statement.column ?? 1,
      migration: file.name,
      stopsHere: false,
    };
    if (recorded.has(file.name)) {
      if (snapshot === null) continue;
      const expected = effects.filter(({ effect }) => isThere(effect, snapshot));
      const missing = leading(expected.filter(({ effect }) => !isThere(effect, real.catalog)));
      const differing = gapless ? typesApart(expected, snapshot, real.catalog) : [];
      if (missing.length + differing.length === 0) continue;
      findings.push({
        ...base,
        ...placeOf(missing[0]),
        kind: 'effects-missing',
        recorded: true,
        says: `${file.name} is recorded as done, and ${counted(missing.length + differing.length, 'thing')} of what it does ${missing.length + differing.length === 1 ? 'is' : 'are'} missing in the database.`,
        details: shortened([
          ...missing.map(({ effect }) => `missing: ${describeEffect(effect)}`),
          ...differing,
        ]),
        next: 'Make up for it with a new migration; nothing runs this one again while the ledger has it.',
      });
      continue;
    }
    const before = snapshot;
    const own = effects.filter(
      ({ effect }) => isThere(effect, end) && (before === null || !isThere(effect, before)),
    );
    const there = own.filter(({ effect }) => isThere(effect, real.catalog));
    if (there.length === 0) continue;
    const all = there.length === own.length;
    findings.push({
      ...base,
      ...placeOf(there[0]),
      kind: 'effects-present',
      recorded: false,
      says: all
        ? `${file.name} is not recorded, and what it does is in the database already.`
        : `${file.name} is not recorded, and ${there.length} of the ${counted(own.length, 'thing')} that it does are in the database already: it has been run half way.`,
      details: shortened(leading(there).map(({ effect }) => `there: ${describeEffect(effect)}`)),
      next: all
        ? 'Record it if it has really run here; as it stands, the next run of it stops at what is there.'
        : 'pgmend run gets it past what is there already; undo by hand what it should not have done.',
    });
  }
  return findings;
}

interface PlacedEffect {
  readonly effect: Effect;
  readonly statement: PlacedStatement;
}

function effectsOfFile({ path: file }: MigrationFile, statements: readonly PlacedStatement[]) {
  return statements
    .filter((statement) => statement.file === file)
    .flatMap((statement): PlacedEffect[] =>
      effectsOf(statement.sql).map((effect) => ({ effect, statement })),
    );
}

function placeOf(placed: PlacedEffect | undefined) {
  return placed === undefined
    ? {}
    : { line: placed.statement.line, column: placed.statement.column };
}

/** Without what lies in a table that is named itself. */
function leading(effects: readonly PlacedEffect[]): PlacedEffect[] {
  const tables = effects.flatMap(({ effect }) => (effect.kind === 'table' ? [effect.table] : []));
  return effects.filter(
    ({ effect }) =>
      effect.kind === 'table' ||
      effect.kind === 'type' ||
      !tables.some(
        (table) => table.name === effect.table.name && table.schema === effect.table.schema,
      ),
  );
}

/** Columns whose types are not those of the replay. */
function typesApart(
  effects: readonly PlacedEffect[],
  replayed: Catalog,
  real: Catalog,
): readonly string[] {
  return effects.flatMap(({ effect }) => {
    const [wanted, found] = [columnOf(effect, replayed), columnOf(effect, real)];
    if (wanted === undefined || found === undefined || wanted.type.sql === found.type.sql)
      return [];
    return [
      `other type: ${describeEffect(effect)} is ${found.type.sql}; after the migrations it is ${wanted.type.sql}`,
    ];
  });
}

function shortened(lines: readonly string[]): string[] {
  if (lines.length <= mostDetails) return [...lines];
  return [...lines.slice(0, mostDetails), `and ${lines.length - mostDetails} more`];
}
