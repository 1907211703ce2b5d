/** A host in a process of its own, to be killed by tests: runs one program and prints what it prints. */
import { readFileSync } from 'node:fs'
import { COMPLETE_LIMITS } from '../output.ts'
import { prepareSources } from '../preparation.ts'
import { Runs } from '../runs.ts'
import { theNode } from '../runtimes.ts'
import type { Parts } from '../paths.ts'

const [partsJson, file] = process.argv.slice(2)
const parts: Parts = JSON.parse(partsJson!)
const runtime = theNode()
const runs = new Runs({
  parts,
  limits: COMPLETE_LIMITS,
  report: (sentence) => process.stderr.write(`${sentence}\n`),
  emit: (name, payload) => {
    if (name === 'output' && 'text' in payload) process.stdout.write(payload.text)
  },
})
const sources = new Map([['client.ts', readFileSync(file!, 'utf8')]])
runs.begin({ workspace: 'w', runtime, programs: [{ name: 'client', role: 'client', file: 'client.ts' }], prepare: prepareSources('typescript', sources, runtime, parts) })
