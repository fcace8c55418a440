// Sends the strings of a JSON file, one after the other on one connection, and writes the first error beside it.
import { readFileSync, writeFileSync } from 'node:fs';
import pg from 'pg';

const [, , sqlFile, errorFile] = process.argv;
const client = new pg.Client();
await client.connect();
try {
  for (const sql of JSON.parse(readFileSync(sqlFile, 'utf8'))) await client.query(sql);
} catch (error) {
  const { code, message, detail } = error;
  writeFileSync(errorFile, JSON.stringify({ code, message, detail }));
  process.exitCode = 1;
} finally {
  await client.end();
}
