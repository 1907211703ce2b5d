/** `managerie doctor`: what is installed, what is missing, what works. Each check does the thing itself, and none changes anything. */
import { fileURLToPath } from 'node:url'
import { dataFolder, partsIn } from '../host/paths.ts'
import { unwritable } from '../host/writable.ts'
import { type Check, type Finding, checks } from './doctor-checks.ts'

/** @param dist the built parts */
export async function doctorCommand({ json }: { readonly json?: boolean }, dist: URL, version: string): Promise<void> {
  const folder = fileURLToPath(dist)
  const data = dataFolder()
  const findings = await examine(checks({ dist: folder, parts: partsIn(folder), data, env: process.env, platform: process.platform, unwritable }))
  const ok = findings.every(({ state, needed }) => state !== 'failed' && (state === 'ok' || !needed))
  if (json) process.stdout.write(`${JSON.stringify({ ok, version, platform: process.platform, arch: process.arch, findings }, null, 2)}\n`)
  else process.stdout.write(`Managerie ${version} on ${process.platform} ${process.arch}\n\n${report(findings)}\n\n${verdict(ok)}\n`)
  process.exitCode = ok ? 0 : 1
}

/** Carries them out, in order. A check that throws has failed, and says with what. */
export async function examine(list: readonly Check[]): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const { id, title, needed, look } of list) {
    try {
      findings.push({ id, title, needed, ...(await look()) })
    } catch (error) {
      findings.push({ id, title, needed, state: 'failed', detail: error instanceof Error ? error.message : String(error) })
    }
  }
  return findings
}

/** A line each, and under it what to do. */
export function report(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ title }) => title.length))
  return findings
    .flatMap(({ state, title, detail, advice }) => [
      `  ${state.padEnd(7)}  ${title.padEnd(width)}  ${detail}`,
      ...(advice === undefined ? [] : [`${' '.repeat(width + 13)}${advice}`]),
    ])
    .join('\n')
}

function verdict(ok: boolean): string {
  return ok ? 'Everything that is needed works.' : 'Something that is needed does not work: see above.'
}
