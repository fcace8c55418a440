import { toolCommand } from '../command-line.ts';
import { globExpression } from '../glob-expression.ts';
import { installedPackage } from '../installed-package.ts';
import { pathIn } from '../path-in.ts';
import type { Project, SchemaAtRisk } from '../tool.ts';
import { drizzleConfig } from './drizzle-config.ts';

/**
 * `drizzle-kit push` of 1.0 compares every schema that `schemaFilter` does not leave out; before, `public` was all that it
 * looked at. Source: prepareEntityFilter() in drizzle-kit's bin.cjs, 1.0.0-rc.5
 */
export async function schemaAtRisk(
  project: Project,
  schema: string,
  command: readonly string[],
): Promise<SchemaAtRisk | null> {
  const { ownArguments } = toolCommand('drizzle-kit');
  if (command.length > 0 && ownArguments(command, project.directory)[0] !== 'push') return null;
  const { dialect, schemaFilter } = await drizzleConfig(project, process.env);
  const [major = 0] = (installedPackage(project.directory, 'drizzle-kit')?.version ?? '0').split(
    '.',
  );
  if (dialect !== 'postgresql' || Number(major) < 1 || !looksAt(schemaFilter, schema)) return null;
  const others = schemaFilter.map((one) => `'${one}', `).join('');
  return {
    command: 'drizzle-kit push',
    file: pathIn(project.directory, project.settings.config ?? ''),
    line: `schemaFilter: [${others}'!${schema}'],`,
  };
}

/** A pattern behind `!` leaves out what it names, and looks at everything else. */
function looksAt(filter: readonly string[], schema: string): boolean {
  const left = filter.filter((one) => one.startsWith('!')).map((one) => one.slice(1));
  if (left.some((one) => globExpression(one).test(schema))) return false;
  return (
    filter.length === 0 || left.length > 0 || filter.some((one) => globExpression(one).test(schema))
  );
}
