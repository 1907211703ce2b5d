/** Real processes, a lesson of two programs, an engine of a few lines. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { AGAIN } from '../contract/lesson.ts'
import type { Parts } from './paths.ts'
import { References } from './references.ts'
import { theNode } from './runtimes.ts'
import { temporaryFolder } from './test/folders.ts'
import { counting } from './test/lessons/index.ts'
import { testParts } from './test/parts.ts'

let parts: Parts
beforeAll(async () => {
  parts = await testParts()
})

const make = (data: string, options: Partial<ConstructorParameters<typeof References>[0]> = {}) =>
  new References({ data, parts, version: '1', attempts: {}, report: () => {}, ...options })
const kept = (data: string) => path.join(data, 'references', 'counting-node.json.gz')

test('a solution is run twice, once and for all, for a runtime and a version, and what was kept is made again when it is damaged', { timeout: 60_000 }, async () => {
  const data = temporaryFolder()
  const references = make(data)
  const [one, two] = await Promise.all([references.of(counting, theNode()), references.of(counting, theNode())])
  expect(one.map(({ name }) => name)).toEqual(['solution', AGAIN])
  expect(one[0]!.events.some((event) => event.name === 'process/exited')).toBe(true)
  // The second waited for the first, and nothing ran for it: the events are the same, times included.
  expect(two).toEqual(one)
  await references.close()
  const nobody = make(data, { parts: { ...parts, keeper: path.join(data, 'no-keeper.js') } })
  expect(await nobody.of(counting, theNode())).toEqual(one)
  writeFileSync(kept(data), 'damaged')
  const again = make(data)
  const fresh = await again.of(counting, theNode())
  await again.close()
  expect(fresh[0]!.events).not.toEqual(one[0]!.events)
  // Whatever is there is of the person alone, and only that.
  expect(readdirSync(data)).toEqual(['references'])
})

test('a solution that cannot be run is an error in words, and nothing is kept of it', { timeout: 60_000 }, async () => {
  const data = temporaryFolder()
  const references = make(data)
  const stopped = references.of(counting, theNode())
  await Promise.all([expect(stopped).rejects.toThrow('The solution could not be run to compare with: it was ended.'), references.close()])
  expect(existsSync(kept(data))).toBe(false)
})
