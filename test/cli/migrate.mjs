// A migration as a tool would run it: one connection, the statement given, its outcome printed.
import pg from 'pg';

const client = new pg.Client({ connectionString: process.env.DATABASE_URL, ssl: false });
await client.connect();
try {
  for (const sql of process.argv.slice(2)) await client.query(sql);
  console.log('migrated');
} catch (error) {
  console.log(`failed: ${error.code} ${error.message}`);
  process.exitCode = 4;
} finally {
  await client.end();
}
