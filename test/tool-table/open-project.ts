import { rmSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import type { DatabaseServer, OwnSession, Target } from '../servers/start-server.ts';
import { installProject } from './install-project.ts';
import { projectFolder } from './project-folder.ts';
import type { ToolProject } from './tool-project.ts';

/** A tool's project with a database of its own, until the test is over. */
export interface OpenProject {
  readonly target: Target;
  readonly session: OwnSession;
  readonly folder: string;
  /** Where `runInProject` runs. */
  readonly place: {
    readonly folder: string;
    readonly installed: string;
    readonly target: Target;
    readonly project: ToolProject;
  };
}

/** @throws Error with the reason where the tool could not be installed. */
export async function openProject(
  server: DatabaseServer,
  project: ToolProject,
): Promise<OpenProject> {
  const installed = installProject(project);
  if ('reason' in installed) throw new Error(installed.reason);
  const target = await server.createDatabase();
  const session = await server.session(target);
  const folder = projectFolder(project, installed.folder, target);
  onTestFinished(async () => {
    await session.close();
    await server.dropDatabase(target);
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    target,
    session,
    folder,
    place: { folder, installed: installed.folder, target, project },
  };
}
