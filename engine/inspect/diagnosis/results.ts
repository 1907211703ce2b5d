/** What comes back: errors without their traceback, results without a pickle, proxies that cannot be made. Pitfalls 10, 11, 12, 24, 25. */
import type { Frame } from '../run.ts'
import { failureOf } from '../describe.ts'
import { shortIdent } from '../format.ts'
import { frameNumbers, matched, option } from './evidence.ts'
import type { Evidence } from './evidence.ts'
import type { Pitfall } from './pitfall.ts'
import { code, frameMark, lineMark, say } from './shape.ts'
import type { Finding } from './shape.ts'

function* noManager(e: Evidence): Iterable<Finding> {
  for (const process of e.failed) {
    if (process.failure.message !== "'NoneType' object has no attribute '_registry'") continue
    const reply = e.run.frames.findLast(({ kind, to }) => kind === '#PROXY' && to === process.id)
    if (reply === undefined) continue
    const method = reply.method ?? 'the call'
    const iterates = method === '__iter__'
    yield {
      title: `A proxy that came out of a pickle cannot make another`,
      error: e.errorOf(process),
      process: process.id,
      time: reply.time,
      frame: reply,
      at: process.failure.at,
      happened: [
        say`${e.The(process.id)} called ${code(method)}${lineMark(' ', process.failure.at, iterates ? 'iterates' : `calls ${method}`)} and got ${code('#PROXY')} for an answer ${frameMark(reply)}. It could not make a proxy of it.`,
      ],
      why: [say`To make it, a proxy looks up the typeid in its manager’s registry. This one arrived in ${e.the(process.id)} by pickle, and a pickle leaves the manager behind: there is none to ask.`],
      fix: [
        iterates
          ? say`Ask for what is answered with a copy: ${code('d.keys()')} instead of ${code('for k in d')}, ${code('l[:]')} instead of a proxy of an iterator.`
          : say`Call this method where the manager is, or connect a manager in ${e.the(process.id)} and make the proxy there.`,
      ],
      change: iterates ? e.change(process.failure.at, (line) => line.replace(/(\bfor\b.*\bin\s+)([\w.]+)(\s*:)/, '$1$2.keys()$3')) : undefined,
      matchedOn: matched(frameNumbers([reply.pair, reply]), `a proxy that ${e.label(process.id)} did not make`, e.endWords(process.id)),
      covers: [process, reply],
    }
  }
}

function* intoCallable(e: Evidence): Iterable<Finding> {
  for (const frame of e.errors) {
    if (frame.kind !== '#TRACEBACK' || !/takes .*argument|missing .*argument|were given/.test(frame.error?.message ?? '')) continue
    const { method, typeid } = frame
    if (method === undefined) continue
    const rows = e.run.registry.filter((row) => row.process === frame.connection.listener || row.process === e.managerOfServer(frame.connection.listener, frame.connection.address)?.process)
    const row = rows.findLast((one) => one.typeid === typeid && one.methodToTypeid?.[method] !== undefined)
    const target = row && rows.findLast((one) => one.typeid === row.methodToTypeid![method])
    if (row === undefined || target === undefined || target.callable === null) continue
    const at = e.near(row.at, /method_to_typeid|methodToTypeid/)
    const process = e.failed.find((one) => e.raisedFrom(one) === frame)
    yield {
      title: `The result of ${method} was given to ${target.callable}() as an argument`,
      error: frame.result,
      process: frame.connection.client,
      time: frame.time,
      frame,
      at: at ?? frame.at,
      happened: [say`${code(method)} did return something. To hand it out as a ${code(target.typeid)}, ${e.the(frame.connection.listener)} called ${code(`${target.callable}(result)`)}, which raised ${frameMark(frame)}.`],
      why: [say`${option(e, row.process, 'method_to_typeid')} names ${code(target.typeid)}${lineMark(' ', at, `${method} → ${target.typeid}`)}, and that typeid has a callable${lineMark(': ', target.at, `callable ${target.callable}`)}. A callable makes the object from what it is given. Only a typeid without one takes the object as it is.`],
      fix: [say`Register a typeid without ${code('callable')} for results, and name that one in ${option(e, row.process, 'method_to_typeid')}.`],
      matchedOn: matched(frameNumbers([frame.pair, frame]), 'two registrations'),
      covers: [frame, ...(process ? [process] : [])],
    }
  }
}

