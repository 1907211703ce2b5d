import { bytes } from 'multiprocessing'

// The playground finds a free port for each run and tells every program.
export const address = ['127.0.0.1', Number(process.env.PORT ?? 50000)] as const

// Only who knows these bytes may talk to the server.
export const authkey = bytes('change me')
