'use strict';
/**
 * Sends the files of a folder of SQL migrations, on the database that PG* name, as their tool does: cut already, in a
 * transaction or not, each with its record. The list of them is a file, which is removed with its folder.
 */
const { readFileSync, rmSync } = require('node:fs');
const { dirname } = require('node:path');
const { Client } = require('pg');

async function main([list]) {
  const { create, files } = JSON.parse(readFileSync(list, 'utf8'));
  rmSync(dirname(list), { recursive: true, force: true });
  const client = new Client();
  await client.connect();
  await client.query(create);
  for (const { name, statements, transaction, record } of files) {
    try {
      if (transaction) await client.query('BEGIN');
      for (const sql of statements) await client.query(sql);
      await client.query(record);
      if (transaction) await client.query('COMMIT');
    } catch (error) {
      throw new Error(`${name}: ${error.message}`);
    }
  }
  await client.end();
}

main(process.argv.slice(2)).catch((error) => {
  console.error(`Error: ${error.message}`);
  process.exit(1);
});
