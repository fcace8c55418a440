import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A folder that only this user can look into. */
export interface TemporaryFolder {
  readonly path: string;
  remove(): Promise<void>;
}

const left = new Set<string>();

/**
 * A new folder among the temporary files. What stands in it are statements of the user, and they are not left behind:
 * it goes with this process at the latest, also where an error ends that, or a signal that it answers.
 *
 * @param name its beginning.
 */
export async function temporaryFolder(name: string): Promise<TemporaryFolder> {
  const folder = await mkdtemp(path.join(tmpdir(), name));
  if (left.size === 0) process.on('exit', removeLeft);
  left.add(folder);
  return {
    path: folder,
    async remove() {
      await rm(folder, { recursive: true, force: true });
      left.delete(folder);
      if (left.size === 0) process.off('exit', removeLeft);
    },
  };
}

function removeLeft(): void {
  for (const folder of left) rmSync(folder, { recursive: true, force: true });
}
