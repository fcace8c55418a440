import { createServer } from 'node:http';
import type { TestProject } from 'vitest/node';
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
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
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
  };
}
