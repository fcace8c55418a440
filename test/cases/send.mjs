// A migration tool in its smallest form: sends the statements of a file, which stand between lines `-- then`,
// on one connection that the environment's PG* name, and stops at the first error.
import { readFileSync } from 'node:fs';
import pg from 'pg';

const client = new pg.Client();
await client.connect();
try {
  for (const sql of readFileSync(process.argv[2], 'utf8').split(/^-- then\n/m)) {
    await client.query(sql);
  }
} catch (error) {
  const { code, message, detail } = error;
  process.stdout.write(`${JSON.stringify({ code, message, detail })}\n`);
  process.exitCode = 1;
} finally {
  await client.end();
}
