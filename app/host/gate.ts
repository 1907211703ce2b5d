/**
 * The gate of a run, from the side that answers (`multiprocessing/protocol`, gate): a folder with the mode and the
 * address, and a socket on which processes ask for frames.
 *
 * Not here: what is answered.
 */
import { randomBytes } from 'node:crypto'
import { closeSync, openSync, writeSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { GATE_MODE, parseGateQuestion } from 'multiprocessing/protocol'
import type { GateMode, GateQuestion, Verdict } from 'multiprocessing/protocol'

/** A frame that a process asks for. Answer it once with a verdict; before that it may be told to wait. */
export interface Asked {
  readonly question: GateQuestion
  wait(): void
  decide(verdict: Verdict): void
}

export interface GateOptions {
  /** Made here. */
  readonly folder: string
  readonly asked: (asked: Asked) => void
  /** Its process gave up, or ended, before it was decided. */
  readonly withdrawn: (asked: Asked) => void
}

/** A question is never as long; whoever sends more is no process of ours. */
const LINE_LIMIT = 64 * 1024
/** Longest path of a Unix socket that every system takes, in bytes. */
const PATH_LIMIT = 100

export class Gate {
  readonly #options: GateOptions
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #descriptor: number | undefined
  #mode: GateMode = 'open'

  constructor(options: GateOptions) {
    this.#options = options
    this.#server = createServer((socket) => this.#connected(socket))
    // Who asks keeps nobody alive.
    this.#server.unref()
  }

  /** The folder for `GATE_VARIABLE`. */
  get folder(): string {
    return this.#options.folder
  }

  get mode(): GateMode {
    return this.#mode
  }

  /** Which frames are asked for from now on. Takes effect with the next frame of each process. */
  set mode(mode: GateMode) {
    if (mode === this.#mode) return
    this.#mode = mode
    if (this.#descriptor !== undefined) writeSync(this.#descriptor, GATE_MODE[mode], 0)
  }

  /** Makes the folder and listens. */
  async open(): Promise<void> {
    const { folder } = this.#options
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const address = addressIn(folder)
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(address, resolve)
    })
    await writeFile(path.join(folder, 'address'), address)
    this.#descriptor = openSync(path.join(folder, 'mode'), 'w', 0o600)
    writeSync(this.#descriptor, GATE_MODE[this.#mode], 0)
  }

  /** Lets everybody through who waits, and asks nobody any more. */
  close(): void {
    this.mode = 'open'
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
    if (this.#descriptor !== undefined) closeSync(this.#descriptor)
    this.#descriptor = undefined
  }

  #connected(socket: Socket): void {
    const open = new Map<number, Asked>()
    let rest = ''
    this.#sockets.add(socket)
    socket.unref()
    socket.setEncoding('latin1')
    socket.on('data', (text: string) => {
      const lines = (rest + text).split('\n')
      rest = lines.pop()!
      for (const line of lines) {
        const question = parseGateQuestion(line)
        if (question === undefined || open.has(question.ask)) socket.destroy()
        else this.#asked(socket, question, open)
      }
      if (rest.length > LINE_LIMIT) socket.destroy()
    })
    socket.on('error', () => {}) // Its end says all.
    socket.once('close', () => {
      this.#sockets.delete(socket)
      for (const asked of open.values()) this.#options.withdrawn(asked)
      open.clear()
    })
  }

  #asked(socket: Socket, question: GateQuestion, open: Map<number, Asked>): void {
    const answer = (word: string): void => {
      if (socket.writable) socket.write(`${question.ask} ${word}\n`)
    }
    const asked: Asked = {
      question,
      wait: () => answer('wait'),
      decide(verdict) {
        if (open.delete(question.ask)) answer(verdict)
      },
    }
    open.set(question.ask, asked)
    this.#options.asked(asked)
  }
}

function addressIn(folder: string): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\managerie-${randomBytes(12).toString('hex')}`
  const inside = path.join(folder, 'socket')
  // The folder of a run is the person's alone; so is a name that nobody can guess.
  return Buffer.byteLength(inside) <= PATH_LIMIT ? inside : path.join(tmpdir(), `managerie-${randomBytes(12).toString('hex')}`)
}
