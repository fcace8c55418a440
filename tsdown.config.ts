import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: { index: 'src/index.ts', cli: 'src/cli/main.ts' },
  format: 'esm',
  platform: 'node',
  target: 'node20',
  dts: { sourcemap: false },
  outExtensions: () => ({ js: '.js', dts: '.d.ts' }),
  copy: [
    { from: 'src/diagnose/faults/*/*.md', to: 'dist/faults' },
    { from: 'src/relay/preload.cjs', to: 'dist' },
    { from: 'src/relay/statement-places.cjs', to: 'dist' },
    { from: 'src/relay/confine.cjs', to: 'dist' },
    { from: 'src/relay/python/*.py', to: 'dist/python' },
    { from: 'src/tools/sequelize/load-config.cjs', to: 'dist' },
    { from: 'src/tools/*/replay-*.cjs', to: 'dist' },
    { from: 'src/tools/*.cjs', to: 'dist' },
    { from: 'src/tools/*/pick-*.cjs', to: 'dist' },
  ],
  clean: true,
});
