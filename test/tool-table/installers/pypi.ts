import { join } from 'node:path';
import type { Installer } from './installer.ts';
import { runClient } from './run-client.ts';

const programs = process.platform === 'win32' ? 'Scripts' : 'bin';
const python = process.platform === 'win32' ? 'python' : 'python3';

/** A virtual environment; its programs hold its path, so that it is made where it stays. */
export const pypi: Installer = {
  programs: [join('env', programs)],
  install({ packages }, folder) {
    const wanted = Object.entries(packages).map(([name, version]) => `${name}==${version}`);
    const own = join(folder, 'env', programs, 'python');
    return (
      runClient(python, ['-m', 'venv', 'env'], folder) ??
      runClient(own, ['-m', 'pip', 'install', '--quiet', ...wanted], folder)
    );
  },
};
