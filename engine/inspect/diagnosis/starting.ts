/** Processes that do not start, or start with something that cannot be two people's. Pitfalls 20, 21, 22, 23. */
import { frameNumbers, matched } from './evidence.ts'
import type { Evidence, FailedProcess } from './evidence.ts'
import type { Pitfall } from './pitfall.ts'
import type { TraceSource } from '../../protocol/trace.ts'
import { code, frameMark, lineMark, say } from './shape.ts'
import type { Finding } from './shape.ts'

const BOOTSTRAPPING = /finished its bootstrapping phase|while it still imports the main module/
/** What a child that is a server says instead. */
const DAEMON = 'daemonic processes are not allowed to have children'
const NO_PICKLE = /Can't (?:pickle|get local object)|Can't get attribute '[^']*<locals>|attribute lookup .* failed/
const NO_MAIN = /Can't get attribute '(\w+)' on <module '__main__'|No such file or directory: '.*<stdin>'/
const NOT_EXPORTED = /cannot find the function '(\w+)' among the exports/

/** Whether a process is told that it starts another in the midst of being imported by its parent. */
function startsAgain(e: Evidence, { failure, id }: FailedProcess): boolean {
  if (BOOTSTRAPPING.test(failure.message)) return true
  // The child gets that far because the line that made it runs once more.
  return failure.message === DAEMON && e.run.managers.some((manager) => manager.process === id && sameLine(manager.at, failure.at))
}

function* noGuard(e: Evidence): Iterable<Finding> {
  for (const failed of e.failed) {
    if (!startsAgain(e, failed)) continue
    const mother = e.parentOf(failed)
    // In Node the child hands its error to its parent, which raises it.
    const child = mother === undefined ? e.childrenOf(failed)[0] : failed
    const parent = mother ?? failed
    if (child === undefined || (mother !== undefined && mother.failure !== undefined && startsAgain(e, mother as FailedProcess))) continue
    const at = failed.failure.at ?? parent.failure?.at
    const python = e.isPython(child.id)
    const guard = python ? "if __name__ == '__main__':" : 'if (isMainProcess())'
    const bystanders = [child, parent].filter(({ failure }) => failure !== undefined)
    yield {
      title: `The main module starts a process each time it is imported`,
      error: parent === failed || parent.failure === undefined ? e.errorOf(failed) : `${e.errorOf(parent as FailedProcess)} (in ${e.label(child.id)}: ${failed.failure.type})`,
      process: parent.id,
      time: child.endedAt ?? child.startedAt,
      at,
      happened: [say`${e.The(parent.id)} started ${e.the(child.id)}${lineMark(' ', at, 'starts a process')}. The child ran the main module from its top, came to the same line and was about to start a child of its own; that was refused.${parent === failed || parent.failure === undefined ? '' : say` ${e.The(parent.id)} waited for it and got the end of the pipe.`}`],
      why: [say`A spawned process has to import the main module to find its functions. Whatever stands there outside a guard runs again in every child.`],
      fix: [say`Put what only the first process is to do behind ${code(guard)}.`],
      matchedOn: matched('no frame', `a child that came to the line of its parent`, 'the error that it met there'),
      covers: bystanders,
      related: { id: 'port-taken', words: 'the child could not listen' },
    }
  }
}

function sameLine(a: TraceSource | undefined, b: TraceSource | undefined): boolean {
  // One comes as a path, the other as a URL.
  return a !== undefined && b !== undefined && a.line === b.line && a.file.split(/[\\/]/).at(-1) === b.file.split(/[\\/]/).at(-1)
}

function* cannotTravel(e: Evidence): Iterable<Finding> {
  for (const process of e.failed) {
    const { type, message, at } = process.failure
    const python = e.isPython(process.id)
    if (python ? !(NO_PICKLE.test(message) && /PicklingError|AttributeError|TypeError/.test(type)) : !(/callable/.test(message) && type === 'ProcessError')) continue
    // In the midst of a call it is an argument that has no pickle.
    const name = /<lambda>/.test(message) ? 'a lambda' : (/'[^']*?(\w+(?:\.<locals>\.\w+)?)'/.exec(message)?.[1] ?? 'a function')
    const row = e.run.registry.findLast((one) => one.process === process.id && one.callable !== null && (python ? /lambda|locals/.test(one.callable) || message.includes(one.callable) : message.includes(`'${one.typeid}'`) || message.includes(one.typeid)))
    const manager = e.run.managers.findLast((one) => one.process === process.id)
    if (manager === undefined) continue
    const cover = e.childrenOf(process).filter(({ failure }) => failure !== undefined)
    yield {
      title: row === undefined ? `${capital(name)} cannot travel to a new process` : `The callable of ${row.typeid} cannot be found in the server’s process`,
      error: e.errorOf(process),
      process: process.id,
      time: process.endedAt ?? manager.time,
      at: row?.at ?? at,
      happened: [say`${e.The(process.id)} started a server${lineMark(' ', at, 'start()')}. To hand over its registry, each callable has to be found by its name in the new process; ${row === undefined ? name : say`that of ${code(row.typeid)}${lineMark(' ', row.at, 'callable')}`} cannot. Nothing was started.`],
      why: [
        python
          ? say`A lambda or an inner function has no name that another process could import. With ${code('fork')} the child has it anyway, with ${code('spawn')} and ${code('forkserver')} not: spawn is the way of macOS and Windows, and forkserver that of Linux from 3.14 on.`
          : say`A new process runs the main module again and looks for the callable among what it registered then. One that exists only in this process, or behind a guard, is not there.`,
      ],
      fix: [python ? say`Give it a name: a ${code('def')} or a class at the top of a module.` : say`Register it at the top of the module, outside any guard and any function.`],
      matchedOn: matched('no frame', ...(row ? ['the registration'] : []), `the error at start()`),
      covers: [process, ...cover],
    }
  }
}