function* noCallable(e: Evidence): Iterable<Finding> {
  for (const frame of e.errors) {
    if (frame.kind !== '#TRACEBACK' || frame.pair?.kind !== 'create') continue
    const row = e.run.registry.findLast(({ process, typeid, callable }) => process === frame.connection.listener && typeid === frame.typeid && callable === null)
    const given = row?.typeid ?? frame.typeid ?? 'it'
    const without = /[Ww]ithout callable/.test(frame.error?.message ?? '')
    if (!without || (row === undefined && e.run.registry.some(({ process }) => process === frame.connection.listener))) continue
    const process = e.failed.find((one) => e.raisedFrom(one) === frame)
    yield {
      title: `register() for ${given} has no callable in the server`,
      error: frame.result,
      process: frame.connection.client,
      time: frame.time,
      frame,
      at: row?.at ?? frame.at,
      happened: [say`${e.The(frame.connection.client)} asked for a ${code(given)}${lineMark(' ', frame.at, 'creates it')}. ${e.The(frame.connection.listener)} has nothing to make one with ${frameMark(frame)}.`],
      why: [say`The server’s ${code('register()')}${lineMark(' ', row?.at, 'no callable')} says no ${code('callable')}. Then ${code(`${given}()`)} needs the object itself as its one argument.`],
      fix: [say`Give the server’s ${code('register()')} the class or a function: ${e.isPython(frame.connection.listener) ? code(`register('${given}', ${given})`) : code(`register('${given}', { callable: ${given} })`)}. Clients leave it out.`],
      matchedOn: matched(frameNumbers([frame.pair, frame]), 'the server’s registration'),
      covers: [frame, ...(process ? [process] : [])],
    }
  }
}

function* managerOwned(e: Evidence): Iterable<Finding> {
  const failing = (text: string | undefined): boolean => /AutoProxy\(\) got an unexpected keyword argument 'manager_owned'/.test(text ?? '')
  for (const frame of e.errors) {
    if (!failing(frame.error?.message)) continue
    const { version = '' } = e.process(frame.connection.listener) ?? {}
    const process = e.failed.find((one) => e.raisedFrom(one) === frame)
    yield {
      title: `Python ${version} cannot keep an AutoProxy inside another object`,
      error: frame.result,
      process: frame.connection.client,
      time: frame.time,
      frame,
      at: frame.at,
      happened: [say`${e.The(frame.connection.client)} sent a proxy as an argument ${frame.pair && frameMark(frame.pair)}${lineMark(', ', frame.at, 'sends a proxy')}. ${e.The(frame.connection.listener)} failed to unpickle it ${frameMark(frame)}.`],
      why: [say`Up to Python 3.8 ${code('AutoProxy')} lacks a parameter that the server uses when a proxy of its own object arrives. It is an error of Python, mended in 3.9.`],
      fix: [say`Choose Python 3.9 or newer; or register ${code(frame.pair?.args?.match(/AutoProxy\[(\w+)\]/)?.[1] ?? 'the class')} with a proxy type of its own, made with ${code('MakeProxyType')}.`],
      matchedOn: matched(frameNumbers([frame.pair, frame]), `Python ${version} in the server`),
      covers: [frame, ...(process ? [process] : [])],
    }
  }
}

function* noPickle(e: Evidence): Iterable<Finding> {
  for (const frame of e.errors) {
    if (frame.kind !== '#UNSERIALIZABLE') continue
    const { client, listener } = frame.connection
    const method = frame.method ?? 'the method'
    const process = e.failed.find((one) => e.raisedFrom(one) === frame)
    const row = e.run.registry.findLast((one) => one.process === listener && one.typeid === frame.typeid) ?? e.run.registry.findLast((one) => one.typeid === frame.typeid)
    yield {
      title: `The result of ${method} cannot be sent`,
      error: frame.result,
      process: client,
      time: frame.time,
      frame,
      at: frame.at,
      happened: [say`${e.The(client)} called ${code(method)}${lineMark(' ', frame.at, `calls ${method}`)}. It ran in ${e.the(listener)}, and its result has no pickle ${frameMark(frame)}.`],
      why: [say`A result travels as a pickle: a copy. Generators, functions, locks and open files have none.`],
      fix: [say`Return something that can be copied, a list instead of a generator; or let it stay in the server and hand out a proxy, with ${option(e, listener, 'method_to_typeid')}${lineMark(' at ', row?.at, 'registered here')}.`],
      matchedOn: matched(frameNumbers([frame.pair, frame]), e.endWords(client)),
      covers: [frame, ...(process ? [process] : [])],
    }
  }
}

