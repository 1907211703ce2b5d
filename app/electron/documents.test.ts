import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { DOCUMENTS, createDocumentDesk, documentsIn } from './documents.ts'

const folder = join('/', 'home', 'ada')

describe('the documents among arguments', () => {
  test.each<[string, string[], string[]]>([
    ['a path', ['/x/garden.managerie'], ['/x/garden.managerie']],
    ['a path from where it was started', ['work/garden.managerie'], [join(folder, 'work/garden.managerie')]],
    ['an address of a file, as desktops give it', ['file:///x/my%20garden.managerie'], ['/x/my garden.managerie']],
    ['capitals', ['/x/RUN.NDJSON'], ['/x/RUN.NDJSON']],
    ['several', ['/x/a.ndjson', '--safe', '/x/b.managerie'], ['/x/a.ndjson', '/x/b.managerie']],
    ['none: switches, also those that end like one', ['--safe', '--x=y.managerie', '-a.ndjson'], []],
    ['none: the folder of the app itself', ['.', '/x/managerie'], []],
    ['none: a file of another kind', ['/x/a.txt', '/x/a.managerie.exe', '/x/managerie'], []],
    ["none: another machine's, an address that is none, a web page", ['file://host/x.ndjson', 'file:%', 'https://x/a.txt'], []],
    ['none: a null byte, nothing', ['/x/a\0.ndjson', ''], []],
  ])('%s', (_, args, expected) => {
    // What `file:` addresses mean is the system's: these are POSIX's.
    if (process.platform === 'win32') return
    expect(documentsIn(args, folder)).toEqual(expected)
  })

  test('an address that the system itself makes is understood', () => {
    const file = join(import.meta.dirname, 'a b.ndjson')
    expect(documentsIn([pathToFileURL(file).href], folder)).toEqual([file])
  })
})

test('are those that the packages associate with the app', () => {
  const yml = readFileSync(join(import.meta.dirname, '../../electron-builder.yml'), 'utf8')
  expect([...yml.matchAll(/^ {2}- ext: (\w+)$/gm)].map(([, ext]) => `.${ext}`)).toEqual([...DOCUMENTS])
})

describe('the desk of documents', () => {
  function make(fails: readonly string[] = []) {
    const told: string[] = []
    const desk = createDocumentDesk({
      async open(file) {
        if (fails.includes(file)) throw new Error('no')
        told.push(`open ${file}`)
      },
      opened: (file) => void told.push(`opened ${file}`),
      failed: (file, error) => void told.push(`failed ${file}: ${(error as Error).message}`),
    })
    return { desk, told }
  }
  const settled = () => new Promise((resolve) => setImmediate(resolve))

  test('keeps what is asked for until a page is there, and gives it once', async () => {
    const { desk, told } = make()
    desk.ask(['a', 'b'])
    await settled()
    expect(told).toEqual([])
    desk.pageIsThere()
    desk.pageIsThere()
    await settled()
    expect(told).toEqual(['open a', 'opened a', 'open b', 'opened b'])
  })

  test('keeps it again when the page is gone', async () => {
    const { desk, told } = make()
    desk.pageIsThere()
    desk.pageIsGone()
    desk.ask(['a'])
    await settled()
    expect(told).toEqual([])
    desk.pageIsThere()
    await settled()
    expect(told).toEqual(['open a', 'opened a'])
  })

  test('says what could not be opened, and opens the next', async () => {
    const { desk, told } = make(['a'])
    desk.pageIsThere()
    desk.ask(['a', 'b'])
    await settled()
    expect(told).toEqual(['failed a: no', 'open b', 'opened b'])
  })
})
