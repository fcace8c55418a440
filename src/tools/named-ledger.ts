import { quoteIdent } from '../postgres/quote.ts';
import type { DetectedTool } from './detect-tool.ts';
import { type NamedTable, namedTable } from './named-table.ts';
import type { Project } from './tool.ts';

/** The ledger that a project's settings name; null where the tool's configuration is asked when the ledger is read. */
export function namedLedger({ settings }: Project): NamedTable | null {
  const { ledger, table, schema = null } = settings;
  if (ledger !== undefined) return namedTable(ledger);
  return table === undefined ? null : { table, schema };
}

/** The same tool and project, with another ledger: whatever else names one. */
export function withLedger({ tool, project }: DetectedTool, ledger: NamedTable): DetectedTool {
  const { table, schema } = ledger;
  const { settings } = project;
  const parts = schema === null ? [table] : [schema, table];
  const { schema: _other, ...rest } = settings;
  return {
    tool,
    project: {
      ...project,
      settings: {
        // Of a tool whose project says it, what is told to its commands too.
        ...(settings.table === undefined ? settings : { ...rest, table }),
        ...(settings.table === undefined || schema === null ? {} : { schema }),
        ledger: parts.map(quoteIdent).join('.'),
      },
    },
  };
}

/** What the project's files alone say, without the command and its environment; null as in {@link namedLedger}. */
export async function ledgerOfFiles({ tool, project }: DetectedTool): Promise<NamedTable | null> {
  const plain = await tool.detect(project.directory, {});
  return plain === null ? null : namedLedger(plain);
}
