'use strict';
// For the pickers of the tools' folders: the plain values of a driver's configuration.
const text = (value) =>
  value === undefined || value === null
    ? undefined
    : Array.isArray(value)
      ? value.map(String).join('\n')
      : String(value);

function tls(ssl) {
  if (ssl === null || ssl === undefined) return undefined;
  if (typeof ssl !== 'object') return ssl;
  return {
    rejectUnauthorized: ssl.rejectUnauthorized,
    ca: text(ssl.ca),
    cert: text(ssl.cert),
    key: text(ssl.key),
    servername: text(ssl.servername),
  };
}

/** @returns DriverConfiguration of driver-configuration.ts */
exports.driverConfiguration = (given) => ({
  connectionString: text(given.connectionString ?? given.url),
  host: text(given.host),
  port: text(given.port),
  user: text(given.user ?? given.username),
  password: typeof given.password === 'function' ? undefined : text(given.password),
  database: text(given.database),
  ssl: tls(given.ssl),
});

/** `export default`, `module.exports`, or both around each other; called where it is a function. */
exports.exported = async (loaded, ...args) => {
  let value = loaded?.default ?? loaded;
  value = value?.default ?? value;
  return typeof value === 'function' ? value(...args) : value;
};
