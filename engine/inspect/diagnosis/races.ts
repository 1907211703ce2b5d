/** Two requests where one was meant, and copies taken for the thing itself. Pitfalls 1, 2, 27. */
import type { Frame } from '../run.ts'
import { formatDuration } from '../format.ts'
import { costsByLine } from '../summary.ts'
import { frameNumbers, matched } from './evidence.ts'
import type { Evidence } from './evidence.ts'
import type { Pitfall } from './pitfall.ts'
import { code, frameMark, lineMark, say } from './shape.ts'
import type { Finding } from './shape.ts'

const READS = new Set(['__getitem__', 'get', '__getattribute__'])
const WRITES = new Set(['__setitem__', 'set', '__setattr__'])
/** Requests of one run that are looked at for lost updates: their arguments have to be decoded. */
const MOST_DECODED = 4_000
/** A read and a write of one statement are at most so many lines apart. */
const NEAR_LINES = 3
/** From so many calls of one line on, what they cost is worth a word. */
const MANY_CALLS = 1000

/** The first argument of a request as Python writes it; empty for one without. */
export function firstArgument(args: string | undefined): string {
  if (args === undefined) return ''
  let depth = 0
  let quote = ''
  for (let at = 0; at < args.length; at++) {
    const character = args[at]!
    if (quote !== '') {
      if (character === '\\') at++
      else if (character === quote) quote = ''
    } else if (character === "'" || character === '"') quote = character
    else if ('([{'.includes(character)) depth++
    else if (')]}'.includes(character)) depth--
    if (depth === 0 || (depth === 1 && quote === '' && character === ',')) return args.slice(1, at)
  }
  return args.slice(1)
}

/** Name of the item that a request reads or writes; `Value`s have one without name. */
function itemOf(frame: Frame): string {
  const takesKey = frame.method!.startsWith('__') || frame.typeid !== 'Value'
  return takesKey ? firstArgument(frame.args) : ''
}

/** A read, another client's write, and the first one's write which did not see it. */
interface LostUpdate {
  readonly read: Frame
  readonly other: Frame
  readonly write: Frame
}

/** @returns what was lost, and whether all requests were looked at */
function lostUpdates(e: Evidence): { readonly found: LostUpdate[]; readonly all: boolean } {
  const byObject = new Map<string, Frame[]>()
  for (const frame of e.run.frames) {
    if (frame.kind !== 'call' || frame.pair === undefined || frame.ident === undefined || !(READS.has(frame.method!) || WRITES.has(frame.method!))) continue
    const key = `${frame.connection.listener} ${frame.ident}`
    const list = byObject.get(key)
    if (list === undefined) byObject.set(key, [frame])
    else list.push(frame)
  }
  const found: LostUpdate[] = []
  let decoded = 0
  for (const frames of byObject.values()) {
    if (new Set(frames.filter(({ method }) => WRITES.has(method!)).map(({ connection }) => connection)).size < 2) continue
    const inOrder = frames.toSorted((a, b) => doneAt(a) - doneAt(b))
    // By client connection and item: its last read, as long as it has not written since; and by item, the last write.
    const reads = new Map<string, Frame>()
    const writes = new Map<string, Frame>()
    for (const frame of inOrder) {
      if (++decoded > MOST_DECODED) return { found, all: false }
      const item = itemOf(frame)
      const own = `${frame.connection.number} ${item}`
      if (READS.has(frame.method!)) {
        reads.set(own, frame)
        continue
      }
      const read = reads.get(own)
      reads.delete(own)
      const last = writes.get(item)
      if (read !== undefined && last !== undefined && last.connection !== frame.connection && doneAt(last) > doneAt(read) && isOneStatement(read, frame)) {
        found.push({ read, other: last, write: frame })
      }
      writes.set(item, frame)
    }
  }
  return { found, all: true }
}

/** When the server did it: it had, when it answered. */
function doneAt(frame: Frame): number {
  return frame.pair!.time
}


function isOneStatement(read: Frame, write: Frame): boolean {
  if (read.at === undefined || write.at === undefined) return read.at === write.at
  return read.at.file === write.at.file && Math.abs(write.at.line - read.at.line) <= NEAR_LINES
}

function* lostUpdate(e: Evidence): Iterable<Finding> {
  const { found: losses, all: isWhole } = lostUpdates(e)
  const byLine = new Map<string, LostUpdate[]>()
  for (const loss of losses) {
    const key = `${loss.write.at?.file}:${loss.write.at?.line} ${loss.write.typeid}`
    byLine.set(key, [...(byLine.get(key) ?? []), loss])
  }
  for (const all of byLine.values()) {
    const { read, other, write } = all[0]!
    const [a, b] = [write.connection.client, other.connection.client]
    const item = itemOf(write)
    const what = item === '' ? 'the value' : item
    const python = e.isPython(a)
    yield {
      title: `Two writes, one lost`,
      process: a,
      time: write.time,
      frame: write,
      at: write.at,
      happened: [
        say`${e.The(a)} read ${code(what)} ${frameMark(read)}. Before it wrote, ${e.the(b)} wrote ${frameMark(other)}. Then ${e.the(a)} wrote what it had made of the old value ${frameMark(write)}, and the other write is gone.`,
        ...(all.length > 1 ? [say`The same line lost ${isWhole ? '' : 'at least '}${all.length} updates in this run.`] : []),
      ],
      why: [say`The line${lineMark(' ', write.at, 'a read, then a write')} is two requests: a read and a write. The server answers one request at a time, and whose comes next is chance. A managed object makes each request whole, never two together.`],
      fix: [
        say`Hold a lock of the manager around both, ${python ? code('with lock:') : code('await using _ = await lock.hold()')}; or share a class of your own whose method does both in the server.`,
      ],
      matchedOn: matched(frameNumbers([read, other, write]), 'their order in the server', 'the lines that sent them'),
      covers: [],
    }
  }
}

