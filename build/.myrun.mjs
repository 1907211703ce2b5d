import { buildAll } from './.mybundle.mjs'
await buildAll(console.log)
