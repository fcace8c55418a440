const fs = require('node:fs');
const path = require('node:path');

const envFile = path.join(__dirname, '..', '.env');
if (fs.existsSync(envFile)) process.loadEnvFile(envFile);

const { env } = process;

const shared = env.DATABASE_URL
  ? { url: env.DATABASE_URL, dialect: 'postgres', logging: false }
  : {
      host: env.DB_HOST || '127.0.0.1',
      port: Number(env.DB_PORT || 5432),
      username: env.DB_USER || 'postgres',
      password: env.DB_PASSWORD || null,
      database: env.DB_NAME || 'social_platform',
      dialect: 'postgres',
      logging: false,
    };

const ca = env.DB_CA_FILE ? fs.readFileSync(env.DB_CA_FILE, 'utf8') : undefined;

module.exports = {
  development: { ...shared },
  test: { ...shared },
  production: {
    ...shared,
    dialectOptions: { ssl: { require: true, rejectUnauthorized: true, ca } },
  },
};
