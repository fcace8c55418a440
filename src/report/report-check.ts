import type { CheckFinding, CheckResult } from './check-finding.ts';
import type { Palette } from './palette.ts';
import { counted, indent, printable, wrapped } from './words.ts';

/** What `check` found, for people: a line for all, then each finding with its place and what to do. */
export function reportCheck(result: CheckResult, palette: Palette): string {
  const { findings, migrations, ran, on, comparedWith, notCompared } = result;
  const compared =
    comparedWith === null
      ? `Not compared with a database: ${notCompared ?? 'none was named'}.`
      : `Compared with ${comparedWith}, which was only read.`;
  const replayed = `${ran === migrations ? counted(migrations, 'migration') : `${ran} of ${counted(migrations, 'migration')}`} replayed on ${on}.`;
  const head =
    findings.length === 0
      ? `${palette.green('Nothing is wrong')} with the migrations.`
      : palette.bold(`${counted(findings.length, 'finding')} in the migrations.`);
  return [
    `${head} ${replayed} ${palette.dim(compared)}`,
    ...findings.map((one, at) => reportFinding(one, at + 1, palette)),
  ].join('\n\n');
}

function reportFinding(finding: CheckFinding, number: number, palette: Palette): string {
  const { kind, fault, says, details, next, recorded, stopsHere } = finding;
  const state = recorded === null ? '' : recorded ? ', recorded as done' : ', has not run yet';
  const name = fault === undefined ? kind : `${kind}: ${fault}`;
  return [
    `${number}. ${palette.bold(placeOf(finding))}  ${palette.dim(`[${name}${state}]`)}`,
    ...[says, ...details].map((line) => indent(wrapped(printable(line)), 3)),
    ...(stopsHere ? [indent(palette.yellow('The replay could not go on behind it.'), 3)] : []),
    indent(wrapped(`${palette.green('Next:')} ${printable(next)}`), 3),
  ].join('\n');
}

function placeOf({ file, line, column, migration }: CheckFinding): string {
  if (file === null) return printable(migration ?? 'the migrations');
  return printable(line === null ? file : `${file}:${line}:${column}`);
}

/**
 * The findings as annotations of GitHub Actions.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function reportAnnotations(
  findings: readonly CheckFinding[],
  fails: (finding: CheckFinding) => boolean,
): string {
  const value = (text: string) =>
    text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const property = (text: string) => value(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
  return findings
    .map((one) => {
      const place =
        one.file === null
          ? []
          : [
              `file=${property(one.file)}`,
              ...(one.line === null ? [] : [`line=${one.line}`, `col=${one.column}`]),
            ];
      const title = `title=${property(`pgmend: ${one.fault ?? one.kind}`)}`;
      const text = value([one.says, ...one.details, one.next].join('\n'));
      return `::${fails(one) ? 'error' : 'warning'} ${[...place, title].join(',')}::${text}`;
    })
    .join('\n');
}
