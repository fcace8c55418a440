import { ownProgram, type ResetCommands } from '../reset-commands.ts';

/** Prisma has no way down, and its `migrate reset` would migrate as well, past pgmend. */
export function reset(): ResetCommands {
  return { undoAll: [], migrate: ownProgram('prisma', 'migrate', 'deploy') };
}
