/**
 * What one program prints, in batches that a screen can follow.
 *
 * Two limits for every batch of some 16 ms. Of a program that prints faster than `read` its pipe is left full, so it
 * waits and nobody else does. Of what was read, the last `shown` characters go on, from the beginning of a line; the
 * lines before them are counted. Nothing grows without limit, and what is lost is always the older part.
 */
import { StringDecoder } from 'node:string_decoder'
import type { Readable } from 'node:stream'

export type StreamName = 'stdout' | 'stderr'

export interface OutputBatch {
  readonly stream: StreamName
  readonly text: string
  /** Lines left out before `text`; a line of which a part was left out counts. */
  readonly dropped: number
}

export interface OutputLimits {
  /** Bytes read from one stream in one batch. */
  readonly read: number
  /** Characters that one batch may have, both streams together. */
  readonly shown: number
  /** Milliseconds from the first byte of a batch to its delivery. */
  readonly interval: number
}

/** For a screen: at most some 2 MB a second. */
export const SCREEN_LIMITS: OutputLimits = { read: 256 * 1024, shown: 32 * 1024, interval: 16 }
/** For a terminal or a file that wants every line: the program waits instead. */
export const COMPLETE_LIMITS: OutputLimits = { read: 256 * 1024, shown: Infinity, interval: 16 }

export class Output {
  readonly #deliver: (batch: OutputBatch) => void
  readonly #limits: OutputLimits
  readonly #sources: Source[] = []
  /** In the order in which it was read. Neighbours are of different streams. */
  #pieces: { stream: StreamName; text: string }[] = []
  #timer: NodeJS.Timeout | undefined
  #closed = false

  constructor(deliver: (batch: OutputBatch) => void, limits: OutputLimits = SCREEN_LIMITS) {
    this.#deliver = deliver
    this.#limits = limits
  }

  /** Reads a stream until it ends. @returns a promise of its end; it never rejects */
  attach(stream: StreamName, readable: Readable): Promise<void> {
    return new Promise((resolve) => {
      const source = { readable, decoder: new StringDecoder('utf8'), read: 0, resolve }
      this.#sources.push(source)
      readable.on('data', (chunk: Buffer) => {
        source.read += chunk.length
        // Rubbish becomes U+FFFD; a character cut in two waits for its other half.
        this.#add(stream, source.decoder.write(chunk))
        if (source.read >= this.#limits.read) readable.pause()
      })
      readable.once('end', () => this.#add(stream, source.decoder.end()))
      readable.once('error', () => resolve()) // A pipe that breaks has ended.
      readable.once('close', resolve)
    })
  }

  /** Delivers what is there now. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const { pieces, dropped } = keepLast(this.#pieces, this.#limits.shown)
    this.#pieces = []
    let left = dropped
    for (const piece of pieces) {
      if (this.#closed) return
      this.#deliver({ ...piece, dropped: left })
      left = 0
    }
    for (const source of this.#sources) {
      if (source.read >= this.#limits.read) source.readable.resume()
      source.read = 0
    }
  }

  /** Delivers what is there and nothing more, whoever still holds the other end of the pipes. */
  close(): void {
    if (this.#closed) return
    this.flush()
    this.#closed = true
    clearTimeout(this.#timer)
    for (const { readable, resolve } of this.#sources) {
      readable.destroy()
      resolve()
    }
  }

  #add(stream: StreamName, text: string): void {
    if (this.#closed || text === '') return
    const last = this.#pieces.at(-1)
    if (last?.stream === stream) last.text += text
    else this.#pieces.push({ stream, text })
    this.#timer ??= setTimeout(() => this.flush(), this.#limits.interval)
  }
}

interface Source {
  readonly readable: Readable
  readonly decoder: StringDecoder
  /** Bytes read in this batch. */
  read: number
  readonly resolve: () => void
}

/** The last `limit` characters, whole lines where there are any, and how many lines were before them. */
function keepLast(pieces: readonly { stream: StreamName; text: string }[], limit: number) {
  let room = limit
  let first = pieces.length
  while (first > 0 && room > 0) room -= pieces[--first]!.text.length
  if (first === 0 && room >= 0) return { pieces, dropped: 0 }
  const kept = pieces.slice(first)
  let dropped = pieces.slice(0, first).reduce((sum, { text }) => sum + countLines(text), 0)
  const partly = kept[0]
  if (partly && room < 0) {
    const cut = lineStart(partly.text, -room)
    dropped += countLines(partly.text.slice(0, cut))
    kept[0] = { ...partly, text: partly.text.slice(cut) }
  }
  return { pieces: kept, dropped }
}

/** The first beginning of a line at or after `from`; without one, `from`, moved out of a pair of surrogates. */
function lineStart(text: string, from: number): number {
  const end = text.indexOf('\n', from - 1)
  if (end >= 0 && end < text.length - 1) return end + 1
  const code = text.charCodeAt(from)
  return code >= 0xdc00 && code <= 0xdfff ? from + 1 : from
}

/** Lines of a text; one without an end counts. */
function countLines(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++
  return text !== '' && !text.endsWith('\n') ? count + 1 : count
}
