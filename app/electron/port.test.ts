import { EventEmitter } from 'node:events'
import type { IpcMainEvent } from 'electron'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Port } from '../contract/port.ts'
import { ORIGIN, START_URL } from './policy.ts'
import { CLOSED, MESSAGE, type DocumentPorts, listenForDocuments } from './port.ts'

const FIRST = '11111111-1111-4111-8111-111111111111'
const SECOND = '22222222-2222-4222-8222-222222222222'
const ownFrame = { origin: ORIGIN, url: START_URL, parent: null }

let ipc: EventEmitter
let sent: unknown[][]
let destroyed: boolean
let ports: DocumentPorts
let opened: { port: Port; heard: unknown[]; closed: number }[]
let refused: string[]

beforeEach(() => {
  ipc = new EventEmitter()
  sent = []
  destroyed = false
  opened = []
  refused = []
  const contents = { id: 7, isDestroyed: () => destroyed, send: (...message: unknown[]) => void sent.push(message) }
  ports = listenForDocuments(contents, ipc as never, {
    opened(port) {
      const record = { port, heard: [] as unknown[], closed: 0 }
      opened.push(record)
      port.onMessage((message) => void record.heard.push(message))
      port.onClose(() => void record.closed++)
    },
    refused: (reason) => void refused.push(reason),
  })
})

function say(args: unknown[], senderFrame: unknown = ownFrame, id = 7): void {
  ipc.emit(MESSAGE, { sender: { id }, senderFrame } as unknown as IpcMainEvent, ...args)
}

describe('the port of a document', () => {
  test('opens with its first message, which it hears', () => {
    say([FIRST, { a: 1 }])
    say([FIRST, null])
    expect(opened.map(({ heard }) => heard)).toEqual([[{ a: 1 }, null]])
  })

  test('posts to its document by name', () => {
    say([FIRST, 'hello'])
    opened[0]?.port.post({ answer: 1 })
    expect(sent).toEqual([[MESSAGE, FIRST, { answer: 1 }]])
  })

  test('closes when the next document speaks, and then says nothing more to anyone', () => {
    say([FIRST, 'a'])
    say([SECOND, 'b'])
    opened[0]?.port.post('late')
    expect(opened.map(({ heard, closed }) => [heard, closed])).toEqual([[['a'], 1], [['b'], 0]])
    expect(sent).toEqual([])
  })

  test('closes once when the document is gone', () => {
    say([FIRST, 'a'])
    ports.closeDocument()
    ports.closeDocument()
    expect(opened[0]?.closed).toBe(1)
  })

  test('tells its document when the host hangs up, but not one that is gone', () => {
    say([FIRST, 'a'])
    opened[0]?.port.close()
    expect([sent, opened[0]?.closed]).toEqual([[[CLOSED, FIRST]], 1])
    say([SECOND, 'b'])
    destroyed = true
    opened[1]?.port.post('into the void')
    opened[1]?.port.close()
    expect(sent).toHaveLength(1)
  })

  test('hears nothing after the window was closed', () => {
    say([FIRST, 'a'])
    ports.close()
    say([FIRST, 'b'])
    say([SECOND, 'c'])
    expect(opened.map(({ heard, closed }) => [heard, closed])).toEqual([[['a'], 1]])
    expect(ipc.listenerCount(MESSAGE)).toBe(0)
  })

  test('ignores the messages of another window', () => {
    say([FIRST, 'a'], ownFrame, 8)
    expect([opened, refused]).toEqual([[], []])
  })

  test.each([
    ['a frame inside the page', { ...ownFrame, parent: ownFrame }, `a message from ${START_URL}`],
    ['another origin', { ...ownFrame, origin: 'https://example.org', url: 'https://example.org/' }, 'a message from https://example.org/'],
    ['a frame that is gone', null, 'a message from a frame that is gone'],
  ])('refuses the messages of %s', (_who, frame, reason) => {
    say([FIRST, 'a'], frame)
    expect([opened, refused]).toEqual([[], [reason]])
  })

  test.each([[[]], [[FIRST]], [[FIRST, 1, 2]], [['', 1]], [[7, 1]], [[`${FIRST} `, 1]], [[{ toString: () => FIRST }, 1]]])(
    'refuses messages of the wrong shape: %j',
    (args) => {
      say(args)
      expect([opened, refused]).toEqual([[], ['a message of the wrong shape; expected a document and its message']])
    },
  )
})
