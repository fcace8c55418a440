// Runs in a process of its own: loads one of the project's files (.sequelizerc or the configuration) as
// sequelize-cli would, in the project's directory, and sends back the plain values that pgmend needs.
const path = require('node:path');
const { pathToFileURL } = require('node:url');

async function load(file) {
  if (file.endsWith('.json') || path.basename(file).startsWith('.')) return require(file);
  return (await import(pathToFileURL(file).href)).default;
}

async function called(value) {
  if (typeof value !== 'function') return value;
  if (value.length !== 1) return value();
  return new Promise((resolve, reject) => {
    value((error, result) => (error ? reject(error) : resolve(result)));
  });
}

const text = (value) =>
  value === undefined || value === null
    ? undefined
    : Array.isArray(value)
      ? value.map(String).join('\n')
      : String(value);

function tls(ssl) {
  if (ssl === null || typeof ssl !== 'object') return ssl === 'false' ? false : Boolean(ssl);
  const rejects = ssl.rejectUnauthorized;
  return {
    rejectUnauthorized: rejects === undefined ? true : Boolean(rejects),
    ca: text(ssl.ca),
    cert: text(ssl.cert),
    key: text(ssl.key),
    servername: text(ssl.servername),
    skipsName: typeof ssl.checkServerIdentity === 'function',
  };
}

async function configuration(file, environment) {
  const raw = await called(await load(file));
  if (raw === null || typeof raw !== 'object') throw new Error('it does not export an object');
  const config = raw[environment] || raw;
  const variable = text(config.use_env_variable);
  return {
    environment: raw[environment] ? environment : null,
    dialect: text(config.dialect),
    url: text(config.url) ?? (variable === undefined ? undefined : process.env[variable]),
    variable: config.url ? undefined : variable,
    host: text(config.host),
    port: text(config.port),
    username: text(config.username),
    password: text(config.password),
    database: text(config.database),
    ssl: tls(config.dialectOptions?.ssl),
    ledgerTable: text(config.migrationStorageTableName),
    ledgerSchema: text(config.migrationStorageTableSchema),
    ledgerStorage: text(config.migrationStorage),
  };
}

async function main([file, kind, environment]) {
  const value =
    kind === 'settings'
      ? JSON.parse(JSON.stringify(await load(file)))
      : await configuration(file, environment);
  return { value };
}

main(process.argv.slice(2))
  .catch((error) => ({ failure: String(error?.message ?? error).split('\n')[0] }))
  .then((answer) => process.send(answer, () => process.exit(0)));
