/**
 * `Token`: names one object of one server (CPython: `multiprocessing.managers.Token`).
 *
 * On the wire: `NEWOBJ` of the class, then `BUILD` with the tuple `(typeid, address, id)`.
 */

/**
 * Where a server listens, in the form that Python gives it: `[host, port]` is `AF_INET`, a path is `AF_UNIX`
 * (or, beginning with `\\`, a Windows pipe). The form chooses the family.
 */
export type Address = readonly [host: string, port: number] | string

/** The module and name under which CPython pickles a token. */
export const TOKEN_MODULE = 'multiprocessing.managers'
/** The name under which CPython pickles a token. */
export const TOKEN_NAME = 'Token'

/** Names one object of one server: `(typeid, address, id)` (CPython: `multiprocessing.managers.Token`). */
export class Token {
  /** The name that the object's kind was registered under. */
  readonly typeid: string
  /** Where the server that owns the object listens. */
  readonly address: Address | null
  /** The object's ident in that server: a string of lower-case hexadecimal digits. */
  readonly id: string

  constructor(typeid: string, address: Address | null, id: string) {
    this.typeid = typeid
    this.address = address
    this.id = id
  }

  toString(): string {
    return `Token(typeid='${this.typeid}', address=${formatAddress(this.address)}, id='${this.id}')`
  }
}

/** An address as Python prints it: `('127.0.0.1', 50000)` or `'/tmp/garden.sock'`. */
export function formatAddress(address: Address | null): string {
  if (address === null) return 'None'
  return typeof address === 'string' ? `'${address}'` : `('${address[0]}', ${address[1]})`
}
