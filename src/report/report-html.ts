import type { Catalog } from '../catalog/catalog.ts';
import { columnByNumber, foreignKeysFrom, relationByOid } from '../catalog/lookup.ts';
import { type LiveOutline, lockAttempt, type PhaseLocks } from '../execute/live/live-locks.ts';
import { isIn, tablesOf } from '../plan/conversion-steps.ts';
import type { Plan } from '../plan/plan.ts';
import { displayQualified, type QualifiedName } from '../postgres/quote.ts';
import { lockWords, phaseTitle } from './report-live-steps.ts';
import { number, printable } from './words.ts';

interface Node {
  readonly table: QualifiedName;
  readonly rows: number | null;
  readonly lines: readonly { readonly text: string; readonly changes: boolean }[];
}

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  /** The types do not go together. */
  readonly wrong: boolean;
}

/**
 * The plan as one page that needs no network: the tables with their keys, the references whose types do not go together
 * marked, and the steps with their locks in order.
 *
 * @param live how it is carried out in the background; null where it is one transaction.
 */
export function reportHtml(plan: Plan, catalog: Catalog, live: LiveOutline | null): string {
  const { nodes, edges } = graphOf(plan, catalog);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>pgmend plan: ${inHtml(plan.database)}</title>
<style>${style}</style></head><body>
<h1>pgmend plan for database ${inHtml(plan.database)}</h1>
${plan.faults
  .map(
    ({ fault, remedies, chosen }) =>
      `<p><b>${inHtml(fault.kind)}</b>: ${inHtml(remedies.find((one) => one.kind === chosen)?.title ?? 'not decided')}</p>`,
  )
  .join('\n')}
<h2>Keys and references</h2>
${drawing(nodes, edges)}
<p class="key"><span class="wrong">———</span> types that do not go together &nbsp; <span class="fine">———</span> foreign keys</p>
<h2>Values</h2>
<table><tr><th>column</th><th>from</th><th>to</th><th>rows</th><th>match</th><th>match nothing</th></tr>
${plan.conversions
  .map(
    ({ mapped, weighed: { evidence } }) =>
      `<tr><td>${inHtml(displayQualified(mapped.table))}.${inHtml(mapped.column)}</td><td>${inHtml(mapped.type)}</td><td>${inHtml(mapped.newType)}</td><td class="n">${number(evidence.rows)}</td><td class="n">${number(evidence.matched)}</td><td class="n">${number(evidence.unmatched + evidence.ambiguous)}</td></tr>`,
  )
  .join('\n')}</table>
<h2>Steps and their locks</h2>
${live === null ? timeline(plan) : liveTimeline(plan, live)}
${[...plan.refusals, ...plan.decisions.map((one) => one.question)].map((one) => `<p class="wrong">${inHtml(one)}</p>`).join('\n')}
</body></html>
`;
}

function graphOf(plan: Plan, catalog: Catalog): { nodes: Node[]; edges: Edge[] } {
  const tables = new Map<string, QualifiedName>();
  const edges: Edge[] = [];
  const add = ({ schema, name }: QualifiedName): string => {
    const shown = displayQualified({ schema, name });
    tables.set(shown, { schema, name });
    return shown;
  };
  for (const table of tablesOf(plan.conversions)) add(table);
  for (const { fault } of plan.faults) {
    if (!('referencing' in fault) || fault.referencing === null || fault.referenced === null)
      continue;
    const [from, to] = [fault.referencing, fault.referenced];
    if (from === undefined || to === undefined) continue;
    edges.push({
      from: add(from.table),
      to: add(to.table),
      label: `${from.columns.map((one) => one.name).join(', ')} → ${to.columns.map((one) => one.name).join(', ')}`,
      wrong: fault.kind === 'incompatible-types',
    });
  }
  for (const relation of catalog.relations) {
    for (const key of foreignKeysFrom(catalog, relation)) {
      const to = relationByOid(catalog, key.foreignKey?.referencedTable ?? 0);
      if (to === undefined || key.parent !== 0) continue;
      const isNear = tables.has(displayQualified(relation)) || tables.has(displayQualified(to));
      if (!isNear || !plan.conversions.some((one) => isIn(one, relation) || isIn(one, to)))
        continue;
      const own = key.columns.map((one) => columnByNumber(relation, one)?.name ?? '').join(', ');
      edges.push({ from: add(relation), to: add(to), label: own, wrong: false });
    }
  }
  const nodes = [...tables.values()].map((table) => nodeOf(plan, catalog, table));
  return { nodes, edges };
}

function nodeOf(plan: Plan, catalog: Catalog, table: QualifiedName): Node {
  const relation = catalog.relations.find(
    (one) => one.schema === table.schema && one.name === table.name,
  );
  const own = plan.conversions.filter((one) => isIn(one, table));
  const counted = own.map((one) => one.weighed.evidence.rows);
  const estimate =
    relation === undefined || relation.estimatedRows < 0 ? null : relation.estimatedRows;
  return {
    table,
    rows: counted.length > 0 ? Math.max(...counted) : estimate,
    lines: [
      ...own.map(({ mapped }) => ({
        text: `${mapped.column}: ${mapped.type} → ${mapped.newType}`,
        changes: true,
      })),
      ...(relation?.columns ?? [])
        .filter(
          (column) => column.number === 1 && !own.some((one) => one.mapped.column === column.name),
        )
        .map((column) => ({ text: `${column.name}: ${column.type.sql}`, changes: false })),
    ],
  };
}

const [width, height, gapX, gapY] = [260, 90, 90, 50];

/** Tables in a grid, the most referenced first; a reference is a curve from the middle of one to that of the other. */
function drawing(nodes: readonly Node[], edges: readonly Edge[]): string {
  const inbound = (node: Node) =>
    edges.filter((one) => one.to === displayQualified(node.table)).length;
  const sorted = [...nodes].sort((one, other) => inbound(other) - inbound(one));
  const columns = Math.max(1, Math.ceil(Math.sqrt(sorted.length)));
  const place = new Map(
    sorted.map((node, at) => [
      displayQualified(node.table),
      {
        x: 20 + (at % columns) * (width + gapX),
        y: 20 + Math.floor(at / columns) * (height + gapY),
      },
    ]),
  );
  const lines = edges.flatMap((edge, at) => {
    const [from, to] = [place.get(edge.from), place.get(edge.to)];
    if (from === undefined || to === undefined) return [];
    const [x1, y1, x2, y2] = [from.x + width / 2, from.y + height, to.x + width / 2, to.y + height];
    const bend = 24 + (at % 4) * 8;
    const path =
      edge.from === edge.to
        ? `M ${from.x + width} ${from.y + 20} c 50 0, 50 50, 0 50`
        : `M ${x1} ${y1} C ${x1} ${y1 + bend}, ${x2} ${y2 + bend}, ${x2} ${y2}`;
    return [
      `<path class="${edge.wrong ? 'wrong' : 'fine'}" d="${path}" marker-end="url(#arrow)"><title>${inHtml(`${edge.from}: ${edge.label} → ${edge.to}`)}</title></path>`,
    ];
  });
  const boxes = sorted.map((node) => {
    const { x, y } = place.get(displayQualified(node.table)) ?? { x: 0, y: 0 };
    const rows = node.rows === null ? '' : `${number(Math.round(node.rows))} rows`;
    const texts = node.lines
      .slice(0, 4)
      .map(
        (line, at) =>
          `<text x="${x + 10}" y="${y + 36 + at * 15}" class="${line.changes ? 'changes' : ''}">${inHtml(line.text)}</text>`,
      );
    return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/><text x="${x + 10}" y="${y + 18}" class="name">${inHtml(displayQualified(node.table))}</text><text x="${x + width - 10}" y="${y + 18}" text-anchor="end">${inHtml(rows)}</text>${texts.join('')}`;
  });
  const tall = 60 + Math.ceil(sorted.length / columns) * (height + gapY);
  const wide = 40 + columns * (width + gapX);
  return `<svg viewBox="0 0 ${wide} ${tall}" width="${wide}" height="${tall}" role="img"><defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 L8 4 L0 8 z"/></marker></defs>${boxes.join('')}${lines.join('')}</svg>`;
}

