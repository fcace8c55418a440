'use strict';
// What pgmend takes from a file with a DataSource. https://typeorm.io/docs/data-source/data-source
module.exports = async (loaded, { driverConfiguration }) => {
  const all = [
    loaded,
    loaded?.default,
    ...Object.values(loaded ?? {}),
    ...Object.values(loaded?.default ?? {}),
  ];
  const values = await Promise.all(all.map((one) => Promise.resolve(one).catch(() => null)));
  const found = values.find(
    (one) => typeof one?.initialize === 'function' && typeof one.options === 'object',
  );
  const options = found?.options ?? values.find((one) => typeof one?.type === 'string');
  if (options === undefined) throw new Error('it exports no DataSource');
  const given = options.migrations ?? [];
  return {
    type: options.type,
    connection: driverConfiguration({ ...options, ...options.replication?.master }),
    patterns: (Array.isArray(given) ? given : Object.values(given)).filter(
      (one) => typeof one === 'string',
    ),
    table: options.migrationsTableName ?? 'migrations',
    schema: options.schema ?? null,
  };
};
