/** A line between a client and the server that can be cut: all its connections at once, whatever is under way. */
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

export class Line {
  readonly address: string
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  /** @param address where clients are to connect. @param to where the server is */
  static async open(address: string, to: string): Promise<Line> {
    const line = new Line(address, to)
    await once(line.#server, 'listening')
    return line
  }

  private constructor(address: string, to: string) {
    this.address = address
    this.#server = createServer((near) => {
      const far = connect(to)
      for (const [from, into] of [[near, far], [far, near]] as const) {
        this.#sockets.add(from)
        from.pipe(into)
        from.on('error', () => into.destroy())
        from.on('close', () => {
          this.#sockets.delete(from)
          into.destroy()
        })
      }
    }).listen(address)
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  async close(): Promise<void> {
    this.cut()
    this.#server.close()
    await once(this.#server, 'close')
  }
}
