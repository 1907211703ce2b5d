/**
 * `SharedMemoryManager`: a server that keeps a list of segments and unlinks them when it is shut down
 * (CPython: `multiprocessing.managers.SharedMemoryManager`). The memory itself is shared, not served.
 */
import { watchResources, trackResource } from '../shared-memory/resource-tracker.ts'
import { ShareableList } from '../shared-memory/shareable-list.ts'
import { SharedMemory } from '../shared-memory/shared-memory.ts'
import { isSharedMemoryFunction, type SharedMemoryFunction } from '../protocol/messages.ts'
import { callSite, tracing } from '../tracer.ts'
import { AssertionError, FileNotFoundError, ValueError } from '../values/exceptions.ts'
import { BaseManager } from './base-manager.ts'
import { askServer } from './dispatch.ts'
import { fromCaller } from './from-caller.ts'
import { signature } from './methods.ts'
import { nameManagerClass } from './registry.ts'
import { Server, type AddedFunction } from './server.ts'

/** A server that also looks after segments (CPython: `SharedMemoryServer`). */
export class SharedMemoryServer extends Server {
  readonly #segments: string[] = []
  readonly #functions: Readonly<Record<SharedMemoryFunction, AddedFunction>> = {
    track_segment: { signature: signature('segment_name'), call: (name) => this.#track(String(name)) },
    release_segment: { signature: signature('segment_name'), call: (name) => this.#release(String(name)) },
    list_segments: { signature: signature(), call: () => [...this.#segments] },
  }

  protected override added(name: string): AddedFunction | undefined {
    return isSharedMemoryFunction(name) ? this.#functions[name] : undefined
  }

  /** One that somebody has unlinked before is no reason to keep the others. */
  protected override ending(): void {
    for (const name of this.#segments.splice(0)) {
      try {
        unlink(name)
      } catch (error) {
        if (!(error instanceof FileNotFoundError)) throw error
      }
    }
  }

  #track(name: string): null {
    this.#segments.push(name)
    return null
  }

  #release(name: string): null {
    const place = this.#segments.indexOf(name)
    if (place < 0) throw new ValueError('list.remove(x): x not in list')
    this.#segments.splice(place, 1)
    unlink(name)
    return null
  }
}

function unlink(name: string): void {
  const segment = new SharedMemory(name)
  segment.close()
  segment.unlink()
}

/** Makes segments and lists in shared memory, and unlinks them when it is shut down (CPython: `SharedMemoryManager`). */
export class SharedMemoryManager extends BaseManager {
  static override readonly Server: typeof Server = SharedMemoryServer

  /** A new segment of at least `size` bytes. @throws the errors of `SharedMemory`; RemoteError when the server refuses */
  async SharedMemory(size: number | bigint): Promise<SharedMemory> {
    return await fromCaller(this.SharedMemory, () => this.#tracked(() => new SharedMemory({ create: true, size }), (memory) => memory))
  }

  /** A new list of these items. @throws the errors of `ShareableList`; RemoteError when the server refuses */
  async ShareableList<T>(sequence?: Iterable<T> | null): Promise<ShareableList<T>> {
    return await fromCaller(this.ShareableList, () => this.#tracked(() => new ShareableList(sequence), ({ shm }) => shm))
  }

  async #tracked<T>(make: () => T, segmentOf: (made: T) => SharedMemory): Promise<T> {
    const at = tracing() ? callSite() : undefined
    const { address } = this
    if (this.state !== 'started' || address === null) {
      throw new AssertionError(this.state === 'shutdown' ? 'the manager has shut down' : 'server not yet started: await start() or connect() first')
    }
    watchResources()
    const made = make()
    const segment = segmentOf(made)
    try {
      await askServer(address, this.authkey, 'track_segment', [segment.name], {}, at)
    } catch (error) {
      segment.close()
      segment.unlink()
      throw error
    }
    // From here on the manager sees to it; should that be killed, this program does, without a word.
    trackResource('shared_memory', segment.systemName, { quiet: true })
    return made
  }
}

nameManagerClass(SharedMemoryManager)
