import { expect, test } from 'vitest';
import { suggestsPerson, suggestsTable } from './suggests-table.ts';

test.each([
  ['userId', 'users', true],
  ['user_id', 'users', true],
  ['user_id', 'Users', true],
  ['UserUUID', 'user', true],
  ['user', 'users', true],
  ['created_by_user_id', 'users', true],
  ['ownerUserId', 'users', true],
  ['category_id', 'categories', true],
  ['boxId', 'boxes', true],
  ['statusId', 'statuses', true],
  ['personId', 'people', true],
  ['foodScanId', 'food_scans', true],
  ['foodScanId', 'FoodScans', true],
  ['userid', 'users', true],
  ['foodscanid', 'food_scans', true],
  ['paid', 'pa_history', false],
  ['scanId', 'food_scans', false],
  ['username', 'users', false],
  ['user_agent', 'users', false],
  ['lastUser', 'users', false],
  ['userId', 'user_groups', false],
  ['id', 'users', false],
  ['superuserId', 'users', false],
])('%s suggests %s: %s', (column, table, expected) => {
  expect(suggestsTable(column, table)).toBe(expected);
});

test.each([
  ['cancelledBy', true],
  ['created_by', true],
  ['approvedById', true],
  ['by', false],
  ['standby', false],
  ['userId', false],
])('%s tells who did it: %s', (column, expected) => {
  expect(suggestsPerson(column)).toBe(expected);
});
