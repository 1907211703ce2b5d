import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { childMain, execArguments } from './node-command.ts'

test('a child gets loaders and flags, but no debugger\'s port and no program text', () => {
  expect(
    execArguments([
      '--import', 'loader.mjs', '--enable-source-maps', '--inspect=9229', '--inspect-brk', '-e', 'code', '--eval=code', '--print', 'x',
      '--input-type=module', '--watch', '-i', '--max-old-space-size=100',
    ]),
  ).toEqual(['--import', 'loader.mjs', '--enable-source-maps', '--max-old-space-size=100'])
})

test('the file that a child runs is there', () => {
  expect(existsSync(childMain())).toBe(true)
})
