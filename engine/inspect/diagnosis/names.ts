/** Names of an object: what may be called, what is an attribute, what stays here. Pitfalls 6, 7, 8, 9. */
import { registrationOf } from '../registry.ts'
import { unexposedMethod } from '../traceback.ts'
import { frameNumbers, matched, option } from './evidence.ts'
import type { Evidence, FailedProcess } from './evidence.ts'
import type { Pitfall } from './pitfall.ts'
import { code, frameMark, lineMark, say } from './shape.ts'
import type { Finding } from './shape.ts'

const NO_ATTRIBUTE = /^'(?:AutoProxy\[(.*)\]|(\w*Proxy))' object has no attribute '(\w+)'/
const NO_FUNCTION = /^(?:\(intermediate value\)|[\w.$()\s]*?)\.?([\w$]+) is not a function/

/** The name that a failed process found missing on a proxy, and the typeid of that proxy if one is known. */
export function missingName(e: Evidence, process: FailedProcess): { readonly typeid: string | undefined; readonly proxy: string | undefined; readonly name: string } | undefined {
  const { message } = process.failure
  if (process.runtime === 'cpython') {
    const found = NO_ATTRIBUTE.exec(message)
    return found === null ? undefined : { typeid: found[1], proxy: found[2], name: found[3]! }
  }
  const name = NO_FUNCTION.exec(message)?.[1]
  if (name === undefined) return undefined
  // JavaScript does not say what the thing was: it is a proxy if this process has any.
  const typeids = [...e.typeidsOf(process.id)]
  if (typeids.length === 0) return undefined
  const [typeid] = typeids.findLast(([, { exposed }]) => exposed !== undefined && !exposed.includes(name)) ?? typeids.at(-1)!
  return { typeid, proxy: undefined, name }
}

function* attribute(e: Evidence): Iterable<Finding> {
  for (const process of e.failed) {
    const missing = missingName(e, process)
    if (missing?.typeid === undefined) continue
    const { typeid, name } = missing
    const got = e.typeidsOf(process.id).get(typeid)
    if (got === undefined || got.exposed?.includes(name)) continue
    const row = e.run.registry.findLast((one) => one.typeid === typeid)
    const at = process.failure.at
    const names = got.exposed?.filter((one) => !one.startsWith('_')) ?? []
    yield {
      title: `A proxy of ${typeid} has methods, and no ${name}`,
      error: e.errorOf(process),
      process: process.id,
      time: process.endedAt ?? got.frame.time,
      at,
      happened: [say`${e.The(process.id)} asked the proxy for ${code(name)}${lineMark(' ', at, 'no frame')}. The proxy has no such name, so it raised here. No frame was sent.`],
      why: [
        say`When the ${code(typeid)} was made, the server answered with the names that may be called ${frameMark(got.frame)}: ${names.length === 0 ? 'none' : code(names.join(', '))}. Those are its public methods. Attributes stay in the server.`,
      ],
      fix: [say`Write a method that returns it, and call that; or register a proxy type with a property that calls it${lineMark(': ', row?.at, 'registered here')}.`],
      matchedOn: matched(frameNumbers([got.frame]), `no request for ${name}`, e.endWords(process.id)),
      covers: [process],
      related: { id: 'assigned-name', words: 'setting an attribute raises nothing, and changes nothing in the server' },
    }
  }
}

function* assigned(e: Evidence): Iterable<Finding> {
  for (const fact of e.run.assigned) {
    if (fact.attribute.startsWith('_')) continue
    const pattern = new RegExp(`\\.${escape(fact.attribute)}\\s*=[^=]`)
    const at = e.before(fact.at, pattern) ?? fact.at
    const text = e.textAt(at)?.trim()
    const words = text !== undefined && pattern.test(text) ? text : `p.${fact.attribute} = …`
    const got = e.typeidsOf(fact.process).get(fact.typeid)
    yield {
      title: `${words} sent no frame`,
      process: fact.process,
      time: fact.time,
      frame: undefined,
      at,
      happened: [say`${e.The(fact.process)} set ${code(fact.attribute)} on its proxy of a ${code(fact.typeid)}${lineMark(' ', at, `${fact.attribute} stays here`)}. That put a name on the proxy in this process, and nothing else.`],
      why: [say`A proxy sends calls of methods${got === undefined ? '' : say` (those that it was given with ${frameMark(got.frame)})`}. An assignment is not a call: the object in the server is as before, and reading the name back gives what was put on the proxy.`],
      fix: [say`Write a method that sets it, for example ${code(`set_${fact.attribute}()`)}, and call that. A ${code('Namespace')} is the one kind whose proxy sends assignments.`],
      matchedOn: matched('a name that appeared on the proxy', 'no frame for it'),
      covers: [],
      related: { id: 'attribute', words: 'reading an attribute that is not there raises AttributeError' },
    }
  }
}

