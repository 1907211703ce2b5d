/**
 * What bytes from others must never bring about: code that runs, files that change, processes, sockets, changed globals.
 * In the worker that is tried all of it raises an alarm instead, also where the error that it throws is swallowed.
 */
import childProcess from 'node:child_process'
import cluster from 'node:cluster'
import dns from 'node:dns'
import fs from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'
import vm from 'node:vm'
import workerThreads from 'node:worker_threads'

/** Something was done that must not be. */
export class Alarm extends Error {
  override name = 'Alarm'
}

type Owner = Record<string, unknown>

const FILES = [
  'appendFile', 'chmod', 'chown', 'copyFile', 'cp', 'createWriteStream', 'fchmod', 'ftruncate', 'lchmod', 'link', 'lutimes', 'mkdir', 'mkdtemp',
  'rename', 'rm', 'rmdir', 'symlink', 'truncate', 'unlink', 'utimes', 'write', 'writeFile', 'writev', 'open', 'readFile', 'readdir',
]
const PROCESS = ['abort', 'chdir', 'dlopen', 'exit', 'kill', 'reallyExit', 'setgid', 'setuid', 'setegid', 'seteuid', 'setgroups', 'umask', 'binding', '_linkedBinding']
const PROTOTYPES: readonly (readonly [string, object])[] = [
  Object, Function, Array, String, Number, Boolean, Symbol, BigInt, Error, Map, Set, WeakMap, WeakSet, Promise, RegExp, Date, ArrayBuffer, Uint8Array, DataView,
].map((one) => [one.name, one.prototype as object])

/** An object that all code shares, and the properties that it may have. */
interface Watched {
  readonly place: string
  readonly owner: object
  readonly names: Set<string | symbol>
}

export class Guards {
  /** The last thing that was done and must not be; whoever looks at it sets it back. */
  alarm: string | undefined
  #watched: readonly Watched[] = []

  /** Puts them up. What is to be loaded and read has been by now; they stay up until the worker ends. */
  putUp(): void {
    this.#forbid(childProcess as unknown as Owner, 'child_process', ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork'])
    this.#forbid(fs as unknown as Owner, 'fs', FILES.flatMap((name) => [name, `${name}Sync`]))
    this.#forbid(fs.promises as unknown as Owner, 'fs.promises', FILES)
    this.#forbid(net as unknown as Owner, 'net', ['connect', 'createConnection', 'createServer'])
    this.#forbid(net.Socket.prototype as unknown as Owner, 'net.Socket', ['connect'])
    this.#forbid(net.Server.prototype as unknown as Owner, 'net.Server', ['listen'])
    this.#forbid(http as unknown as Owner, 'http', ['request', 'get', 'createServer'])
    this.#forbid(https as unknown as Owner, 'https', ['request', 'get', 'createServer'])
    this.#forbid(dns as unknown as Owner, 'dns', ['lookup', 'resolve'])
    this.#forbid(dns.promises as unknown as Owner, 'dns.promises', ['lookup', 'resolve'])
    this.#forbid(vm as unknown as Owner, 'vm', ['runInContext', 'runInNewContext', 'runInThisContext', 'compileFunction', 'Script'])
    this.#forbid(workerThreads as unknown as Owner, 'worker_threads', ['Worker'])
    this.#forbid(cluster as unknown as Owner, 'cluster', ['fork'])
    this.#forbid(process as unknown as Owner, 'process', PROCESS)
    this.#forbid(globalThis as unknown as Owner, 'globalThis', ['fetch', 'eval', 'Function', 'WebSocket'])
    for (const made of [function () {}, async function () {}, function* () {}, async function* () {}]) {
      this.#forbid(Object.getPrototypeOf(made) as Owner, Object.prototype.toString.call(made), ['constructor'])
    }
    syncBuiltinESMExports()
    const watched = (place: string, owner: object): Watched => ({ place, owner, names: new Set(Reflect.ownKeys(owner)) })
    this.#watched = [watched('globalThis', globalThis), watched('process.env', process.env), ...PROTOTYPES.map(([name, prototype]) => watched(`${name}.prototype`, prototype))]
  }

  /** Cheap: asked after each input. @returns what is wrong */
  look(): string | undefined {
    const { alarm } = this
    this.alarm = undefined
    if (alarm !== undefined) return `${alarm} was called`
    // oxlint-disable-next-line guard-for-in -- what is inherited is what is asked for
    for (const name in {}) {
      Reflect.deleteProperty(Object.prototype, name)
      return `Object.prototype has got a property ${JSON.stringify(name)}`
    }
    return undefined
  }

  /** All of it: asked now and then. What is new is taken away again, so that it shows once more. @returns what is wrong */
  lookAround(): string[] {
    const wrong: string[] = []
    for (const { place, owner, names } of this.#watched) {
      for (const name of Reflect.ownKeys(owner)) {
        if (names.has(name)) continue
        wrong.push(`${place} has got a property ${JSON.stringify(String(name))}`)
        // What cannot be taken away is told once.
        if (!Reflect.deleteProperty(owner, name)) names.add(name)
      }
      for (const name of names) {
        if (Object.hasOwn(owner, name)) continue
        wrong.push(`${place} has lost its property ${JSON.stringify(String(name))}`)
        names.delete(name)
      }
    }
    if (process.exitCode !== undefined) wrong.push('process.exitCode was set')
    process.exitCode = undefined
    return wrong
  }

  #forbid(owner: Owner, place: string, names: readonly string[]): void {
    for (const name of names) {
      const before = Object.getOwnPropertyDescriptor(owner, name)
      if (!before || before.configurable === false) continue
      const whole = `${place}.${name}`
      const forbidden = (): never => {
        this.alarm = whole
        throw new Alarm(`${whole} was called`)
      }
      // As a function, so that `new` reaches it too.
      const raise = function (): never {
        return forbidden()
      }
      const { value } = before
      // `instanceof Function`, and classes that are extended, go on to work.
      if (typeof value === 'function' && 'prototype' in value) raise.prototype = value.prototype as unknown
      Object.defineProperty(owner, name, { value: raise, configurable: true, writable: true, enumerable: before.enumerable ?? false })
    }
  }
}
