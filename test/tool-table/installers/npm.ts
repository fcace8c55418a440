import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Installer } from './installer.ts';
import { runClient } from './run-client.ts';

export const npm: Installer = {
  programs: [join('node_modules', '.bin')],
  install({ packages }, folder) {
    const wanted = JSON.stringify({ private: true, dependencies: packages }, null, 2);
    writeFileSync(join(folder, 'package.json'), wanted);
    const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--engine-strict=false'];
    return runClient('npm', ['install', ...quiet], folder);
  },
};
