'use strict';
// What pgmend takes from prisma.config.ts. https://www.prisma.io/docs/orm/reference/prisma-config-reference
module.exports = async (loaded, { exported }) => {
  const config = (await exported(loaded)) ?? {};
  return {
    schema: config.schema ?? null,
    migrations: config.migrations?.path ?? null,
    url: config.datasource?.url ?? null,
    engine: config.engine ?? null,
  };
};
