import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { platform, root } from './child-process.ts';

/** A copy of the platform whose files a test may change; its name has a space in it. */
export async function copiedPlatform(): Promise<{
  readonly folder: string;
  remove(): Promise<void>;
}> {
  const base = await mkdtemp(join(tmpdir(), 'pgmend platform '));
  const folder = join(base, 'backend');
  await cp(platform, folder, { recursive: true });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  return { folder, remove: () => rm(base, { recursive: true, force: true }) };
}
