/**
 * From a place in a compiled program to the line that a person wrote, by the program's inline source maps.
 *
 * File names come out plain, without folders: nothing that leaves the host names a path.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import type { TraceSource } from 'multiprocessing/protocol'

const INLINE = /^\/\/# sourceMappingURL=data:application\/json(?:;charset=[^;,]*)?;base64,([A-Za-z0-9+/=]+)\s*$/m

export class SourcePositions {
  readonly #folder: string
  readonly #maps = new Map<string, TraceMap | undefined>()

  /** @param folder of the compiled programs */
  constructor(folder: string) {
    this.#folder = folder
  }

  /** A compiled place in a file of the folder, as its source's place. Any other place keeps its line. */
  original(at: TraceSource): TraceSource {
    const file = plainPath(at.file)
    const name = baseName(file)
    const map = path.dirname(file) === this.#folder ? this.#map(name) : undefined
    // Columns count from 1 in traces and from 0 in source maps.
    const found = map && at.line > 0 ? originalPositionFor(map, { line: at.line, column: Math.max(0, (at.column ?? 1) - 1) }) : undefined
    if (!found || found.source === null) return { ...at, file: name }
    const line = { file: baseName(found.source), line: found.line }
    return at.column === undefined ? line : { ...line, column: found.column + 1 }
  }

  #map(name: string): TraceMap | undefined {
    if (!this.#maps.has(name)) this.#maps.set(name, this.#readMap(name))
    return this.#maps.get(name)
  }

  #readMap(name: string): TraceMap | undefined {
    if (!name.endsWith('.js')) return undefined
    try {
      const encoded = INLINE.exec(readFileSync(path.join(this.#folder, name), 'utf8'))?.[1]
      return encoded === undefined ? undefined : new TraceMap(Buffer.from(encoded, 'base64').toString('utf8'))
    } catch {
      return undefined // A program may say what it likes about places; without a map its line is shown as it is.
    }
  }
}

function plainPath(file: string): string {
  if (!file.startsWith('file:')) return file
  try {
    return fileURLToPath(file)
  } catch {
    return file
  }
}

/** Of a path of any system. */
function baseName(file: string): string {
  return file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)
}
