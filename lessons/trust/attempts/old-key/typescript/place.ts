import { bytes } from 'multiprocessing'

// The playground finds a free port for each run and tells every program.
export const port = Number(process.env.PORT ?? 50000)

export const authkey = bytes('team')
