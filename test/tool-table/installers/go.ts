import { join } from 'node:path';
import type { Installer } from './installer.ts';
import { runClient } from './run-client.ts';

export const go: Installer = {
  programs: ['bin'],
  install({ packages, tags = [] }, folder) {
    for (const [path, version] of Object.entries(packages)) {
      const args = ['install', '-tags', tags.join(','), `${path}@${version}`];
      const said = runClient('go', args, folder, {
        GOBIN: join(folder, 'bin'),
        GOTOOLCHAIN: 'local',
      });
      if (said !== null) return said;
    }
    return null;
  },
};
