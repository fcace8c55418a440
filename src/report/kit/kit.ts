import type { foreseeUndo } from '../../plan/foresee-undo.ts';
import type { Script } from '../script/script.ts';
import { sqlScript, undoScript } from '../script/sql-script.ts';
import { batchFile } from './batch-file.ts';
import { kitReadme } from './kit-readme.ts';
import { planPage } from './plan-page.ts';
import { resetScript } from './reset-script.ts';
import { shellFile } from './shell-file.ts';

/** What a kit is about, besides the script. */
export interface KitSubject {
  readonly script: Script;
  readonly undo: ReturnType<typeof foreseeUndo>;
  readonly migration: { readonly name: string; readonly text: string };
  /** The plan as `pgmend plan` prints it. */
  readonly planText: string;
  /** The schema in which the tool keeps its records, and what it migrates. */
  readonly schema: string;
  /** The project's folder of migrations, relative to it, with `/`. */
  readonly migrationsFolder: string;
  /** The tool's configuration, for people. */
  readonly configuration: string;
}

export interface KitFile {
  /** Relative, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly executable: boolean;
}

/** A folder to hand over: everything that the three ways of the guide need, without pgmend. */
export function kitFiles(subject: KitSubject): KitFile[] {
  const { script, undo, migration } = subject;
  const plain = (path: string, text: string): KitFile => ({ path, text, executable: false });
  return [
    plain('README.md', kitReadme(subject)),
    plain('plan.html', planPage(script, subject.planText)),
    plain('DIRECT-FOREIGN-KEY-FIX.bat', batchFile(subject)),
    { path: 'DIRECT-FOREIGN-KEY-FIX.sh', text: shellFile(subject), executable: true },
    plain('manual-foreign-key-fix.sql', sqlScript(script)),
    ...('plan' in undo
      ? [plain('manual-foreign-key-fix-undo.sql', undoScript(script, undo.plan))]
      : []),
    plain('nuclear-reset.sql', resetScript(subject)),
    plain(`migrations/${migration.name}`, migration.text),
  ];
}
