import type { Script } from '../script/script.ts';

/** The plan as a page to print: one file, no script, nothing from elsewhere. */
export function planPage({ plan, run }: Script, text: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>pgmend: the plan for ${escaped(plan.database)}</title>
<style>
  body { font: 11pt/1.45 Georgia, serif; margin: 2em auto; max-width: 52em; padding: 0 1em; }
  pre { font: 9pt/1.4 ui-monospace, Menlo, Consolas, monospace; white-space: pre-wrap; }
  @media print { body { margin: 0; max-width: none; } }
</style>
</head>
<body>
<h1>The plan for database ${escaped(plan.database)}</h1>
<p>Run ${escaped(run.id)}, pgmend ${escaped(run.version)}. Samples of values are masked.</p>
<pre>${escaped(text)}</pre>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
