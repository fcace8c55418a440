import { expect, test } from 'vitest';
import { detectTool } from '../../src/tools/detect-tool.ts';
import { platform } from './child-process.ts';

test('finds where the platform declares the columns and which migrations lay their keys', async () => {
  const found = await detectTool({ directory: platform, env: {} });
  if (found === null) throw new Error('the platform was not detected');
  const { tool, project } = found;
  const table = { schema: 'public', name: 'sessions' };
  const places = await tool.locate(project, { table, column: 'userId' });
  expect(places.map(({ file, line, type }) => `${file}:${line} ${type}`)).toEqual([
    'migrations/20240116094512-create-sessions.cjs:13 uuid',
    'migrations/20250902093014-link-sessions-to-members.cjs:4 integer',
    'models/session.cjs:7 integer',
  ]);
  const key = { table, columns: ['cancelledBy'], constraint: 'sessions_cancelledBy_fkey' };
  expect((await tool.declaring(project, key)).map((file) => file.name)).toEqual([
    '20250902094527-link-cancellations-to-members.cjs',
  ]);
  const posts = { schema: 'public', name: 'EnhancedSocialPosts' };
  const author = { table: posts, columns: ['userId'], constraint: null };
  expect((await tool.declaring(project, author)).map((file) => file.name)).toEqual([
    '20250903101552-create-enhanced-social-platform.cjs',
  ]);
});
