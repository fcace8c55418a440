import { packageJson } from '../package-json.ts';
import type { Project } from '../tool.ts';

/** The one of TypeORM's programs that reads the file with the DataSource. */
export async function usualProgram({ directory, settings }: Project): Promise<string> {
  if (!/\.[cm]?ts$/.test(settings.config ?? '')) return 'typeorm';
  const { type } = await packageJson(directory);
  return type === 'module' ? 'typeorm-ts-node-esm' : 'typeorm-ts-node-commonjs';
}