function* localName(e: Evidence): Iterable<Finding> {
  for (const fact of e.run.assigned) {
    if (!fact.attribute.startsWith('_') || fact.typeid !== 'Namespace') continue
    const at = e.before(fact.at, new RegExp(`\\.${escape(fact.attribute)}\\s*=[^=]`)) ?? fact.at
    yield {
      title: `${fact.attribute} stays in this process`,
      process: fact.process,
      time: fact.time,
      at,
      happened: [say`${e.The(fact.process)} set ${code(fact.attribute)} on a ${code('Namespace')}${lineMark(' ', at, 'no frame')}. No frame was sent.`],
      why: [say`The proxy of a ${code('Namespace')} sends names to the server, with one exception: those that begin with ${code('_')} are its own.`],
      fix: [say`Choose a name without ${code('_')} at its beginning.`],
      change: e.change(at, (line) => line.replace(`.${fact.attribute}`, `.${fact.attribute.replace(/^_+/, '')}`)),
      matchedOn: matched('a name that appeared on the proxy', 'no frame for it'),
      covers: [],
    }
  }
}

function* emptyExposed(e: Evidence): Iterable<Finding> {
  const seen = new Set<string>()
  for (const row of e.run.registry) {
    if (!row.exposedEmpty || !e.isPython(row.process) || seen.has(row.typeid)) continue
    const called = e.run.frames.find(({ kind, typeid, pair }) => kind === 'call' && typeid === row.typeid && pair !== undefined && pair.kind !== '#TRACEBACK')
    const made = e.run.frames.find(({ reference, exposed }) => reference?.typeid === row.typeid && (exposed?.length ?? 0) > 0)
    const evidence = called ?? made
    if (evidence === undefined) continue
    seen.add(row.typeid)
    const at = e.near(row.at, /\bexposed\b/)
    yield {
      title: `An empty exposed hides nothing`,
      process: evidence.connection.listener,
      time: evidence.time,
      frame: evidence,
      at,
      happened: [
        called === undefined
          ? say`${code('register()')} gives ${code(row.typeid)} an empty ${code('exposed')}${lineMark(' ', at, 'empty exposed')}, and the server offers ${code(made!.exposed!.join(', '))} all the same ${frameMark(made!)}.`
          : say`${code('register()')} gives ${code(row.typeid)} an empty ${code('exposed')}${lineMark(' ', at, 'empty exposed')}, and ${code(called.method ?? '')} was called and answered all the same ${frameMark(called)}.`,
      ],
      why: [say`CPython writes ${code('exposed or …')}: what is empty counts as left out, and then every public method is exposed.`],
      fix: [say`Name at least one method that may be called, or register a proxy type whose ${code('_exposed_')} is what you mean.`],
      matchedOn: matched('the registration', frameNumbers([evidence])),
      covers: [],
    }
  }
}

function* getattribute(e: Evidence): Iterable<Finding> {
  for (const process of e.failed) {
    if (!process.failure.type.endsWith('RecursionError')) continue
    const row = e.run.registry.findLast(({ exposed, proxytype }) => exposed?.includes('__getattribute__') && (proxytype === null || proxytype === 'AutoProxy'))
    const reply = row && e.run.frames.findLast(({ reference, to }) => reference?.typeid === row.typeid && to === process.id)
    if (row === undefined || reply === undefined) continue
    const at = e.near(row.at, /__getattribute__/)
    yield {
      title: `AutoProxy cannot expose __getattribute__`,
      error: e.errorOf(process),
      process: process.id,
      time: process.endedAt ?? reply.time,
      frame: reply,
      at,
      happened: [say`The server made the ${code(row.typeid)} and answered with its names ${frameMark(reply)}; the proxy of ${e.the(process.id)} then called itself until Python gave up${lineMark(' ', process.failure.at, 'RecursionError')}.`],
      why: [say`${code('AutoProxy')} makes one method of each exposed name${lineMark(', see ', at, 'exposed')}. With ${code('__getattribute__')} among them every look at the proxy, also its own, is a call, which looks at the proxy.`],
      fix: [say`Register a subclass of ${code('NamespaceProxy')} as ${option(e, process.id, 'proxytype')}: it sends attributes, and looks at itself without a call.`],
      matchedOn: matched('the registration', frameNumbers([reply]), 'the error that ended the process'),
      covers: [process],
    }
  }
}

