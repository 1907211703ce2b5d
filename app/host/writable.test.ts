import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { unwritable } from './writable.ts'

const folder = mkdtempSync(join(tmpdir(), 'managerie-data-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a folder that can be written is made, and nothing is left in it', () => {
  const place = join(folder, 'new/deep')
  expect(unwritable(place)).toBeUndefined()
  expect(readdirSync(place)).toEqual([])
})

test('a folder that may only be read is said to be one', ({ skip }) => {
  skip(process.getuid?.() === 0, 'root may write everywhere')
  const place = mkdtempSync(join(folder, 'read-only-'))
  chmodSync(place, 0o500)
  expect(unwritable(join(place, 'managerie'))).toBe('you may not write there')
})

test("a place that is the system's is said to be one, for root too", ({ skip }) => {
  skip(!existsSync('/sys/kernel'), 'there is no /sys here')
  expect(unwritable('/sys/kernel/managerie-test')).toMatch(/you may not write there|only be read/)
})

test('a file in the way is said to be there, and left alone', () => {
  const file = join(folder, 'file')
  writeFileSync(file, 'kept')
  expect(unwritable(join(file, 'managerie'))).toBe('a file stands in its way')
  expect(existsSync(file)).toBe(true)
})
