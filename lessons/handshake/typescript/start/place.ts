// The playground finds a free port for each run and tells every program.
export const address = ['127.0.0.1', Number(process.env.PORT ?? 50000)] as const
