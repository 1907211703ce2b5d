/** PROTOCOL.md says what the code does: its tables, its pickles and its costs. */
import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { AutoProxy, ListProxy, RemoteError, SyncManager, Token } from '../managers/index.ts'
import { askServer } from '../managers/dispatch.ts'
import { disassemble, dumps } from '../pickle/index.ts'
import type { TraceEvent } from '../protocol/trace.ts'
import { traceTo } from '../tracer.ts'
import { bytes } from '../values/index.ts'
import { LiveServer, authkey } from './support/live-server.ts'
import { declaredTables, differences, documentedTables } from './support/protocol-tables.ts'

const markdown = readFileSync(new URL('../PROTOCOL.md', import.meta.url), 'utf8')
const documented = documentedTables(markdown)

describe('a table', () => {
  test.each([...declaredTables()])('%s has the rows that the code has', (name, declared) => {
    expect(differences(name, documented.get(name), declared)).toEqual([])
  })

  const declared = [['`a`', '1'], ['`b`', '2']]
  test.each([
    ['that is not there', undefined, ['T: there is no such table']],
    ['with a row too few', [['`a`', '1', 'prose']], ['T: `b` is missing']],
    ['with a wrong row', [['`a`', '1'], ['`b`', '3']], ['T: `b` is `b` | 2, not `b` | 3']],
    ['with a row too many', [['`a`', '1'], ['`b`', '2'], ['`c`', '3']], ['T: `c` is not in the code']],
    ['with a row twice', [['`a`', '1'], ['`b`', '2'], ['`b`', '2']], ['T: a row is there twice']],
    ['as it should be', [['`a`', '1', 'prose'], ['`b`', '2']], []],
  ])('%s is told', (_name, rows, faults) => {
    expect(differences('T', rows, declared)).toEqual(faults)
  })

  test('is found by the heading before it', () => {
    expect(documentedTables('# A\ntext\n| x | y |\n| - | - |\n| `1` | 2 |\n\n## B\n| x |\n| - |\n| 3 |')).toEqual(
      new Map([['A', [['`1`', '2']]], ['B', [['3']]]]),
    )
  })
})

test('server functions take what the table says', async () => {
  await using live = await LiveServer.start()
  for (const [name, args] of documented.get('Server functions')!) {
    const called = name!.replaceAll('`', '') as Parameters<typeof askServer>[2]
    if (args === '–') {
      if (called !== 'shutdown') await askServer(live.address, authkey, called)
      await expect(askServer(live.address, authkey, called, ['one too many'])).rejects.toThrow(`${called}() takes 0 positional arguments but 1 was given`)
    } else {
      const first = /^`(\w+)`/.exec(args!)![1]!
      await expect(askServer(live.address, authkey, called)).rejects.toThrow(RemoteError)
      await expect(askServer(live.address, authkey, called)).rejects.toThrow(`${called}() missing 1 required positional argument: '${first}'`)
    }
  }
})

/** The lines of the code block that follows a heading. */
function block(heading: string): string[] {
  const found = new RegExp(`### ${heading}\\n[^]*?\`\`\`\\n([^]*?)\`\`\``).exec(markdown)
  return found![1]!.trim().split('\n')
}

const lines = (pickle: Uint8Array): string[] => disassemble(pickle).map(({ opcode, argument }) => `${opcode} ${argument?.text ?? ''}`.trim())

test('a token is pickled as it says', () => {
  expect(block('Pickle of a token')).toEqual(lines(dumps(new Token('list', ['127.0.0.1', 50000], '7f0000000010'))))
})

test('a proxy is pickled as it says', () => {
  const token = new Token('Queue', '/tmp/s', '7f0000000020')
  const all = lines(dumps(AutoProxy(token, { authkey: bytes('k'), exposed: ['put', 'get'] }))).filter((line) => !/^(MEMOIZE|PROTO|FRAME|STOP)/.test(line))
  const start = all.indexOf("SHORT_BINUNICODE 'Token'") - 1
  all.splice(start, all.indexOf('BUILD') - start + 1, '(the token)')
  expect(block('Pickle of a proxy')).toEqual(all)
  expect(lines(dumps(new ListProxy(token, { authkey: bytes('k') })))).toContain("SHORT_BINUNICODE 'ListProxy'")
})

describe('costs', () => {
  afterEach(() => traceTo(undefined))

  test('are those of the table', async () => {
    const server = new SyncManager({ address: ['127.0.0.1', 0], authkey }).getServer()
    const served = server.serveForever()
    await server.ready
    const events: TraceEvent[] = []
    /** Frames and connections of both ends, which are in this process. */
    const cost = async (act: () => Promise<unknown>): Promise<[frames: string, connections: string]> => {
      events.length = 0
      traceTo((event) => events.push(event))
      await act()
      traceTo(undefined)
      const opened = events.filter((event) => event.name === 'connection/opened' && event.end === 'client')
      return [String(events.filter(({ name }) => name === 'frame/sent').length), String(opened.length)]
    }
    const manager = new SyncManager({ address: server.address, authkey })
    let list!: ListProxy
    const costs: Record<string, [string, string]> = {
      connect: await cost(() => manager.connect()),
      'make an object and a proxy of it': await cost(async () => (list = await manager.list())),
      'the first call': await cost(() => list.append(1)),
      'each later call': await cost(() => list.append(2)),
      'dispose of a proxy': await cost(() => list.dispose()),
    }
    server.stop()
    await served
    expect(documented.get('What things cost')).toEqual(Object.entries(costs).map(([what, figures]) => [what, ...figures]))
  })
})
