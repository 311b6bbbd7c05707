import { expect, it } from 'vitest';
import { nearest } from '../../../src/catalog/nearest.ts';

const tables = ['Users', 'UserTypes', 'Groups', 'GroupMembers', 'SystemLogs'];

it.each([
  ['User', 'Users'],
  ['usres', 'Users'],
  ['user_types', 'UserTypes'],
  ['Group Member', 'GroupMembers'],
  ['SystemLog', 'SystemLogs'],
  ['grops', 'Groups'],
])('takes %s for %s', (name, meant) => {
  expect(nearest(name, tables)).toBe(meant);
});

it.each(['Policies', 'x', '', 'Applications'])('takes %j for nothing', (name) => {
  expect(nearest(name, tables)).toBeUndefined();
});

it('prefers the nearer of two', () => {
  expect(nearest('Groups1', ['GroupRules', 'Groups'])).toBe('Groups');
});
