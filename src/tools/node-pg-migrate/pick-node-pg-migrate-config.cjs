'use strict';
// What pgmend takes from a file of `--config-file`, or from the package `config`: one section of it, or all.
// Source: readJson() in bin/node-pg-migrate.js
module.exports = async (loaded, { driverConfiguration, exported }, section) => {
  const whole = (await exported(loaded)) ?? {};
  const has = (name) => (typeof whole.has === 'function' ? whole.has(name) : name in whole);
  const json = has(section) ? whole[section] : typeof whole.has === 'function' ? {} : whole;
  if (typeof json === 'string') return { connection: driverConfiguration({ url: json }) };
  const text = (value) => (typeof value === 'string' && value !== '' ? value : undefined);
  const url = json['database-url-var'] ?? json.url;
  return {
    folder: text(json['migrations-dir']),
    table: text(json['migrations-table']),
    migrationsSchema: text(json['migrations-schema']),
    schema: text([json.schema].flat()[0]),
    connection: driverConfiguration(
      text(url) === undefined ? { ...json, database: json.name ?? json.database } : { url },
    ),
  };
};
