/** Proxies are not containers, and `mp.X` is not `manager.X`. Pitfalls 28, 29, 30. */
import { frameNumbers, matched } from './evidence.ts'
import type { Evidence } from './evidence.ts'
import type { Pitfall } from './pitfall.ts'
import { missingName } from './names.ts'
import { code, frameMark, lineMark, say } from './shape.ts'
import type { Finding } from './shape.ts'

const KINDS: Readonly<Record<string, string>> = { ListProxy: 'list', DictProxy: 'dict', SetProxy: 'set', ValueProxy: 'Value', ArrayProxy: 'Array', NamespaceProxy: 'Namespace' }
const NOT_JSON = /Object of type (\w*Proxy|AutoProxy\[.*\]) is not JSON serializable|(?:must be|expected|requires) .*not (\w+Proxy)|(\w+Proxy)' object is not (?:iterable|a mapping)/
const NOT_ITERABLE = /is not iterable|is not a function or its return value is not iterable/
/** What lists and dicts of Python have and their proxies got in 3.14 only, or never. */
const LATER = new Set(['clear', 'copy', '__or__', '__ior__', 'fromkeys'])

function* notContainer(e: Evidence): Iterable<Finding> {
  for (const process of e.failed) {
    const { message, type, at } = process.failure
    if (!type.endsWith('TypeError')) continue
    const python = e.isPython(process.id)
    const found = NOT_JSON.exec(message)
    if (python ? found === null : !NOT_ITERABLE.test(message)) continue
    const kind = python ? (KINDS[found!.slice(1).find((one) => one !== undefined) ?? ''] ?? 'object') : undefined
    const typeids = e.typeidsOf(process.id)
    const got = [...typeids].findLast(([typeid]) => (kind === undefined ? ['list', 'dict', 'set', 'Array'].includes(typeid) : typeid === kind))
    if (got === undefined) continue
    const [typeid, { frame }] = got
    yield {
      title: `A proxy of a ${typeid} is not a ${typeid}`,
      error: e.errorOf(process),
      process: process.id,
      time: process.endedAt ?? frame.time,
      frame,
      at,
      happened: [say`${e.The(process.id)} got a proxy ${frameMark(frame)} and gave it to something that needs a ${typeid} of its own${lineMark(' ', at, `needs a ${typeid}`)}. No frame was sent for it.`],
      why: [python ? say`The ${typeid} is in the server. The proxy has its methods, and is none: ${code(`isinstance(p, ${typeid})`)} is false, and code that looks inside finds nothing.` : say`The ${typeid} is in the server. Each look at it takes a request, so the proxy can only be walked through with ${code('for await')}, and spread or passed on not at all.`],
      fix: [python ? say`Take a copy of the whole first: ${typeid === 'dict' ? code('d.copy()') : code('l[:]')}.` : say`Take a copy of the whole first: ${typeid === 'dict' ? code('await d.copy()') : code('await l.slice()')}; or write ${code('for await (const x of …)')}.`],
      change: python ? e.change(at, (line) => line.replace(/(\bdumps\()(\w+)(\))/, typeid === 'dict' ? '$1$2.copy()$3' : '$1$2[:]$3')) : e.change(at, (line) => line.replace(/\bfor \(/, 'for await (')),
      matchedOn: matched(frameNumbers([frame]), 'no frame for the failed line', e.endWords(process.id)),
      covers: [process],
    }
  }
}

function* missingMethod(e: Evidence): Iterable<Finding> {
  for (const process of e.failed) {
    const missing = missingName(e, process)
    const kind = missing?.proxy === undefined ? missing?.typeid : KINDS[missing.proxy]
    if (missing === undefined || kind === undefined || !Object.values(KINDS).includes(kind) || isLockOfValue(kind, missing.name)) continue
    const got = e.typeidsOf(process.id).get(kind)
    if (got === undefined) continue
    const { at } = process.failure
    const { version } = process
    yield {
      title: `A proxy of a ${kind} has no ${missing.name}()`,
      error: e.errorOf(process),
      process: process.id,
      time: process.endedAt ?? got.frame.time,
      frame: got.frame,
      at,
      happened: [say`${e.The(process.id)} asked its proxy ${frameMark(got.frame)} for ${code(missing.name)}${lineMark(' ', at, 'not on the proxy')}. The proxy has no such method. No frame was sent.`],
      why: [
        e.isPython(process.id) && LATER.has(missing.name)
          ? say`A proxy has the methods that its class lists, not all that a ${kind} has. That of ${code(`${kind}Proxy`)} got ${code(missing.name)} with Python 3.14; this is ${version}.`
          : say`A proxy has the methods that its class lists, not all that a ${kind} has${got.exposed === undefined ? '' : say`: ${code(got.exposed.filter((name) => !name.startsWith('_')).join(', '))}`}.`,
      ],
      fix: [missing.name === 'clear' && kind === 'list' ? say`Write ${code('del l[:]')}: one request.` : missing.name === 'copy' && kind === 'list' ? say`Write ${code('l[:]')}: one request.` : say`Use what the proxy has, or take a copy of the whole and work on that.`],
      change: missing.name === 'clear' && e.isPython(process.id) ? e.change(at, (line) => line.replace(/(\w+)\.clear\(\)/, 'del $1[:]')) : undefined,
      matchedOn: matched(frameNumbers([got.frame]), `no request for ${missing.name}`, e.endWords(process.id)),
      covers: [process],
    }
  }
}

function isLockOfValue(kind: string, name: string): boolean {
  return (kind === 'Value' || kind === 'Array') && /^get_?(?:lock|obj)$/i.test(name)
}

function* otherFamily(e: Evidence): Iterable<Finding> {
  for (const process of e.failed) {
    const { message, type, at } = process.failure
    const inherited = /^(\w+) objects should only be shared between processes through inheritance/.exec(message)?.[1]
    const missing = inherited === undefined ? missingName(e, process) : undefined
    const kind = missing && (missing.proxy === undefined ? missing.typeid : KINDS[missing.proxy])
    const value = missing !== undefined && kind !== undefined && isLockOfValue(kind, missing.name) ? kind : undefined
    const got = [...e.typeidsOf(process.id)].findLast(([typeid]) => value === undefined || typeid === value)
    if ((inherited === undefined || !type.endsWith('RuntimeError')) && value === undefined) continue
    if (got === undefined) continue
    const frame = got[1].frame
    const name = inherited ?? value!
    yield {
      title: inherited === undefined ? `A manager’s ${name} has no lock of its own` : `multiprocessing.${name} is not manager.${name}`,
      error: e.errorOf(process),
      process: process.id,
      time: process.endedAt ?? frame.time,
      frame,
      at,
      happened: [
        inherited === undefined
          ? say`${e.The(process.id)} asked its proxy ${frameMark(frame)} for ${code(missing!.name)}${lineMark(' ', at, 'no such method')}. No frame was sent.`
          : say`${e.The(process.id)} put a ${code(`multiprocessing.${name}`)} into a managed object${lineMark(' ', at, `multiprocessing.${name}`)}. It has no pickle, so the request was never sent. The proxy itself was all right ${frameMark(frame)}.`,
      ],
      why: [
        inherited === undefined
          ? say`${code(`multiprocessing.${name}`)} is shared memory with a lock. ${code(`manager.${name}`)} is an object in a server: two things by one name.`
          : say`There are two families by the same names. ${code(`multiprocessing.${name}`)} is a pipe and locks, which only a child can inherit. ${code(`manager.${name}()`)} is an object in a server; its proxy can be sent anywhere.`,
      ],
      fix: [inherited === undefined ? say`Make a ${code('manager.Lock()')} beside it and hold that.` : say`Make it with the manager: ${code(`manager.${name}()`)}.`],
      change: inherited === undefined ? undefined : e.change(at, (line) => line.replace(new RegExp(`\\b(?:multiprocessing|mp)\\.${name}\\(`), `manager.${name}(`)),
      matchedOn: matched(frameNumbers([frame]), 'no frame for the failed line', e.endWords(process.id)),
      covers: [process],
    }
  }
}

function* itemTooLong(e: Evidence): Iterable<Finding> {
  for (const process of e.failed) {
    if (!/exceeds available storage|does not fit|room for/.test(process.failure.message) || !process.failure.type.endsWith('ValueError')) continue
    const list = e.run.memory.segments.findLast(({ kind, uses }) => kind === 'ShareableList' && uses.some((use) => use.process === process.id))
    const requests = e.askedBy(process.id).findLast(({ method }) => method === 'track_segment')
    const { at } = process.failure
    yield {
      sure: list !== undefined || e.run.managers.some(({ process: maker, manager }) => maker === process.id && manager === 'SharedMemoryManager'),
      title: `An item of a ShareableList cannot grow`,
      error: e.errorOf(process),
      process: process.id,
      time: process.endedAt ?? 0,
      frame: requests,
      at,
      happened: [say`${e.The(process.id)} wrote a text or bytes that are longer than the place of the item${lineMark(' ', at, 'too long')}. Nothing was written${list === undefined ? '' : say` to ${code(list.name)}`}${lineMark(', made at ', list?.createdBy, 'room for its items')}.`],
      why: [say`A ${code('ShareableList')} lays its items side by side in a block of memory when it is made. Each text gets as many multiples of eight bytes as it needs then, and never more.`],
      fix: [say`Make the list with texts that are as long as they will ever be, padded with blanks; or use ${code('manager.list()')}, whose items are objects in a server.`],
      matchedOn: matched(...(list ? ['the memory that the list lies in'] : []), 'no frame for the failed line', e.endWords(process.id)),
      covers: [process],
    }
  }
}

function* unlinkedByReader(e: Evidence): Iterable<Finding> {
  for (const segment of e.run.memory.segments) {
    const { unlinked, owner } = segment
    if (unlinked === undefined || unlinked.by === 'program' || owner === undefined || unlinked.process === owner) continue
    const maker = e.process(owner)
    if (maker?.endedAt !== undefined && maker.endedAt <= unlinked.time) continue
    const late = e.failed.find(({ failure, endedAt }) => /FileNotFoundError/.test(failure.type) && failure.message.includes(segment.name.replace(/^\//, '')) && (endedAt ?? Infinity) >= unlinked.time)
    yield {
      title: `The end of a reader took ${segment.name.replace(/^\//, '')} away`,
      error: late && e.errorOf(late),
      process: late?.id ?? unlinked.process,
      time: unlinked.time,
      at: late?.failure.at ?? segment.uses.find(({ process }) => process === unlinked.process)?.at,
      happened: [say`${e.The(owner)} made the segment${lineMark(' ', segment.createdBy, 'made here')}. ${e.The(unlinked.process)} attached to it${lineMark(' ', segment.uses.find(({ process }) => process === unlinked.process)?.at, 'attached here')}, and when it ended its name was taken away.${late ? say` ${e.The(late.id)} came after that${lineMark(' ', late.failure.at, 'finds nothing')}.` : ''}`],
      why: [say`Each Python process that attaches has the segment tracked, by a resource tracker of its own if it is no child of the maker. At its end that tracker takes the segment for forgotten and unlinks it.`],
      fix: [say`From Python 3.13 on attach with ${code('track=False')}. Before, unregister it in the reader: ${code("resource_tracker.unregister(shm._name, 'shared_memory')")}.`],
      change: e.change(segment.uses.find(({ process }) => process === unlinked.process)?.at, (line) => line.replace(/(SharedMemory\((?:name=)?[^()]*)\)/, '$1, track=False)')),
      matchedOn: matched('who attached to the memory', 'who took its name away', 'that its maker goes on'),
      covers: late ? [late] : [],
    }
  }
}

/** Where nothing tells of the memory itself: somebody attached to a name that had been there. */
function* nameGone(e: Evidence): Iterable<Finding> {
  for (const process of e.failed) {
    const { type, message, at } = process.failure
    const name = /'(\/[\w.-]+)'$/.exec(message)?.[1]
    if (!type.endsWith('FileNotFoundError') || name === undefined || !/SharedMemory\(|ShareableList\(/.test(e.textAt(at) ?? '')) continue
    const reader = [...e.run.processes.values()].find((other) => other.id !== process.id && other.endedAt !== undefined && other.endedAt <= (process.endedAt ?? Infinity) && other.startedAt < process.startedAt && other.label === process.label)
    if (reader === undefined) continue
    const maker = e.parentOf(process)
    yield {
      sure: false,
      title: `The end of a reader took ${name} away`,
      error: e.errorOf(process),
      process: process.id,
      time: process.endedAt ?? 0,
      at,
      happened: [say`${e.The(process.id)} asked for the segment ${code(name)}${lineMark(' ', at, 'finds nothing')}. ${e.The(reader.id)}, which ran the same program, had ended before${maker?.endedAt === undefined || maker.endedAt > reader.endedAt! ? ', and whoever made the segment goes on' : ''}.`],
      why: [say`Each Python process that attaches has the segment tracked, by a resource tracker of its own if it is no child by ${code('multiprocessing')} of the maker. At its end that tracker takes the segment for forgotten and unlinks it. The other cause would be that the maker itself unlinked it.`],
      fix: [say`From Python 3.13 on attach with ${code('track=False')}. Before, unregister it in the reader: ${code("resource_tracker.unregister(shm._name, 'shared_memory')")}.`],
      change: e.change(at, (line) => line.replace(/(SharedMemory\((?:name=)?[^()]*)\)/, '$1, track=False)')),
      matchedOn: matched('the name in the error', `the end of another ${e.label(reader.id)}`, 'no frame'),
      covers: [process],
    }
  }
}

function* vanished(e: Evidence): Iterable<Finding> {
  yield* unlinkedByReader(e)
  yield* nameGone(e)
}

export const CONTAINERS: readonly Pitfall[] = [
  { id: 'unlinked-by-reader', number: 30, what: 'shared memory vanishes when a reader ends', lessons: [16], typescript: { none: 'only the process that made a segment takes its name away' }, python: 'card', weight: 'surprise', find: vanished },
  { id: 'item-too-long', what: 'items of a `ShareableList` cannot grow', lessons: [16], typescript: 'card', python: 'card', find: itemTooLong },
  { id: 'other-family', number: 29, what: '`multiprocessing.X` is not `manager.X`', lessons: [7, 11], typescript: 'card', python: 'card', find: otherFamily },
  { id: 'missing-method', number: 28, what: 'a proxy lacks methods of its container', lessons: [9], typescript: 'card', python: 'card', find: missingMethod },
  { id: 'not-a-container', number: 28, what: 'a proxy of a container is no container', lessons: [9], typescript: 'card', python: 'card', find: notContainer },
]
