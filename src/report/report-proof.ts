import type { FingerprintDifference } from '../catalog/fingerprint.ts';
import { displayQualified } from '../postgres/quote.ts';
import type { Proof } from '../verify/proof.ts';
import type { Palette } from './palette.ts';
import { counted, indent, number, printable } from './words.ts';

/** Two lines, schema and data; with `verbose` every difference and every table as well. */
export function reportProof(proof: Proof, palette: Palette, verbose: boolean): string {
  const rows = proof.tables.reduce((sum, table) => sum + table.rowsAfter, 0);
  const wrong = proof.tables.filter(
    (table) =>
      table.rowsBefore !== table.rowsAfter || table.expectedChecksum !== table.foundChecksum,
  );
  const mark = (good: boolean) => (good ? palette.green('proved') : palette.red('not proved'));
  const schemaGood = proof.unplanned.length === 0;
  const elsewhere =
    proof.elsewhere.length === 0
      ? ''
      : `; ${counted(proof.elsewhere.length, 'object')} elsewhere changed by others meanwhile`;
  const lines = [
    `Schema ${mark(schemaGood)}: ${counted(proof.planned.length, 'planned difference')}, ${schemaGood ? 'no other' : `${number(proof.unplanned.length)} not planned`}${elsewhere}.`,
    wrong.length === 0
      ? `Data   ${mark(true)}: ${counted(proof.tables.length, 'table')}, ${counted(rows, 'row')}, each value what it had to become.`
      : `Data   ${mark(false)}: ${wrong.map((table) => displayQualified(table.table)).join(', ')} ${wrong.length === 1 ? 'does' : 'do'} not hold what ${wrong.length === 1 ? 'it' : 'they'} should.`,
  ];
  if (!verbose && proof.passed) return lines.join('\n');
  const shownDifferences: [string, readonly FingerprintDifference[]][] = [
    ['Not planned', proof.unplanned],
    ...(verbose
      ? ([
          ['Planned', proof.planned],
          ['Changed by others', proof.elsewhere],
        ] as [string, readonly FingerprintDifference[]][])
      : []),
  ];
  for (const [title, differences] of shownDifferences) {
    if (differences.length > 0) {
      lines.push(`${title}:`, ...differences.map((one) => indent(difference(one, palette))));
    }
  }
  if (verbose) {
    for (const table of proof.tables) {
      lines.push(
        indent(
          `${displayQualified(table.table)}: ${counted(table.rowsBefore, 'row')} before, ${number(table.rowsAfter)} after; checksum expected ${table.expectedChecksum}, found ${table.foundChecksum}`,
        ),
      );
    }
    lines.push(indent(`fingerprint ${proof.fingerprintBefore} → ${proof.fingerprintAfter}`));
  }
  return lines.join('\n');
}

function difference({ identity, before, after }: FingerprintDifference, palette: Palette): string {
  return [
    printable(identity),
    ...(before === null ? [] : [palette.red(indent(`- ${printable(before)}`))]),
    ...(after === null ? [] : [palette.green(indent(`+ ${printable(after)}`))]),
  ].join('\n');
}
