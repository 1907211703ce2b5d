import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { lessons } from 'managerie-lessons'
import { defineTerms, glossary, type Term } from 'managerie-lessons/glossary'
import { runOf } from 'multiprocessing/inspect'
import { parseTraceEvent } from 'multiprocessing/protocol'
import { describe, expect, test } from 'vitest'
import { referencePages } from '../app/reference/pages.ts'
import { isSeen, judgeLinks, unmatched } from './glossary.ts'

const root = path.dirname(import.meta.dirname)
const folder = path.join(root, 'lessons')
const pages = referencePages(process.env['MANAGERIE_ENGINE_TYPES'] ?? path.join(root, 'dist/engine/types'))
const api = new Set(pages.flatMap(({ id, members }) => [id, ...members.map(({ name }) => `${id}#${name}`)]))

test('every link of every term leads somewhere, and its lesson says the word', () => {
  expect(judgeLinks(glossary, lessons, folder, api)).toEqual([])
})

test('every parameter of register(), every kind of reply and every request to the server has a term', () => {
  const said = new Set(glossary.flatMap(({ term, also }) => [term, ...also]))
  const words = ['typeid', 'callable', 'proxytype', 'exposed', 'method_to_typeid', 'create_method', '#RETURN', '#PROXY', '#ERROR', '#TRACEBACK', '#UNSERIALIZABLE',
    'create', 'dummy', 'incref', 'decref', 'accept_connection', 'get_methods', 'debug_info', 'number_of_objects', 'shutdown', 'track_segment', 'release_segment', 'list_segments']
  expect(words.filter((word) => !said.has(word))).toEqual([])
})

/** Causes each kind of frame that no program of the lessons causes as it is given. */
const PROGRAM = `import { isMainProcess } from 'multiprocessing'
import { RebuildProxy, SyncManager } from 'multiprocessing/managers'
import { Global } from 'multiprocessing/pickle'

class Bee {
  buzz(): string { return 'bzz' }
}
class Hive {
  bee(): Bee { return new Bee() }
  sting(): void { throw new Error('ouch') }
  secret(): unknown { return () => 1 }
}
export const Garden = class Garden extends SyncManager {}
  .register('Bee', { createMethod: false })
  .register('Hive', { callable: Hive, methodToTypeid: { bee: 'Bee' } })
export function double(n: number): number { return 2 * n }

if (isMainProcess()) {
  await using garden = await new Garden().start()
  await using hive = await garden.Hive()
  await using bee = await hive.bee()
  await hive.sting().catch(() => console.log(bee.token.typeid))
  await hive.secret().catch(() => {})
  await using beds = await garden.list(['basil'])
  console.log(await beds.getValue(), await garden.numberOfObjects(), (await garden.debugInfo()).length > 0)
  const pending: Promise<unknown>[] = []
  // As it comes out of a pickle that does not say what is exposed.
  const parts = [new Global('multiprocessing.managers', 'AutoProxy'), hive.token, 'pickle', new Map([['authkey', garden.authkey]])] as const
  RebuildProxy(...parts, { pending } as never)
  await Promise.all(pending)
  await using pool = await garden.Pool(1)
  console.log(await pool.apply(double, [2]))
}
`

test('filters of frames that somebody must do something for find them in a program that does', async () => {
  const home = mkdtempSync(path.join(tmpdir(), 'managerie-glossary-'))
  try {
    const [program, trace] = [path.join(home, 'garden.ts'), path.join(home, 'garden.ndjson')]
    writeFileSync(program, PROGRAM)
    const args = [path.join(root, process.env['MANAGERIE_CLI'] ?? 'dist/cli/managerie.js'), 'run', program, '--json', '--trace', trace]
    const { stdout } = await promisify(execFile)(process.execPath, args, { env: { ...process.env, MANAGERIE_HOME: home } }).catch((error: unknown) => error as { stdout: string })
    const { ok, output } = JSON.parse(stdout) as { ok: boolean; output: { text: string }[] }
    expect(ok, output.map(({ text }) => text).join('')).toBe(true)
    const run = runOf(readFileSync(trace, 'utf8').trimEnd().split('\n').map(parseTraceEvent))
    expect(unmatched(glossary.filter((term) => !isSeen(term)), () => [run])).toEqual([])
    // Everybody in the program has the same key, and the check says so.
    expect(unmatched(glossary.filter(({ id }) => id === 'failure'), () => [run])).toEqual(['term failure: no frame matches kind:failure'])
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
})

describe('the judge', () => {
  const right: Term = {
    id: 'tank', term: 'tank', code: false, also: [], taught: true, see: [],
    text: 'Holds the water of the server, and is shared.', lesson: 'exposed', api: ['managers.BaseManager'], frames: { filter: 'kind:call', words: 'Calls', unseen: false },
  }

  test('finds nothing wrong with a right term', () => {
    expect(judgeLinks([right], lessons, folder, api)).toEqual([])
  })

  test.each<readonly [Partial<Term>, string]>([
    [{ lesson: 'swimming' }, 'there is no lesson swimming'],
    [{ lesson: 'trust' }, 'lesson trust never says tank'],
    [{ api: ['managers.Well', 'managers.BaseManager#drain'] }, 'the reference has no page managers.Well'],
    [{ api: [] }, 'it has no page in the reference'],
    [{ frames: { filter: 'kind:water', words: 'Water', unseen: false } }, 'its filter kind:water: There is no kind water.'],
    [{ frames: { filter: ' ', words: 'All', unseen: false } }, 'its filter lets everything through'],
  ])('finds %j', (change, said) => {
    expect(judgeLinks([{ ...right, ...change }], lessons, folder, api).join('\n')).toContain(`term tank: ${said}`)
  })

  test('terms that are not what they must be are refused by name and field', () => {
    expect(() => defineTerms([{ ...right, text: 'Short.' }])).toThrow('term tank: text: ')
    expect(() => defineTerms([{ ...right, api: ['Tank'] }])).toThrow('term tank: api.0: ')
    expect(() => defineTerms([{ ...right, see: ['well'] }])).toThrow('term tank: see: expected the id of another term, got well')
    expect(() => defineTerms([right, right])).toThrow('two terms have the same id: tank')
  })
})
