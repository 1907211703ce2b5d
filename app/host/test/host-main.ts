/**
 * A host in a process of its own, to be killed by tests: runs one program and prints what it prints. With a third argument it
 * holds the program's calls, and prints when one waits.
 */
import { readFileSync } from 'node:fs'
import { COMPLETE_LIMITS } from '../output.ts'
import { prepareSources } from '../preparation.ts'
import { Runs } from '../runs.ts'
import { theNode } from '../runtimes.ts'
import type { Parts } from '../paths.ts'

const [partsJson, file, hold] = process.argv.slice(2)
const parts: Parts = JSON.parse(partsJson!)
const runtime = theNode()
const runs = new Runs({
  parts,
  limits: COMPLETE_LIMITS,
  report: (sentence) => process.stderr.write(`${sentence}\n`),
  emit: (name, payload) => {
    if (name === 'output' && 'stream' in payload) process.stdout.write(payload.text)
    if (name === 'trace' && 'events' in payload && payload.events.some((event) => event.name === 'frame/held')) process.stdout.write('a frame waits\n')
  },
})
const sources = new Map([['client.ts', readFileSync(file!, 'utf8')]])
runs.begin({ workspace: 'w', runtime, programs: [{ name: 'client', role: 'client', file: 'client.ts' }], prepare: prepareSources('typescript', sources, runtime, parts), holds: hold ? { rule: { hold: 'requests' } } : undefined })