function* notExposed(e: Evidence): Iterable<Finding> {
  const seen = new Set<string>()
  for (const frame of e.errors) {
    const method = frame.kind === '#TRACEBACK' ? unexposedMethod(frame.error?.message ?? '') : undefined
    const key = `${frame.connection.client} ${frame.typeid} ${method}`
    if (method === undefined || seen.has(key)) continue
    seen.add(key)
    const row = registrationOf(e.run, frame)
    const at = row && e.near(row.at, /\bexposed\b/)
    const process = e.failed.find((one) => one.id === frame.connection.client && e.raisedFrom(one) === frame)
    const { client, listener } = frame.connection
    yield {
      title: `${method} is not in exposed`,
      error: frame.result,
      process: client,
      time: frame.time,
      frame,
      at: frame.at,
      happened: [say`${e.The(client)} called ${code(method)}${lineMark(' ', frame.at, `calls ${method}`)}. ${e.The(listener)} refused it before looking at the class ${frameMark(frame)}.`],
      why: [
        row?.exposed
          ? say`${code('register()')} gives ${code(row.typeid)} the names ${code(row.exposed.join(', '))}${lineMark(', see ', at, 'exposed')}. No other name may be called.`
          : method.startsWith('_')
            ? say`Without ${code('exposed')} only public methods may be called: names without ${code('_')} at their beginning${lineMark(', see ', row?.at, 'registered here')}.`
            : say`The class in the server has no public method of that name${lineMark('; it is registered at ', row?.at, 'registered here')}.`,
      ],
      fix: [say`Add ${code(method)} to ${code('exposed')}, if whoever has the key may call it; or call a method that is there.`],
      change: row?.exposed
        ? e.change(at, (line) => line.replace(/(\bexposed\s*[=:]\s*[[(])([^\])]*?),?\s*([\])])/, (_, head: string, names: string, end: string) => `${head}${names}, '${method}'${end}`))
        : undefined,
      matchedOn: matched(frameNumbers([frame.pair, frame]), 'the registration of its typeid', e.endWords(client)),
      covers: [frame, ...(process ? [process] : [])],
    }
  }
}

function escape(text: string): string {
  return text.replaceAll(/[$]/g, '\\$&')
}

export const NAMES: readonly Pitfall[] = [
  { id: 'getattribute', number: 9, what: '`RecursionError` after exposing `__getattribute__`', lessons: [5], typescript: { none: 'proxies have no `__getattribute__`: a name that would break them gets no method' }, python: 'card', find: getattribute },
  { id: 'not-exposed', what: 'a method that is not in `exposed` is called', lessons: [5], typescript: 'card', python: 'card', find: notExposed },
  { id: 'empty-exposed', number: 8, what: 'an empty `exposed` exposes everything', lessons: [5], typescript: { none: 'an empty list exposes nothing here (DIFFERENCES.md)' }, python: 'card', weight: 'surprise', find: emptyExposed },
  { id: 'assigned-name', number: 7, what: '`p.v = 99` seems to work, and the server is as before', lessons: [6], typescript: 'card', python: 'card', weight: 'surprise', find: assigned },
  { id: 'local-name', what: 'names of a `Namespace` that begin with `_` stay local', lessons: [9], typescript: 'card', python: 'card', weight: 'surprise', find: localName },
]

/** After those of containers, which know more about their kinds. */
export const ATTRIBUTES: readonly Pitfall[] = [
  { id: 'attribute', number: 6, what: 'a proxy has methods, and no attributes', lessons: [6], typescript: 'card', python: 'card', find: attribute },
]
