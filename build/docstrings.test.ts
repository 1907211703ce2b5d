import path from 'node:path'
import { expect, test } from 'vitest'
import { undocumented, undocumentedOf } from './docstrings.ts'

const engine = path.join(import.meta.dirname, '../engine')
const doors = ['index.ts', ...['connection', 'managers', 'pickle', 'protocol', 'inspect', 'values'].map((door) => `${door}/index.ts`)]

test.each(doors)('every public name of engine/%s has a docstring', (door) => {
  expect(undocumentedOf(path.join(engine, door))).toEqual([])
})

test('a public name without one is found', () => {
  expect(undocumented('/** Said. */\nexport class Tank {}\nexport function fill(): void {}\n')).toEqual(['fill'])
})
