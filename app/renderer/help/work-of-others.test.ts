import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { WORK_OF_OTHERS } from './work-of-others.ts'

const ROOT = join(import.meta.dirname, '../../..')
const read = (place: string): { dependencies?: Record<string, string>; license?: string } => JSON.parse(readFileSync(join(ROOT, place, 'package.json'), 'utf8'))

test('every package that is shipped is named with its licence, and no other', () => {
  const shipped = ['app', 'engine'].flatMap((place) => Object.keys(read(place).dependencies ?? {}))
  expect(WORK_OF_OTHERS.map(({ name }) => name)).toEqual([...new Set([...shipped, 'electron'])].toSorted())
  for (const { name, licence } of WORK_OF_OTHERS) {
    const place = join('node_modules', name)
    if (existsSync(join(ROOT, place))) expect(licence, name).toBe(read(place).license)
  }
})
