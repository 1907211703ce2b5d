/** The door `multiprocessing/connection`. */
export { addressType, arbitraryAddress, families, type Family } from './address.ts'
export { answerChallenge, deliverChallenge, type DeliverOptions, type HandshakeOptions } from './authentication.ts'
export { Client, type ClientOptions } from './client.ts'
export { Connection, type At, type ConnectionOptions, type ReceiveContext } from './connection.ts'
export { Listener, type ListenerOptions } from './listener.ts'
export { Pipe } from './pipe.ts'