function* raisedInServer(e: Evidence): Iterable<Finding> {
  for (const process of e.failed) {
    const frame = e.raisedFrom(process)
    if (frame?.kind !== '#ERROR' || failureOf(frame) !== 'raised' || frame.pair?.kind !== 'call') continue
    const { client, listener } = frame.connection
    yield {
      title: `${frame.error?.type ?? 'The error'} was raised in ${e.name(listener)}, in ${frame.method ?? 'the method'}`,
      error: e.errorOf(process),
      process: client,
      time: frame.time,
      frame,
      at: frame.at,
      happened: [say`${e.The(client)} called ${code(frame.method ?? '')}${lineMark(' ', frame.at, `calls ${frame.method ?? ''}`)}. The method raised in ${e.the(listener)}; the answer carries the exception ${frameMark(frame)}, and the proxy raised it again.`],
      why: [say`${code('#ERROR')} carries the exception and no traceback. What is printed shows the lines of ${e.the(client)}; those that went wrong are in ${e.the(listener)}.`],
      fix: [say`Look at ${code(`${frame.typeid ?? 'the class'}.${frame.method ?? ''}`)} in the server’s program. To see its traceback, catch the exception there and log it before it is raised again.`],
      matchedOn: matched(frameNumbers([frame.pair, frame]), 'the same exception in both processes', e.endWords(client)),
      covers: [frame, process],
    }
  }
}

function* failedInServer(e: Evidence): Iterable<Finding> {
  for (const process of e.failed) {
    const frame: Frame | undefined = e.raisedFrom(process)
    if (frame?.kind !== '#TRACEBACK') continue
    const { client, listener } = frame.connection
    const what = frame.pair?.kind === 'call' ? (frame.method ?? 'a call') : (frame.pair?.kind ?? 'a request')
    yield {
      sure: false,
      title: `${capital(e.name(listener))} could not do ${what}: ${frame.error?.type ?? 'it failed'}`,
      error: frame.result,
      process: client,
      time: frame.time,
      frame,
      at: frame.at,
      happened: [say`${e.The(client)} asked${lineMark(' ', frame.at, `asks for ${what}`)}, and ${e.the(listener)} answered with a traceback ${frameMark(frame)}${frame.ident === undefined ? '' : ` (object ${shortIdent(frame.ident, true)})`}.`],
      why: [say`It failed in the server before or after the method itself, so the exception cannot be raised again as what it was: it came as ${code('RemoteError')}, with the server’s traceback for its words.`],
      fix: [say`The last line of that traceback says what went wrong: ${code(frame.result ?? '')}.`],
      matchedOn: matched(frameNumbers([frame.pair, frame]), e.endWords(client)),
      covers: [frame, process],
    }
  }
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}

export const RESULTS: readonly Pitfall[] = [
  { id: 'no-manager', number: 10, what: 'a proxy that came by pickle gets `#PROXY` and has no manager', lessons: [12], typescript: { none: 'the token has all that is needed: an `AutoProxy` is made (DIFFERENCES.md)' }, python: 'card', find: noManager },
  { id: 'result-to-callable', number: 11, what: '`method_to_typeid` gives the result to the typeid’s callable', lessons: [5], typescript: 'card', python: 'card', find: intoCallable },
  { id: 'no-callable', what: 'the server’s `register()` has no callable', lessons: [4], typescript: 'card', python: 'card', find: noCallable },
  { id: 'manager-owned', number: 12, what: '`AutoProxy()` got `manager_owned`: nested proxies up to Python 3.8', lessons: [12], typescript: { none: 'an error of old Pythons, which this engine does not repeat' }, python: 'card', find: managerOwned },
  { id: 'no-pickle', number: 25, what: 'a result that cannot be pickled', lessons: [6], typescript: 'card', python: 'card', find: noPickle },
]

/** After all others: what is left of errors that came from a server. */
export const REMAINING: readonly Pitfall[] = [
  { id: 'raised-in-server', number: 24, what: 'an exception of the server without the server’s traceback', lessons: [17], typescript: 'card', python: 'card', find: raisedInServer },
  { id: 'failed-in-server', what: 'a `RemoteError` of which no other row knows the cause', lessons: [17], typescript: 'card', python: 'card', find: failedInServer },
]
