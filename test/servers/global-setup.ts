import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { memoryFolder } from './memory-folder.ts';
import { type Server, startServer } from './start-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Port of the loopback address where a worker asks for the run's server of a version. */
    serversPort: number;
  }
}

/**
 * One server per version for all test files of a run, started when the first of them asks:
 * `GET /18` answers `{"port": …}`. The servers run beside this process, so that they outlive the workers.
 *
 * Temporary files stand in memory where there is room for them, unless TMPDIR names another folder; they go with the run.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const temporary = process.env.TMPDIR === undefined ? temporaryInMemory() : null;
  const servers = new Map<number, Promise<Server>>();
  const desk = createServer(async (request, response) => {
    try {
      const major = Number(request.url?.slice(1));
      const server = servers.get(major) ?? startServer(major);
      servers.set(major, server);
      response.end(JSON.stringify({ port: (await server).port }));
    } catch (error) {
      response.end(JSON.stringify({ error: String(error) }));
    }
  });
  const port = await new Promise<number>((resolve) => {
    desk.listen(0, '127.0.0.1', () => {
      const address = desk.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  project.provide('serversPort', port);
  return async () => {
    desk.closeAllConnections();
    desk.close();
    for (const server of servers.values()) await (await server).stop();
    // What stopped the servers may be at it too.
    if (temporary !== null)
      rmSync(temporary, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
}

function temporaryInMemory(): string | null {
  const memory = memoryFolder();
  if (memory === null) return null;
  const folder = mkdtempSync(join(memory, 'pgmend-'));
  // The servers' user has to pass through.
  chmodSync(folder, 0o755);
  process.env.TMPDIR = folder;
  return folder;
}
