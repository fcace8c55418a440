import path from 'node:path';
import type { Conversion } from '../plan/plan.ts';
import type { Declaration } from '../report/report-summary.ts';
import { columnName } from '../report/words.ts';
import type { DetectedTool } from '../tools/detect-tool.ts';

/** The places in the project's files that still declare the types that the conversions change. */
export async function declarationsOf(
  conversions: readonly Conversion[],
  detected: DetectedTool | null,
): Promise<Declaration[]> {
  if (detected === null) return [];
  const found: Declaration[] = [];
  for (const { mapped } of conversions) {
    const column = { table: mapped.table, column: mapped.column };
    // A file that cannot be read is no reason to hide what was mended.
    const places = await detected.tool.locate(detected.project, column).catch(() => []);
    for (const place of places) {
      if (place.type === mapped.newType) continue;
      found.push({
        file: path.relative(process.cwd(), place.path).replaceAll(path.sep, '/'),
        line: place.line,
        column: columnName(mapped.table, mapped.column),
        declares: place.written,
        shouldBe: mapped.newType,
      });
    }
  }
  return found;
}
