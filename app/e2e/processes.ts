/** Which processes belong to a run: found by a variable of their environment, which children inherit. Linux only. */
import { readFileSync, readdirSync } from 'node:fs'

export interface Running {
  readonly pid: number
  readonly command: string
}

/** @returns undefined where the system does not say */
export function processesWith(variable: string, value: string): Running[] | undefined {
  if (process.platform !== 'linux') return undefined
  const wanted = `${variable}=${value}`
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const environment = readFileSync(`/proc/${name}/environ`, 'utf8').split('\0')
        if (!environment.includes(wanted) || isZombie(name)) return []
        return [{ pid: Number(name), command: readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() }]
      } catch {
        // Gone meanwhile, or another person's.
        return []
      }
    })
}

/** Ended, and not yet asked by its parent how. */
function isZombie(pid: string): boolean {
  return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
}
