import { expect, test } from 'vitest'
import { assignGroups } from './assign-groups.ts'

const programs = [
  { file: 'server.ts', role: 'server' },
  { file: 'visitor.ts', role: 'client' },
] as const
const files = ['server.ts', 'visitor.ts', 'tank.ts']

test('with two groups the programs that call stand below, everything else above', () => {
  expect(assignGroups(files, programs, 2)).toEqual([['server.ts', 'tank.ts'], ['visitor.ts']])
})

test('with one group all files stand in it, in their order', () => {
  expect(assignGroups(files, programs, 1)).toEqual([files, []])
})

test('a workspace in which nothing calls, or everything does, stays in one group', () => {
  expect(assignGroups(['server.ts'], programs, 2)).toEqual([['server.ts'], []])
  expect(assignGroups(['visitor.ts'], programs, 2)).toEqual([['visitor.ts'], []])
})
