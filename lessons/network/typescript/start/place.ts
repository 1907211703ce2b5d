import { bytes } from 'multiprocessing'

// Where the clients find the server. On another machine this would be its name.
export const address = ['127.0.0.1', Number(process.env.PORT ?? 50000)] as const

// Only who knows these bytes may talk to the server.
export const authkey = bytes('snow on the pass')
