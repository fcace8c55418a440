import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { quoteIdent, quoteLiteral, quoteQualified } from '../postgres/quote.ts';
import { columnName } from '../report/words.ts';
import { editText } from '../source/edit-text.ts';
import type { SourceChange } from '../source/source-change.ts';
import type { DetectedTool } from '../tools/detect-tool.ts';
import type { TextEdit, TypeEdit } from '../tools/tool.ts';
import type { NeededRetyping } from './retypings.ts';

/** What a patch comes to. */
export interface Patch {
  readonly changes: readonly SourceChange[];
  /** One sentence for each edit. */
  readonly edited: readonly string[];
  /** What is not edited, and why: one or two sentences each. */
  readonly left: readonly string[];
  /** A migration that makes up for files which are not edited, as it would be written; its file does not exist yet. */
  readonly offered: readonly SourceChange[];
}

export interface PatchOptions {
  readonly detected: DetectedTool;
  readonly retypings: readonly NeededRetyping[];
  /** Names in the real ledger; null where none was looked at. */
  readonly applied: readonly string[] | null;
  /** Files that are recorded as run are edited as well. */
  readonly recordedToo: boolean;
  readonly fileName: (file: string) => string;
}

/**
 * The smallest edits after which the migrations go through on an empty database. A migration that is recorded as done is
 * left as it is, since databases that have run it never see the edit; a new one that comes before the failing one is
 * offered instead.
 */
export async function planPatch(options: PatchOptions): Promise<Patch> {
  const { detected, retypings, applied, recordedToo, fileName } = options;
  const { tool, project } = detected;
  const edits = new Map<string, TextEdit[]>();
  const edited: string[] = [];
  const left: string[] = [];
  const makeUpFor: NeededRetyping[] = [];
  for (const retyping of retypings) {
    const name = columnName(retyping.table, retyping.column);
    const wanted = `${name} has to be ${retyping.newType}`;
    if (retyping.holdsValues) {
      left.push(
        `${wanted}, and the migrations write ${retyping.type} values into it: the edit is more than its type.`,
      );
      continue;
    }
    const places = (await tool.retype?.(project, retyping)) ?? [];
    const recorded = (one: TypeEdit) =>
      !recordedToo && one.migration !== null && applied?.includes(one.migration) === true;
    if (places.every((one) => one.in === 'model')) {
      left.push(`${wanted}, and no migration was found that declares it: it is for you to find.`);
    }
    for (const place of places) {
      const where = `${fileName(place.path)}:${place.line}`;
      if (recorded(place)) {
        left.push(
          `${where} declares ${name} as ${place.written}; it is recorded as done, so databases that have run it would never see an edit. --edit-recorded edits it for new ones.`,
        );
      } else if (place.byHand !== null) {
        left.push(`${where} declares ${name} as ${place.written}, and ${place.byHand}.`);
      } else {
        edits.set(place.path, [...(edits.get(place.path) ?? []), ...place.edits]);
        edited.push(`${where} declares ${name} as ${place.written}; now ${retyping.newType}.`);
      }
    }
    if (places.some(recorded)) makeUpFor.push(retyping);
  }
  const changes: SourceChange[] = [];
  for (const [file, own] of edits) {
    const before = await readFile(file, 'utf8');
    changes.push({ path: file, before, after: editText(before, own) });
  }
  return {
    changes: changes.filter((one) => one.before !== one.after),
    edited: [...new Set(edited)],
    left: [...new Set(left)],
    offered: await offer(makeUpFor, options, left),
  };
}

/** The migrations that change the types on databases where no values stand in the way, one for each that fails. */
async function offer(
  retypings: readonly NeededRetyping[],
  { detected, applied }: PatchOptions,
  left: string[],
): Promise<SourceChange[]> {
  const { tool, project } = detected;
  const offered: SourceChange[] = [];
  const failing = [...new Set(retypings.map((one) => one.upTo))];
  for (const before of failing) {
    const own = retypings.filter((one) => one.upTo === before);
    if (before !== null && applied?.includes(before) === true) {
      left.push(
        `${before} is recorded as done itself, so nothing new can come before it; only new databases stop there.`,
      );
      continue;
    }
    if (tool.writeMigration === undefined) continue;
    const names = own.map((one) => columnName(one.table, one.column));
    const written = await tool.writeMigration(project, {
      up: retypeWhereEmpty(own, (one) => one.newType),
      down: retypeWhereEmpty(own, (one) => one.type),
      why: '',
      about: [
        ...own.map((one) => `${columnName(one.table, one.column)}: ${one.type} → ${one.newType}.`),
        'Where the column holds values it does nothing: pgmend run gets the migration behind it past them.',
      ],
      slug: `retype-${names[0]?.replaceAll(/[^a-zA-Z0-9]+/g, '-').toLowerCase() ?? 'columns'}`.replace(
        /-+$/,
        '',
      ),
      before,
      run: '',
    });
    offered.push({ path: path.resolve(written.path), before: '', after: written.text });
  }
  return offered;
}

/** Nothing is lost: a column that holds a value keeps its type. */
function retypeWhereEmpty(
  retypings: readonly NeededRetyping[],
  typeOf: (one: NeededRetyping) => string,
): string {
  const steps = retypings.map((one) => {
    const [table, column, type] = [quoteQualified(one.table), quoteIdent(one.column), typeOf(one)];
    return [
      `  IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass(${quoteLiteral(table)})`,
      `      AND attname = ${quoteLiteral(one.column)} AND NOT attisdropped AND atttypid <> ${quoteLiteral(type)}::regtype) THEN`,
      `    IF NOT EXISTS (SELECT FROM ${table} WHERE ${column} IS NOT NULL) THEN`,
      `      ALTER TABLE ${table} ALTER COLUMN ${column} TYPE ${type} USING NULL;`,
      '    END IF;',
      '  END IF;',
    ].join('\n');
  });
  return ['DO $retype$', 'BEGIN', ...steps, 'END', '$retype$'].join('\n');
}