const CHANGES_PYTHON = /\[[^\]]+\]\s*(?:\.(?:append|extend|insert|remove|pop|clear|sort|reverse|add|discard|update|setdefault)\(|\[[^\]]+\]\s*[-+*/|&]?=[^=])/
const CHANGES_TYPESCRIPT = /\(await [\w.]+\.(?:get|item)\([^)]*\)\)\s*(?:as [^)]*\))?\s*\.(?:push|unshift|splice|pop|shift|sort|reverse|add|set|delete|clear|append)\(/
const IS_CONTAINER = /^(?:\[|\{|set\(|bytearray\(|deque\(|array\()/

function* changedCopy(e: Evidence): Iterable<Finding> {
  const seen = new Set<string>()
  const writingLines = new Set(e.run.frames.filter(({ kind, method }) => kind === 'call' && WRITES.has(method!)).map(({ at }) => `${at?.file}:${at?.line}`))
  for (const frame of e.run.frames) {
    if (frame.kind !== '#RETURN' || frame.pair?.kind !== 'call' || !READS.has(frame.method ?? '') || frame.at === undefined) continue
    const place = `${frame.at.file}:${frame.at.line}`
    if (seen.has(place)) continue
    const text = e.textAt(frame.at)
    const client = frame.connection.client
    if (text === undefined || !(e.isPython(client) ? CHANGES_PYTHON : CHANGES_TYPESCRIPT).test(text)) continue
    seen.add(place)
    if (writingLines.has(place) || !IS_CONTAINER.test(frame.result ?? '')) continue
    const read = e.isPython(client) ? (/[\w.]+\[[^\]]+\]/.exec(text)?.[0] ?? 'it') : (/await ([\w.]+\.\w+\([^)]*\))/.exec(text)?.[1] ?? 'it')
    yield {
      title: `${capital(e.name(client))} changed a copy`,
      process: client,
      time: frame.time,
      frame,
      at: frame.at,
      happened: [say`${code(read)} came back as a value of its own ${frameMark(frame)}. ${e.The(client)} changed that one${lineMark(' ', frame.at, 'changes a copy')}; no frame went back, and the server’s is as before.`],
      why: [say`What a call returns is a pickle: a copy. The line asks for it once and sends nothing after.`],
      fix: [
        e.isPython(client)
          ? say`Take it, change it and put it back: ${code('beds = d[key]; beds.append(x); d[key] = beds'.replaceAll('d[key]', read))}. Or store ${code('manager.list()')} in it: a proxy inside stays a reference.`
          : say`Take it, change it and put it back with ${code('set')}. Or store a proxy, ${code('await manager.list()')}, in it: a proxy inside stays a reference.`,
      ],
      matchedOn: matched(frameNumbers([frame.pair, frame]), 'no later frame from that line', 'the line itself'),
      covers: [],
    }
  }
}

function* slowLoop(e: Evidence): Iterable<Finding> {
  for (const cost of costsByLine(e.run).values()) {
    if (cost.calls < MANY_CALLS || cost.lastReply === undefined) continue
    const reply = cost.lastReply
    const request = reply.pair
    if (request?.kind !== 'call' || !READS.has(request.method ?? '')) continue
    const mine = e.askedBy(request.connection.client).filter(({ at, kind }) => kind === 'call' && at?.line === cost.line && at.file === cost.file)
    if (mine.length < MANY_CALLS || new Set(mine.map(({ ident }) => ident)).size > 1) continue
    const client = request.connection.client
    const at = { file: cost.file, line: cost.line }
    const spent = mine.reduce((sum, { pair }) => sum + (pair?.latency ?? 0), 0)
    yield {
      title: `One line asked the server ${mine.length.toLocaleString('en')} times`,
      process: client,
      time: reply.time,
      frame: mine[0]!,
      at,
      happened: [say`${e.The(client)} ran${lineMark(' ', at, `${mine.length} requests`)} from ${frameMark(mine[0]!)} to ${frameMark(mine.at(-1)!)}, and waited ${formatDuration(spent)} for answers: ${formatDuration(spent / mine.length)} each.`],
      why: [say`A managed object is not shared memory. Each look at it is a request to the server and an answer, some hundred times as slow as a look at a list of one’s own.`],
      fix: [e.isPython(client) ? say`Ask once, before the loop: ${code('l[:]')} or ${code('d.copy()')} gives a copy of the whole in two frames.` : say`Ask once, before the loop: ${code('await l.slice()')} or ${code('await d.copy()')} gives a copy of the whole in two frames.`],
      matchedOn: matched(`${mine.length} requests of one line`, 'their object', 'their latency'),
      covers: [],
    }
  }
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}

export const RACES: readonly Pitfall[] = [
  { id: 'lost-update', number: 1, what: '`d["x"] += 1` loses updates', lessons: [8], typescript: 'card', python: 'card', weight: 'surprise', find: lostUpdate },
  { id: 'changed-copy', number: 2, what: '`d["l"].append(1)` changes nothing', lessons: [9, 12], typescript: 'card', python: 'card', weight: 'surprise', find: changedCopy },
  { id: 'slow-loop', number: 27, what: 'every access is a round trip', lessons: [1, 9, 16], typescript: 'card', python: 'card', weight: 'surprise', find: slowLoop },
]
