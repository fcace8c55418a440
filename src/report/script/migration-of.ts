import type { foreseeUndo } from '../../plan/foresee-undo.ts';
import { displayQualified } from '../../postgres/quote.ts';
import { listed } from '../words.ts';
import { mendBlock } from './mend-block.ts';
import type { Script } from './script.ts';
import { aboutScript } from './sql-script.ts';
import { undoBlock } from './undo-block.ts';

/** A script as what a tool needs to make a migration of it; the shape is tools/tool.ts's `RepairMigration`. */
export function migrationOf(
  script: Script,
  undo: ReturnType<typeof foreseeUndo>,
  before: string | null,
) {
  const { plan, run } = script;
  const tables = [...new Set(plan.tables.map(({ table }) => displayQualified(table)))];
  return {
    up: mendBlock(script),
    down: 'plan' in undo ? undoBlock(script, undo.plan) : null,
    why: 'plan' in undo ? '' : `This cannot be taken back by a script: ${undo.reason}`,
    about: [
      ...aboutScript(script),
      'Rows that match nothing are those that were counted, or there are none; otherwise it stops and changes nothing.',
      `Written by pgmend ${run.version}; run ${run.id} in the journal, schema ${plan.journalSchema} of the database.`,
    ],
    slug: `repair-${slugOf(listed(tables))}`,
    before,
    run: run.id,
  };
}

function slugOf(text: string): string {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return (
    words
      .filter((one) => one !== 'and')
      .join('-')
      .slice(0, 60) || 'references'
  );
}
