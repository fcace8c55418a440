import { expect, test } from 'vitest';
import { suggestedTables } from './suggested-tables.ts';
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

const columns = [
  'userId user_id UserUUID user created_by_user_id category_id boxId statusId personId foodScanId userid foodscanid',
  'paid scanId username user_agent lastUser id superuserId key_id peopleid person_people_id food_scan_ref s a_b_id 1_id',
].flatMap((names) => names.split(' '));
const tables = [
  'users user Users categories boxes statuses people person food_scans FoodScans pa_history user_groups keys key s id',
  'scans foodscan food_scan_people a_b 1 superusers',
].flatMap((names) => names.split(' '));

test.each(columns)('among many tables, %s suggests those that it suggests one by one', (column) => {
  const among = suggestedTables(
    tables.map((name) => ({ name, value: name })),
    columns,
  );
  expect(among(column)).toEqual(tables.filter((table) => suggestsTable(column, table)));
});