/** One row for each table that is locked, one column for each step, in order. */
function timeline(plan: Plan): string {
  const steps = [...plan.steps, ...plan.after];
  const tables = [
    ...new Set(steps.flatMap((step) => step.locks.map((one) => displayQualified(one.table)))),
  ];
  // A lock is held to the end of the transaction.
  const held = new Map<string, string>();
  const cells = steps.map((step) => {
    for (const { table, mode } of step.locks) {
      const name = displayQualified(table);
      if (held.get(name) !== 'ACCESS EXCLUSIVE') held.set(name, mode);
    }
    return new Map(held);
  });
  const row = (name: string) =>
    `<tr><td>${inHtml(name)}</td>${cells.map((one) => `<td class="lock ${(one.get(name) ?? '').replaceAll(' ', '-').toLowerCase()}" title="${inHtml(one.get(name) ?? 'no lock')}"></td>`).join('')}</tr>`;
  return `<ol>${steps.map((step) => `<li>${inHtml(step.title)}</li>`).join('')}</ol>
<table><tr><th>lock</th>${steps.map((_, at) => `<th>${at + 1}</th>`).join('')}</tr>${tables.map(row).join('')}</table>`;
}

/** One row for each table that is locked, one column for each phase: narrow where it is locked for a moment. */
function liveTimeline(plan: Plan, { cutover, phases }: LiveOutline): string {
  const tables = [
    ...new Set(phases.flatMap((one) => one.locks.map((lock) => displayQualified(lock.table)))),
  ];
  const cell = (name: string, { locks, briefly }: PhaseLocks) => {
    const mode = locks.find((lock) => displayQualified(lock.table) === name)?.mode ?? null;
    const held = mode === null ? 'no lock' : `${mode}${briefly ? ', for a moment' : ''}`;
    return `<td class="lock ${briefly ? 'brief' : 'long'} ${(mode ?? '').replaceAll(' ', '-').toLowerCase()}" title="${inHtml(held)}"></td>`;
  };
  return `<p>In the background, beside the application${cutover === 'now' ? '' : '; cut over when <code>pgmend cutover</code> is called'}. Reading and copying take hours where they have to; the narrow columns are locked for a fraction of a second, in attempts of ${lockAttempt} ms.</p>
<ol>${phases.map((one) => `<li>${inHtml(phaseTitle(one, plan, cutover))}<br><small>${inHtml(lockWords(one))}</small></li>`).join('')}</ol>
<table class="live"><tr><th>lock</th>${phases.map((one, at) => `<th title="${inHtml(one.phase)}">${at + 1}</th>`).join('')}</tr>${tables.map((name) => `<tr><td>${inHtml(name)}</td>${phases.map((one) => cell(name, one)).join('')}</tr>`).join('')}</table>`;
}

function inHtml(text: string): string {
  return printable(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

const style = `body{font:14px/1.5 system-ui,sans-serif;margin:2em;max-width:80em}table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:2px 8px;text-align:left}.n{text-align:right}svg{max-width:100%;height:auto}rect{fill:#f6f8fa;stroke:#888}svg text{font-size:12px}.name{font-weight:bold}.changes{fill:#b35900}path.wrong{stroke:#c00;stroke-width:2.5;fill:none}path.fine{stroke:#678;fill:none}.wrong{color:#c00}.fine{color:#678}.lock{min-width:1em}.access-exclusive{background:#c00}.share-row-exclusive,.exclusive{background:#e80}.share,.share-update-exclusive,.row-exclusive{background:#fd6}.access-share,.row-share{background:#cde}.long{min-width:7em}small{color:#678}`;
