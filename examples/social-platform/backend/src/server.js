import models from '../models/index.cjs';
import { createApp } from './app.js';

const port = Number(process.env.PORT ?? 3000);
const server = createApp(models).listen(port, '127.0.0.1', () => {
  console.log(`The platform listens on http://127.0.0.1:${server.address().port}`);
});

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => server.close(() => models.sequelize.close()));
}
