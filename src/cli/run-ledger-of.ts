import type { RunLedger } from '../execute/run-ledger.ts';
import type { DetectedTool } from '../tools/detect-tool.ts';
import { ledgerOfFiles, namedLedger } from '../tools/named-ledger.ts';

/**
 * What a run knows of its tool's ledger, for the commands that come later; nothing where the command is not the tool's,
 * or where the tool's configuration alone says it.
 *
 * @param named by `--ledger-table`, whatever the command is
 */
export async function runLedgerOf(
  detected: DetectedTool | null,
  command: readonly string[],
  named: boolean,
): Promise<{ readonly ledger?: RunLedger }> {
  if (detected === null) return {};
  const { tool, project } = detected;
  const told = namedLedger(project);
  if (told === null || !(named || tool.recognises(command, process.cwd()))) return {};
  return { ledger: { tool: tool.name, told, configured: await ledgerOfFiles(detected) } };
}
