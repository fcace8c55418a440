'use strict';
/**
 * Runs the migration.sql files that it is given as Prisma's schema engine does, on the database that PG* name: each as
 * one string, with a record before and its end behind. The engine itself is a program that cannot be confined. The schema
 * first, '' for none; then names and files by turns.
 */
const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { Client } = require('pg');

/** Source: https://github.com/prisma/prisma-engines, sql_schema_connector/src/flavour/postgres/connector.rs */
const ledger = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;

async function main([schema, ...words]) {
  const client = new Client();
  await client.connect();
  if (schema !== '') {
    const name = client.escapeIdentifier(schema);
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${name}`);
    await client.query(`SET search_path TO ${name}`);
  }
  await client.query(ledger);
  for (let at = 0; at + 1 < words.length; at += 2) {
    const [name, file] = words.slice(at, at + 2);
    const text = readFileSync(file, 'utf8');
    await client.query(text).catch((error) => {
      throw new Error(`${name}: ${error.message}`);
    });
    const checksum = createHash('sha256').update(text).digest('hex');
    await client.query(
      `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count) VALUES (gen_random_uuid()::text, $1, $2, now(), 1)`,
      [checksum, name],
    );
  }
  await client.end();
}

main(process.argv.slice(2)).catch((error) => {
  console.error(`Error: ${error.message}`);
  process.exit(1);
});
