/** Writes RESULTS.md: `node engine/test/stdlib/make.mjs`. With versions (`3.12 3.13`) it only compares those with it. */
import { register } from 'node:module'

register('../support/register-typescript.mjs', import.meta.url)
await import('./make-table.ts')