function* mainNotFound(e: Evidence): Iterable<Finding> {
  for (const process of e.failed) {
    const { message, at } = process.failure
    const python = e.isPython(process.id)
    const found = NO_MAIN.exec(message)
    const unexported = NOT_EXPORTED.exec(message)
    if (python ? found === null : unexported === null) continue
    const parent = python ? e.parentOf(process) : process
    const name = python ? (found![1] ?? 'a function') : (unexported?.[1] ?? 'the function')
    yield {
      title: python ? `The child cannot import the main module` : `The child cannot find ${name}`,
      error: e.errorOf(process),
      process: process.id,
      time: process.endedAt ?? process.startedAt,
      at: python ? (parent?.failure?.at ?? undefined) : at,
      happened: [
        python
          ? say`${parent ? e.The(parent.id) : 'A program'} started ${e.the(process.id)}. It looked for ${code(name)} in the main module, and there is no file to import that from.`
          : say`${e.The(process.id)} wanted to start a process${lineMark(' ', at, 'start()')}. ${code(name)} is no export of the main module, so the child could not find it.`,
      ],
      why: [
        python
          ? say`The main program was typed in, or piped in: a shell, a notebook, ${code('python -c')}, standard input. A spawned child gets a function by its module and name, and such a module exists in one process only.`
          : say`A child runs the main module again and takes the function by its name from what the module exports.`,
      ],
      fix: [python ? say`Put the function into a file of its own and import it, or run the program from a file.` : say`Write ${code('export')} before the function.`],
      matchedOn: matched('no frame', `the error of ${e.label(process.id)}`, ...(python ? ['its parent’s missing file'] : [])),
      covers: [process],
    }
  }
}

function* forkedSocket(e: Evidence): Iterable<Finding> {
  for (const process of e.run.processes.values()) {
    const shared = e.run.connections.find((one) => one.client === process.id && one.inherits !== undefined && one.frames.some(({ sender, kind }) => sender === 'client' || kind === 'call'))
    const before = shared?.inherits
    if (shared === undefined || before === undefined || before.client === process.id) continue
    const used = shared.frames.find(({ sender }) => sender === 'client') ?? shared.frames[0]
    const last = before.frames.findLast(({ sender }) => sender === 'client')
    yield {
      title: `Two processes use one connection`,
      process: process.id,
      time: used?.time ?? shared.openedAt,
      frame: used,
      at: used?.at,
      happened: [say`${e.The(process.id)} was forked while a connection to the server was open, and sent on it ${used && frameMark(used)}${lineMark(', ', used?.at, 'shared socket')}. ${e.The(before.client)} uses the same one${last === undefined ? '' : say` ${frameMark(last)}`}.`],
      why: [say`${code('os.fork()')} copies the socket’s number, not the socket. Requests of both mix in one stream, and whoever reads first gets an answer, its own or the other’s. ${code('multiprocessing.Process')} takes care of that; a bare fork does not.`],
      fix: [say`Start children with ${code('multiprocessing.Process')}; or, after ${code('os.fork()')}, connect a manager of the child’s own before any call.`],
      matchedOn: matched(frameNumbers([last, used]), 'one socket in two processes'),
      covers: [],
    }
  }
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}

export const STARTING: readonly Pitfall[] = [
  { id: 'no-main-guard', number: 22, what: '“bootstrapping phase”: no main guard', lessons: [15], typescript: 'card', python: 'card', find: noGuard },
  { id: 'main-not-found', number: 23, what: 'the child cannot find a function of the main module', lessons: [15], typescript: 'card', python: 'card', find: mainNotFound },
  { id: 'cannot-travel', number: 21, what: 'a callable that another process cannot find: works with fork only', lessons: [4, 15], typescript: 'card', python: 'card', find: cannotTravel },
  { id: 'forked-socket', number: 20, what: 'parent and child share one socket after a bare fork', lessons: [15], typescript: { none: 'Node cannot fork' }, python: 'card', weight: 'surprise', find: forkedSocket },
]
