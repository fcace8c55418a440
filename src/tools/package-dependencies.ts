import { packageJson } from './package-json.ts';

/** The packages that the package.json of this directory names; empty without one. */
export async function packageDependencies(directory: string): Promise<readonly string[]> {
  const { dependencies = {}, devDependencies = {} } = await packageJson(directory);
  return [...Object.keys(dependencies), ...Object.keys(devDependencies)];
}
